"""调动: somebody goes on in another unit from a day on, by one act.

What they did stays with the unit it was done for: the register keeps their entry there, ended by the day, and begins
another one in the new unit. Phone, ways to be reached and leave go along; the login follows on the day itself, and with
it every calendar feed and message.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from units.audit import services as audit
from units.consequences import Scope, watched
from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.counties.posts import OPTIONS, default_posts
from units.db import held, lock, write
from units.enums import Rank, Role
from units.errors import InvalidInput, RuleViolation
from units.people.models import Person
from units.people.rules import ORDER_STEP
from units.people.services.people import ends_of_office, last_places
from units.permissions import check_manage_people
from units.plausible import check_day
from units.signals import move_taken_back, people_moved, person_leaves_register

# A move is entered in the year it happens or the next; later than it happened where the paper took its time.
YEARS_BACK, YEARS_AHEAD = 1, 2
GO_ALONG = (
    "name", "initials", "rank", "position", "mobile", "office_phone", "travel_minutes", "valid_to", "external_id",
    "known_in_id",
)  # fmt: skip

Values = Mapping[str, Any]


@write
def transfer_people(
    *, people: Sequence[Person], to: Unit, day: date, by: User | None, changes: Values | None = None, reason: str = ""
) -> list[Person]:
    """Their entries in `to`, from `day` on. `changes`: what is different there (position, posts, minutes).

    Whoever hasn't come yet by `day` is entered in `to` at once. Raises NotAllowed for whoever may not change both units,
    InvalidInput `same_unit`, `unit_closed`, `county_leader_elsewhere` and for days nobody means, RuleViolation
    `already_moved`, `already_left`.
    """
    for unit in {person.unit_id: person.unit for person in people}.values():
        check_manage_people(by, unit)
    check_manage_people(by, to)
    now = timezone.now()
    check_day(day, field="day", today=timezone.localdate(now), back=YEARS_BACK, ahead=YEARS_AHEAD)
    lock(to, *people)
    rows = list(Person.objects.filter(pk__in=[one.pk for one in people]).select_related("unit").in_protocol_order())
    _refuse(rows, to, day)
    place = last_places([to]).get(to.pk, 0)
    found, moves = [], []
    left = [person.unit for person in rows]
    scope = Scope(to.county_id, person_ids=frozenset(person.pk for person in rows))
    with ends_of_office(to.county_id, rows), watched(scope, by=by, now=now):
        for number, person in enumerate(rows, start=1):
            values = {**_there(person, to), **(changes or {}), "protocol_order": place + number * ORDER_STEP}
            gone_on = _enter(person, to, day, values)
            found.append(gone_on)
            if gone_on.pk != person.pk:
                moves.append((person, gone_on))
        people_moved.send(sender=Person, moves=moves, day=day, by=by, now=now)
        for person, unit in zip(found, left, strict=True):
            _record(person, unit, day, by, reason, now)
        follow(now=now)
    return found


@write
def take_back(*, person: Person, by: User | None) -> Person:
    """A move that hasn't begun is off: `person`, the entry they would have left, goes on as before.

    Raises RuleViolation `not_moving` when there is none or its day has come, `rostered_there` once a duty or anything
    else names the new entry.
    """
    check_manage_people(by, person.unit)
    old = held(person, related=("unit", "moved_to__unit"))
    new = getattr(old, "moved_to", None)
    now = timezone.now()
    if new is None or new.valid_from <= timezone.localdate(now):
        raise RuleViolation("not_moving", _("没有尚未生效的调动，不能撤销"))
    check_manage_people(by, new.unit)
    with watched(Scope(old.unit.county_id, person_ids=frozenset({old.pk, new.pk})), by=by, now=now):
        day, old.valid_to = new.valid_from, new.valid_to
        old.save(update_fields=["valid_to"])
        move_taken_back.send(sender=Person, old=old, new=new, day=day)
        _forget(new)
        old.known_in_id = new.known_in_id
        old.save(update_fields=["known_in"])
        audit.record(
            by=by, action="person.move_taken_back", row=old, county=old.unit.county_id, unit=old.unit,
            before={"unit": new.unit.name, "day": str(day)}, now=now,
        )  # fmt: skip
    return old


def _forget(new: Person) -> None:
    person_leaves_register.send(sender=Person, person=new)
    try:
        with transaction.atomic():
            new.delete()
    except ProtectedError as error:
        words = {"name": new.name, "unit": new.unit.name}
        text = _now("%(name)s在%(unit)s已有值班等安排，请先在该单位换人，再撤销调动") % words
        raise RuleViolation("rostered_there", text) from error


@write
def follow(*, now: datetime) -> int:
    """Logins of those whose day has come go on with their new entry.

    A leader leads the new unit no more than anybody who comes there, unless they had that role before. A duty that still
    runs is answered by the link of its message. Called by a task. Returns how many.
    """
    due = User.objects.filter(person__moved_to__valid_from__lte=timezone.localdate(now))
    logins = list(due.select_related("person__moved_to__unit").order_by("pk"))
    for user in logins:
        _go_on(user, now)
    return len(logins)


def _go_on(user: User, now: datetime) -> None:
    old = user.person
    if old is None:
        raise AssertionError("chosen by the person's move")
    before = {"unit": old.unit.name, "role": user.role}
    user.person = old.moved_to
    if user.role in (Role.UNIT_LEADER, Role.DUTY_PERSON):
        held = user.unit_roles.filter(unit=old.moved_to.unit).first()
        user.unit, user.role = old.moved_to.unit, held.role if held else Role.DUTY_PERSON
        if held:
            held.delete()
    user.save(update_fields=["person", "unit", "role"])
    audit.record(
        by=None,
        action="person.login_followed",
        row=old.moved_to,
        county=user.county_id,
        unit=old.moved_to.unit,
        before=before,
        after={"unit": old.moved_to.unit.name, "role": user.role},
        now=now,
    )


def _refuse(people: Sequence[Person], to: Unit, day: date) -> None:
    if not to.serves_on(day):
        raise InvalidInput("unit_closed", _now("%(unit)s届时已停用") % {"unit": to.name}, field="unit")
    for person in people:
        words = {"name": person.name, "unit": person.unit.name}
        if person.unit_id == to.pk:
            raise InvalidInput("same_unit", _now("%(name)s已在%(unit)s") % words, field="unit")
        if hasattr(person, "moved_to"):
            raise RuleViolation("already_moved", _now("%(name)s的调动已登记，请在新单位办理") % words)
        if person.valid_to is not None and person.valid_to <= day:
            raise RuleViolation("already_left", _now("%(name)s届时已离任，请先更正离任日期") % words)
        if person.rank == Rank.COUNTY_LEADER and to.county.lead_office_id != to.pk:
            raise InvalidInput("county_leader_elsewhere", _("县领导只能列在牵头办公室"), field="unit")


def _there(person: Person, to: Unit) -> dict[str, Any]:
    """They keep the posts that the new unit has, too; else what their rank usually does there."""
    tier = to.tiers.order_by("-valid").values_list("tier", flat=True).first()
    has = {option.code for options in OPTIONS for option in options(to.county) if option.tier == tier}
    kept = [post for post in person.eligible_posts if post in has]
    none = person.eligible_posts == []
    return {"eligible_posts": kept if kept or none else default_posts(to, person.rank)}


def _enter(person: Person, to: Unit, day: date, values: Values) -> Person:
    if person.valid_from >= day:
        for name, value in {**values, "unit": to}.items():
            setattr(person, name, value)
        person.save(update_fields=[*values, "unit"])
        # A login serves the unit of its person.
        User.objects.filter(person=person, role__in=(Role.UNIT_LEADER, Role.DUTY_PERSON)).update(unit=to)
        return person
    along = {name: getattr(person, name) for name in GO_ALONG}
    person.valid_to, person.known_in_id = day, None
    person.save(update_fields=["valid_to", "known_in"])
    return Person.objects.create(**{**along, **values, "unit": to, "valid_from": day, "moved_from": person})


def _record(person: Person, left: Unit, day: date, by: User | None, reason: str, now: datetime) -> None:
    audit.record(
        by=by,
        action="person.moved",
        row=person,
        county=left.county_id,
        unit=person.unit,
        before={"unit": left.name},
        after={"unit": person.unit.name, "day": str(day), "eligible_posts": person.eligible_posts},
        reason=reason,
        now=now,
    )
