"""预警叫应: handed in as JSON or as CAP 1.2, signed, answered, ended."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.api.base import AlertView, named, named_units, unit_codes
from alerts.enums import AnsweredBy, BulletinSource, BulletinType, WarningKind, WarningLevel, WarningState
from alerts.orders.models import MOST_EXTRA
from alerts.permissions import check_command, check_hand_in_warnings
from alerts.warnings.models import PublicWarning, WarningBulletin, WarningCall
from alerts.warnings.queries import Named, named_by
from alerts.warnings.rules.bulletins import LONGEST_AREA, LONGEST_HEADLINE, LONGEST_TEXT, Bulletin
from alerts.warnings.services import ending
from alerts.warnings.services.answers import answer
from alerts.warnings.services.reading import bulletin_of_cap, bulletin_of_text
from alerts.warnings.services.receiving import receive
from alerts.warnings.services.signing import Signed, sign
from alerts.warnings.services.table import MOST_MINUTES, save_rule
from alerts.warnings.shapes import (
    ReadBulletinShape,
    WarningBulletinShape,
    WarningCallShape,
    WarningRuleShape,
    WarningShape,
)
from rostering.enums import Posture
from units.api.fields import InstantField, unit_ref
from units.api.inputs import LARGEST, Body, MirrorQuery, SpanQuery
from units.api.nouns import NounAct, NounDetail, NounList, NounView
from units.api.parsing import StrictJSONParser
from units.api.throttling import Bucket
from units.api.views import find
from units.enums import Scope
from units.errors import InvalidInput

# What is longer never comes so far; what is longer than CAP files are is refused as such.
MOST_SIGNS = 1024 * 1024


class CapParser(BaseParser):
    """A CAP file is the body `{"cap": "…"}`."""

    media_type = "application/cap+xml"

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, str]:
        try:
            return {"cap": stream.read().decode("utf-8-sig")}
        except UnicodeDecodeError:
            raise ParseError(_("内容不是 UTF-8 编码。")) from None


class XmlParser(CapParser):
    media_type = "application/xml"


class WarningsQuery(MirrorQuery, SpanQuery):
    """By the time they were received, half-open. `updated_since`: they, or anybody called by them, have changed."""

    state = serializers.ChoiceField(choices=list(WarningState), required=False)
    kind = serializers.ChoiceField(choices=list(WarningKind), required=False)
    level = serializers.ChoiceField(choices=list(WarningLevel), required=False)


class NewWarning(Body):
    """A CAP 1.2 alert in `cap`, or what it says in words. `follows`: the warning that an update or a cancellation belongs to."""

    cap = serializers.CharField(required=False, allow_blank=True, max_length=MOST_SIGNS, trim_whitespace=False)
    type = serializers.ChoiceField(choices=list(BulletinType), required=False, default=BulletinType.ALERT)
    kind = serializers.ChoiceField(choices=list(WarningKind), required=False, default=WarningKind.OTHER)
    level = serializers.ChoiceField(choices=list(WarningLevel), required=False, allow_null=True, default=None)
    headline = serializers.CharField(required=False, default="", allow_blank=True, max_length=LONGEST_HEADLINE)
    text = serializers.CharField(required=False, default="", allow_blank=True, max_length=LONGEST_TEXT)
    area = serializers.CharField(required=False, default="", allow_blank=True, max_length=LONGEST_AREA)
    start = InstantField(required=False, allow_null=True, default=None)
    end = InstantField(required=False, allow_null=True, default=None)
    follows = serializers.UUIDField(required=False, allow_null=True, default=None)


class WarningView(AlertView, NounView):
    model = PublicWarning
    shape = WarningShape

    def bodies(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """One query for the counts of all of them."""
        counts = _counts_of(row["id"] for row in rows)
        nobody = {"called": 0, "answered": 0, "to_ring": 0}
        return [WarningShape.body(row, **nobody | counts.get(row["id"], {})) for row in rows]

    def body_of(self, pk: UUID) -> dict[str, Any]:
        body, now = super().body_of(pk), timezone.now()
        calls = WarningCall.objects.visible_to(self.user).filter(warning=pk)
        rows = calls.order_by("-round", "unit__protocol_order", "place", "id").values(*WarningCallShape.columns())
        came = WarningBulletin.objects.filter(warning=pk).order_by("received_at", "id")
        return body | {
            "calls": WarningCallShape.bodies(list(rows), now=now),
            "bulletins": WarningBulletinShape.bodies(list(came.values(*WarningBulletinShape.columns()))),
        }


class Warnings(WarningView, NounList):
    """Warnings, latest first. POST takes JSON, or a CAP file as `application/cap+xml`; the same bulletin twice answers 200."""

    query = WarningsQuery
    body = NewWarning
    write_scope = Scope.WARNINGS_WRITE
    parser_classes = [StrictJSONParser, CapParser, XmlParser]
    latest = "received_at"
    equal = ("state", "kind", "level")
    route = "api-warning"

    def changed(self, since: datetime) -> Q:
        moved = WarningCall.objects.filter(updated_at__gte=since).values("warning_id")
        return super().changed(since) | Q(pk__in=moved)

    def post(self, request: Request) -> Response:
        check_hand_in_warnings(self.user)
        given, now = dict(self.given), timezone.now()
        cap, follows = given.pop("cap", None), given.pop("follows")
        bulletin = bulletin_of_cap(cap.encode()) if cap is not None else Bulletin(**given)
        taken = receive(
            county=self.county,
            bulletin=bulletin,
            source=BulletinSource.HAND if cap is None else BulletinSource.CAP,
            by=self.user,
            now=now,
            raw=cap or "",
            follows=named(self.rows(), "follows", pk=follows) if follows else None,
        )
        made = self.made(request, taken.warning.pk)
        made.status_code = 201 if taken.is_new else 200
        return made


class PastedBody(Body):
    text = serializers.CharField(max_length=LONGEST_TEXT)


class ReadWarning(AlertView):
    """What pasted words say; nothing is written."""

    write_scope = Scope.WARNINGS_WRITE
    body = PastedBody
    shape = ReadBulletinShape

    def post(self, request: Request) -> Response:
        check_hand_in_warnings(self.user)
        return Response(ReadBulletinShape(bulletin_of_text(self.given["text"], timezone.now())).data)


class WarningDetail(WarningView, NounDetail):
    """One warning with whom it calls and what came in about it."""


class SignBody(Body):
    """What isn't said is as the county's table has it for the kind and level. `version`: the one the caller looked at."""

    version = serializers.IntegerField(required=False, min_value=1, max_value=LARGEST)
    level = serializers.ChoiceField(choices=list(WarningLevel), required=False)
    units = unit_codes(required=False)
    posture = serializers.ChoiceField(choices=["", *Posture], required=False)
    extra_staff = serializers.IntegerField(required=False, min_value=0, max_value=MOST_EXTRA)
    answer_minutes = serializers.IntegerField(required=False, min_value=1, max_value=MOST_MINUTES)


class SignWarning(WarningView, NounAct):
    """签发: calls the units; an order raises them where a posture is asked for."""

    body = SignBody
    related = ("county",)

    def act(self, row: PublicWarning) -> None:
        check_command(self.user)
        level = self.given.get("level", row.level)
        if not level:
            raise InvalidInput("level_required", _("请确定预警级别"), field="level")
        table = named_by(row.county_id, row.kind, level)
        what = Signed(
            level=WarningLevel(level),
            units=named_units(self.user, self.given["units"]) if "units" in self.given else table.units,
            answer_minutes=self.given.get("answer_minutes", table.answer_minutes),
            posture=self.given.get("posture", table.posture),
            extra_staff=self.given.get("extra_staff", table.extra_staff),
            card=table.card,
        )
        version = self.given.get("version")
        sign(warning=row, what=what, by=self.user, now=timezone.now(), expected_version=version)


class DropWarningBody(Body):
    reason = serializers.CharField(max_length=300)


class DropWarning(WarningView, NounAct):
    """不予叫应: nobody is called."""

    body = DropWarningBody

    def act(self, row: PublicWarning) -> None:
        ending.drop(warning=row, reason=self.given["reason"], by=self.user, now=timezone.now())


class CloseWarningBody(Body):
    outcome = serializers.CharField(max_length=300)


class CloseWarning(WarningView, NounAct):
    """Ends the calling; whoever hasn't answered need not any more."""

    body = CloseWarningBody

    def act(self, row: PublicWarning) -> None:
        ending.close(warning=row, outcome=self.given["outcome"], by=self.user, now=timezone.now())


