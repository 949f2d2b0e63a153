"""The migrations on a filled database: rosters side by side, a publication over silence, both from before."""

from datetime import date

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from rostering.enums import PeriodKind
from rostering.models import DutyPeriod, RosterRevision
from rostering.periods.services.publication import publish_period
from tests.factories import Cast, generated, make_cast

BEFORE = [("rostering", "0003_compare_and_undo")]


def migrated_to(targets: list[tuple[str, str]]) -> None:
    MigrationExecutor(connection).migrate(targets)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_what_stood_before_is_kept_and_told() -> None:
    cast: Cast = make_cast()
    period = generated(cast)
    publish_period(period=period, by=cast.office)
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        migrated_to(BEFORE)
        with connection.cursor() as cursor:
            cursor.execute(
                """
                UPDATE rostering_dutyperiod SET exception_reason = '防汛', exception_by_id = %s WHERE id = %s;
                INSERT INTO rostering_dutyperiod (id, county_id, name, kind, first_day, last_day, filing_deadline, state,
                    exception_reason, version, created_at, updated_at)
                SELECT gen_random_uuid(), county_id, '日常', 'special', first_day, last_day, filing_deadline, 'published', '',
                    1, created_at - interval '1 day', updated_at FROM rostering_dutyperiod
                """,
                [cast.office.pk, period.pk],
            )
    finally:
        migrated_to(latest)
    revision = RosterRevision.objects.get(number=1)
    assert (revision.exception_reason, revision.exception_by) == ("防汛", cast.office.display_name)
    assert [unit["name"] for unit in revision.unconfirmed] == ["县委办", "应急管理局", "档案馆"]
    said = dict(DutyPeriod.objects.values_list("kind", "overlap"))
    assert said == {PeriodKind.SPECIAL: "", PeriodKind.HOLIDAY: "keep"}
    assert DutyPeriod.objects.filter(first_day=date(2026, 6, 19)).count() == 2
