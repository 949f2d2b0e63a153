"""A roster from a sheet: compared, accepted line by line, by the rules of changes by hand, and taken back."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from rostering.fairness.queries.ledger import Window, ledgers
from rostering.models import Assignment, DutyPeriod, PastDuty
from tests.factories import Cast, generated, make_cast, opened, published
from tests.rostering.imports.sheets import handed_in, people_of, unit_roster, workbook
from units.errors import InvalidInput, RuleViolation
from units.imports.rules.changes import SAME, Difference
from units.imports.services.handing_in import accept, difference, undo
from units.imports.services.kinds import Asked
from units.models import AuditEvent, Person

DAYS = [date(2026, 6, 19), date(2026, 6, 20), date(2026, 6, 21)]


def said(found: Difference) -> list[tuple[str, set[str]]]:
    return [(line.level, {mark.code for mark in line.marks}) for line in found.lines]


def holders(period: DutyPeriod, cast: Cast) -> dict[tuple[str, str], str]:
    rows = (
        Assignment.objects.active()
        .filter(shift__period=period, shift__unit=cast.emergency)
        .select_related("person", "shift")
    )
    return {(str(row.shift.day), row.shift.post): row.person.name if row.person else "" for row in rows}


@pytest.fixture
def period(cast: Cast) -> DutyPeriod:
    return opened(cast)


def lines_for(cast: Cast) -> list[tuple[date, Person, Person]]:
    leads, staff = people_of(cast, cast.emergency, leads=True), people_of(cast, cast.emergency, leads=False)
    return [(day, leads[at % len(leads)], staff[at % len(staff)]) for at, day in enumerate(DAYS)]


def test_a_roster_is_taken_over_and_taken_back(cast: Cast, period: DutyPeriod) -> None:
    lines = lines_for(cast)
    sheet = handed_in(unit_roster(cast.emergency, lines), cast.leader, period)

    found = difference(sheet, cast.leader)
    assert said(found) == [("", set())] * 6
    before = holders(period, cast)

    accept(sheet=sheet, by=cast.leader)
    assert holders(period, cast) == {
        **{(str(day), "leader"): lead.name for day, lead, _staff in lines},
        **{(str(day), "dedicated_staff"): staff.name for day, _lead, staff in lines},
    }
    assert AuditEvent.objects.filter(action="import.accepted").count() == 1
    again = handed_in(unit_roster(cast.emergency, lines), cast.leader, period)
    assert {line.level for line in difference(again, cast.leader).lines} == {SAME}

    undo(sheet=sheet, by=cast.leader)
    assert holders(period, cast) == before
    with pytest.raises(RuleViolation, match="已经办理"):
        undo(sheet=sheet, by=cast.leader)


def test_an_import_is_one_event_with_its_seats_as_parts(cast: Cast, period: DutyPeriod, client: Client) -> None:
    sheet = handed_in(unit_roster(cast.emergency, lines_for(cast)), cast.leader, period)
    known = set(AuditEvent.objects.acts().values_list("pk", flat=True))

    accept(sheet=sheet, by=cast.leader)
    (act,) = AuditEvent.objects.acts().exclude(pk__in=known)
    assert (act.action, act.after) == ("import.accepted", {"lines": 6})
    assert set(act.parts.values_list("action", flat=True)) == {"assignment.replaced"}
    assert act.parts.count() == 6

    client.force_login(cast.office)
    newest = client.get("/audit/").context["trail"].entries[:2]
    assert (newest[0].event.action, newest[0].parts) == ("import.accepted", 6)
    assert newest[1].event.action != "assignment.replaced"
    parts = client.get("/audit/", {"within": str(act.pk)}).context["trail"].entries
    assert [one.event.action for one in parts] == ["assignment.replaced"] * 6
    of_seat = client.get("/audit/", {"action": "assignment.replaced"}).context["trail"].entries
    assert len(of_seat) == 6
    listed = client.get("/api/v1/audit-events/").json()["results"]
    assert [one["action"] for one in listed].count("assignment.replaced") == 0
    assert len(client.get("/api/v1/audit-events/", {"part_of": str(act.pk)}).json()["results"]) == 6

    undo(sheet=sheet, by=cast.leader)
    assert AuditEvent.objects.acts().order_by("-at")[0].action == "import.undone"


def test_undo_is_refused_when_later_changes_stand_on_it(cast: Cast, period: DutyPeriod) -> None:
    lines = lines_for(cast)
    first = handed_in(unit_roster(cast.emergency, lines), cast.leader, period)
    accept(sheet=first, by=cast.leader)
    turned = [(day, lead, lines[-1 - at][2]) for at, (day, lead, _staff) in enumerate(lines)]
    second = handed_in(unit_roster(cast.emergency, turned), cast.leader, period)
    accept(sheet=second, by=cast.leader)

    with pytest.raises(RuleViolation, match="不能撤销"):
        undo(sheet=first, by=cast.leader)


def test_doubtful_and_wrong_lines_are_named_and_not_taken(cast: Cast, period: DutyPeriod) -> None:
    for person, name in zip(people_of(cast, cast.emergency, leads=False), ("欧阳小明", "赵敏", "周伯通"), strict=False):
        Person.objects.filter(pk=person.pk).update(name=name)
    lines = lines_for(cast)
    (day, lead, staff), (second, other_lead, other), (third, _lead, _staff) = lines
    file = unit_roster(
        cast.emergency, [(day, lead, "欧阳晓明"), (second, other_lead, other), (third, "某某", "章小新")]
    )
    sheet = handed_in(file, cast.leader, period)

    found = difference(sheet, cast.leader)
    by_cell = {line.address: (line.level, {mark.code for mark in line.marks}) for line in found.lines}
    assert by_cell["D3"] == ("wrong", {"near_name"})
    assert by_cell["B5"][0] == "wrong"
    assert by_cell["D5"] == ("doubt", {"person_new"})
    wrong = next(line for line in found.lines if line.address == "D3")
    assert str(staff.pk) in dict(wrong.choices)

    with pytest.raises(InvalidInput, match="D3"):
        accept(sheet=sheet, by=cast.leader, keys=[wrong.key])
    keys = [line.key for line in found.lines if line.address in ("D3", "D5")]
    accept(sheet=sheet, by=cast.leader, keys=keys, asked=Asked(choices={wrong.key: str(staff.pk)}))
    assert holders(period, cast)[str(day), "dedicated_staff"] == staff.name
    assert holders(period, cast)[str(third), "dedicated_staff"] == "章小新"
    assert holders(period, cast)[str(second), "leader"] == ""

    undo(sheet=sheet, by=cast.leader)
    assert not Person.objects.filter(name="章小新").exists()


def test_a_leader_brings_nothing_for_another_unit(cast: Cast, period: DutyPeriod) -> None:
    rows = [["日期", "单位", "值班人员"], ["6月19日", cast.routine.name, "张三"]]
    found = difference(handed_in(workbook(rows), cast.leader, period), cast.leader)

    assert [line.level for line in found.lines] == ["wrong"]
    assert {mark.code for mark in found.lines[0].marks} >= {"other_unit"}


def test_it_may_be_taken_as_filed(cast: Cast, period: DutyPeriod) -> None:
    sheet = handed_in(unit_roster(cast.emergency, lines_for(cast)), cast.leader, period)
    accept(sheet=sheet, by=cast.leader, asked=Asked(options={"as_filed": True}))

    assert period.rosters.get(unit=cast.emergency).state == "submitted"
    sheet.refresh_from_db()
    with pytest.raises(RuleViolation, match="退回"):
        undo(sheet=sheet, by=cast.leader)


def test_a_published_roster_is_amended(cast: Cast) -> None:
    period = published(cast)
    sheet = handed_in(unit_roster(cast.emergency, lines_for(cast)), cast.office, period)
    found = difference(sheet, cast.office)
    changes = [line for line in found.lines if line.level == ""]
    if changes:
        accept(sheet=sheet, by=cast.office)
        assert period.revisions.count() == 2


def test_days_before_any_roster_feed_the_ledger(cast: Cast) -> None:
    lead = people_of(cast, cast.emergency, leads=True)[0]
    staff = people_of(cast, cast.emergency, leads=False)[0]
    rows = [
        [f"{cast.emergency.name}2026年元旦值班表"],
        ["日期", "带班领导", "值班人员"],
        ["1月1日", lead.name, staff.name],
        ["1月2日", lead.name, staff.name],
    ]
    assert timezone.localdate() > date(2026, 1, 2) + timedelta(days=1)
    sheet = handed_in(workbook(rows), cast.office)

    assert said(difference(sheet, cast.office)) == [("", set())] * 4
    before = ledgers([lead, staff], Window())
    accept(sheet=sheet, by=cast.office)

    after = ledgers([lead, staff], Window())
    assert PastDuty.objects.count() == 4
    assert after[staff.pk].duties == before[staff.pk].duties + 2
    assert sum(after[lead.pk].load.values()) > sum(before[lead.pk].load.values())
    again = handed_in(workbook(rows), cast.office)
    assert {line.level for line in difference(again, cast.office).lines} == {SAME}
    sheet.refresh_from_db()
    undo(sheet=sheet, by=cast.office)
    assert ledgers([staff], Window())[staff.pk].duties == before[staff.pk].duties


def test_nothing_is_written_before_it_is_accepted(cast: Cast) -> None:
    period = generated(cast)
    before = holders(period, cast)
    sheet = handed_in(unit_roster(cast.emergency, lines_for(cast)), cast.leader, period)
    difference(sheet, cast.leader)

    assert holders(period, cast) == before


def test_the_county_of_another_is_out_of_sight(cast: Cast, period: DutyPeriod) -> None:
    other = make_cast("dy", "大余县")
    sheet = handed_in(unit_roster(cast.emergency, lines_for(cast)), other.office)

    assert not {line.level for line in difference(sheet, other.office).lines} - {"wrong", "doubt"}