class AnswerWarningBody(Body):
    """`call`: whom it is about, without it oneself. `phone` true: the operator has spoken to them, or to `name`."""

    call = serializers.UUIDField(required=False)
    phone = serializers.BooleanField(required=False, default=False)
    name = serializers.CharField(required=False, default="", allow_blank=True, max_length=150)


class AnswerWarning(WarningView):
    """收到, by oneself, on somebody's behalf, or as told to the operator by telephone."""

    bucket = Bucket.ANSWERS
    body = AnswerWarningBody

    def post(self, request: Request, pk: UUID) -> Response:
        warning = find(self.rows(), pk=pk)
        calls = WarningCall.objects.visible_to(self.user).filter(warning=warning).select_related("unit", "person")
        if "call" in self.given:
            call = named(calls, "call", pk=self.given["call"])
        else:
            call = named(calls.exclude(person=None), "call", person=self.user.person_id, round=warning.round)
        how = AnsweredBy.PHONE if self.given["phone"] else AnsweredBy.PAGE
        answer(call=call, by=self.user, now=timezone.now(), how=how, name=self.given["name"])
        return Response(self.body_of(pk))


class RuleBody(Body):
    units = unit_codes()
    posture = serializers.ChoiceField(choices=["", *Posture], required=False, default="")
    extra_staff = serializers.IntegerField(required=False, default=0, min_value=0, max_value=MOST_EXTRA)
    answer_minutes = serializers.IntegerField(required=False, default=10, min_value=1, max_value=MOST_MINUTES)
    card = serializers.CharField(required=False, default="", allow_blank=True, max_length=50)


