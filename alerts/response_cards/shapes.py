"""处置卡 through the API."""

from typing import Any

from rest_framework import serializers

from alerts.enums import CardPart
from alerts.response_cards.models import ResponseCard
from alerts.response_cards.queries import ShownCard, ShownStep
from units.api.fields import InstantField, optional_instant


class CalleeShape(serializers.Serializer[Any]):
    """Who is on duty there now; `phone` null where the reader may not see it."""

    name = serializers.CharField()
    position = serializers.CharField(allow_blank=True)
    post = serializers.CharField()
    phone = serializers.CharField(allow_null=True)


class CardStepShape(serializers.Serializer[Any]):
    """`unit`: to be called, by its code; null for one the county lacks, whose `unit_name` it has. `done_at`, `done_by` on an
    incident alone."""

    id = serializers.UUIDField()
    part = serializers.ChoiceField(choices=list(CardPart))
    text = serializers.CharField()
    unit = serializers.CharField(allow_null=True)
    unit_name = serializers.CharField(allow_blank=True)
    unit_phone = serializers.CharField(allow_blank=True)
    post = serializers.CharField(allow_null=True)
    on_duty = CalleeShape(many=True)
    done_at = InstantField(allow_null=True)
    done_by = serializers.CharField(allow_null=True)


class CardShape(serializers.Serializer[Any]):
    """A card with its lines in order."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    kinds = serializers.ListField(child=serializers.CharField())
    active = serializers.BooleanField()
    version = serializers.IntegerField()
    steps = CardStepShape(many=True)


def card_body(shown: ShownCard) -> dict[str, Any]:
    card: ResponseCard = shown.card
    return {
        "id": str(card.pk),
        "title": card.title,
        "kinds": card.kinds,
        "active": card.is_active,
        "version": card.version,
        "steps": [_step(one) for part in shown.parts for one in part.steps],
    }


def _step(shown: ShownStep) -> dict[str, Any]:
    step, tick = shown.step, shown.tick
    return {
        "id": str(step.pk),
        "part": step.part,
        "text": step.text,
        "unit": step.unit.code if step.unit else None,
        "unit_name": shown.name,
        "unit_phone": shown.phone,
        "post": step.post or None,
        "on_duty": [
            {"name": one.person_name, "position": one.person_position, "post": one.post, "phone": one.phone}
            for one in shown.callees
        ],
        "done_at": optional_instant(tick.done_at) if tick else None,
        "done_by": tick.done_by.display_name if tick and tick.done_by else None,
    }
