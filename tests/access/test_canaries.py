"""Every number of every person is a canary: none stands plainly in the database, in a backup of it or in Redis."""

import re
from collections.abc import Iterator
from io import BytesIO

import pytest
import redis
from django.conf import settings
from django.db import connection, transaction
from django.test import Client

from alerts.enums import ChannelCode
from alerts.outbox.services.contacts import add_rule
from rostering import broker
from tests.access.world import World
from tests.access.world import world as world  # noqa: PLC0414 - the fixture
from units.imports.services.handing_in import hand_in
from units.models import Person, User


def numbers_of(people: Iterator[Person]) -> dict[str, Person]:
    found: dict[str, Person] = {}
    for person in people:
        found |= {number: person for number in (person.mobile, person.office_phone) if number}
    return found


@pytest.mark.django_db
def test_no_row_of_any_table_and_no_key_of_redis_holds_a_number(world: World) -> None:
    """What a dump of the database has, and so what every backup has."""
    cast = world.cast
    known = cast.people["yjj"][0]
    with transaction.atomic():
        User.objects.filter(pk=cast.duty.pk).update(login_phone=known.mobile)
        add_rule(person=known, channel=ChannelCode.ALIYUN_SMS, address=known.mobile, by=cast.office)
        sheet = f"单位,姓名,职级,手机\n{cast.emergency.name},{known.name},科员,{known.mobile}\n应急局,牛新人,科员,13687654321"
        hand_in(kind="people", file=BytesIO(sheet.encode()), name="人员.csv", by=cast.office)
        for typed in (known.mobile, "+86 13687654321"):
            Client().post("/login/", {"username": typed, "password": "wrong"})
        canaries = re.compile("|".join(map(re.escape, [*numbers_of(Person.objects.iterator()), "13687654321"])))
        found = {table: where for table in _tables() if (where := _numbers_in(table, canaries))}
        transaction.set_rollback(True)

    assert found == {}
    # Any eleven digits would be too wide a net: tokens and digests hold some by chance.
    for number in range(2):
        store = redis.Redis.from_url(broker.cache_url(settings.REDIS_URL, db=number))
        held = b"".join(key + bytes(store.dump(key) or b"") for key in store.scan_iter())
        assert canaries.findall(held.decode("latin-1")) == []


def _tables() -> list[str]:
    return sorted(connection.introspection.table_names())


def _numbers_in(table: str, canaries: re.Pattern[str]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT t::text FROM {table} AS t WHERE t::text ~ %s", [canaries.pattern])  # noqa: S608
        return {text[:300] for (text,) in cursor.fetchall()}