class WarningRuleDetail(AlertView):
    """One line of the county's table; PATCH writes it whole."""

    body = RuleBody
    shape = WarningRuleShape

    def get(self, request: Request, kind: str, level: str) -> Response:
        check_command(self.user)
        return self._answer(*_line(kind, level))

    def patch(self, request: Request, kind: str, level: str) -> Response:
        wanted, colour = _line(kind, level)
        given = self.given | {"units": named_units(self.user, self.given["units"])}
        save_rule(county=self.county, kind=wanted, level=colour, by=self.user, **given)
        return self._answer(wanted, colour)

    def _answer(self, kind: WarningKind, level: WarningLevel) -> Response:
        return Response(_rule_body(kind, level, named_by(self.county.pk, kind, level)))


def _line(kind: str, level: str) -> tuple[WarningKind, WarningLevel]:
    try:
        return WarningKind(kind), WarningLevel(level)
    except ValueError as error:
        raise InvalidInput("unknown_kind", _("没有这种预警或级别"), field="kind") from error


def _rule_body(kind: WarningKind, level: WarningLevel, found: Named) -> dict[str, Any]:
    units = [unit_ref(unit.code, unit.name) for unit in found.units]
    return {
        "kind": kind, "level": level, "units": units, "posture": found.posture, "extra_staff": found.extra_staff,
        "answer_minutes": found.answer_minutes, "card": found.card, "is_own": found.is_own,
    }  # fmt: skip


def _counts_of(ids: Iterable[UUID]) -> dict[UUID, Any]:
    rows = WarningCall.objects.filter(warning__in=list(ids), round=F("warning__round")).values("warning_id")
    found = rows.annotate(
        called=Count("unit", distinct=True),
        answered=Count("unit", distinct=True, filter=Q(state="answered")),
        to_ring=Count("unit", distinct=True, filter=Q(state="with_office")),
    )
    return {row["warning_id"]: row for row in found}
