"""What the link of a message does about a duty that is up for cover or goes round: the service decides as it does for a login."""

from datetime import datetime

from alerts.answers.services.once import refuse_answered
from alerts.outbox.models import AnswerLink
from alerts.outbox.services.links import use_link
from rostering.covers.services import answers as cover_answers
from rostering.models import Cover, Ring
from rostering.rings.services import answers as ring_answers
from units.db import write


@write
def take_cover(*, link: AnswerLink, now: datetime) -> None:
    """我来顶班. Raises what `take_cover` of the covers raises: `wrong_state` when somebody was faster."""
    refuse_answered(link, now)
    use_link(link, now=now)
    cover_answers.take_cover(cover=Cover.objects.get(pk=link.object_id), person=link.person, by=None)


@write
def decline_cover(*, link: AnswerLink, now: datetime) -> None:
    """不能顶班."""
    refuse_answered(link, now)
    use_link(link, now=now)
    cover_answers.decline_cover(cover=Cover.objects.get(pk=link.object_id), person=link.person, by=None)


@write
def agree_ring(*, link: AnswerLink, now: datetime) -> None:
    """同意. Raises what `agree_ring` of the rings raises."""
    refuse_answered(link, now)
    use_link(link, now=now)
    ring_answers.agree_ring(ring=Ring.objects.get(pk=link.object_id), person=link.person, by=None)


@write
def decline_ring(*, link: AnswerLink, now: datetime) -> None:
    """不同意. The link is used up before the ring ends all of them."""
    refuse_answered(link, now)
    use_link(link, now=now)
    ring_answers.decline_ring(ring=Ring.objects.get(pk=link.object_id), person=link.person, by=None)
