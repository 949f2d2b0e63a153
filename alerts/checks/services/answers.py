"""Whose answer to a check it is, by whatever door it comes."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from alerts.checks.models import Check
from alerts.checks.services.checks import asked_people
from alerts.who_answers import on_duty_in
from units.errors import InvalidInput, RuleViolation
from units.models import Person, User


def answering(*, check: Check, by: User, now: datetime, person_id: UUID | None = None) -> Person:
    """Who answers when `by` says so: the one named; without a name oneself, if one has been asked or is on duty in the unit
    once the check has been escalated; else the person first asked, on whose behalf it is.

    Raises RuleViolation `not_asked`, InvalidInput `unknown_person`. Whether `by` may is the question of `checks.answer`.
    """
    asked = asked_people(check)
    if not asked:
        raise RuleViolation("not_asked", _("该次查岗尚未发出"))
    if person_id is not None:
        named = next((person for person in asked if person.pk == person_id), None)
        if named is None:
            raise InvalidInput("unknown_person", _("该次查岗没有询问此人"), field="person")
        return named
    on_duty = [row.person for row in on_duty_in(check.unit_id, now)] if check.level and by.person_id else []
    own = (person for person in (*asked, *on_duty) if person is not None and person.pk == by.person_id)
    return next(own, asked[0])
