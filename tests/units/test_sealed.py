"""Numbers are cipher in the database, are found by their digest, and change keys while everybody goes on working."""

from io import StringIO
from threading import Event, Thread
from uuid import UUID

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from alerts.enums import ChannelCode
from alerts.models import ContactRule
from tests.factories import Cast, make_person, published
from units.models import Person, User
from units.rows.ciphers import UnknownKey, keyring
from units.rows.renewing import places

OLD, NEW = "old" * 12, "new" * 12
NUMBER = "13812345678"


def stored(table: str, column: str, key: UUID) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE id = %s", [key])  # noqa: S608
        return str(cursor.fetchone()[0])


@pytest.mark.parametrize("text", [NUMBER, "0797-8712345-801", "𠮷@例子.cn", "$1$a$b$c", "x" * 300])
def test_what_is_sealed_opens_and_two_seals_of_one_text_have_only_the_digest_in_common(text: str) -> None:
    one, other = keyring().seal(text), keyring().seal(text)

    assert keyring().open(one) == keyring().open(other) == text
    assert text not in one
    assert one != other
    assert one.split("$")[2] == other.split("$")[2] == keyring().digests(text)[0]


@pytest.mark.django_db
def test_every_door_writes_cipher_and_reads_what_was_written(cast: Cast) -> None:
    person = make_person(cast.emergency, mobile=NUMBER)
    person.office_phone = "0797-8712345"
    person.save(update_fields=["office_phone"])
    other = make_person(cast.emergency, mobile="13800000001")
    Person.objects.filter(pk=other.pk).update(mobile="13800000002")
    other.mobile = "13800000003"
    Person.objects.bulk_update([other], ["office_phone"])

    assert stored("units_person", "mobile", person.pk).startswith("$1$")
    assert stored("units_person", "office_phone", person.pk).startswith("$1$")
    assert Person.objects.filter(mobile__in=[NUMBER, "13800000002"]).count() == 2
    assert Person.objects.get(mobile=NUMBER).office_phone == "0797-8712345"
    assert list(Person.objects.found_by("138 1234 5678", by_number=True)) == [person]
    assert not Person.objects.found_by("5678", by_number=True).exists()
    assert Person.objects.filter(mobile="").count() == 0
    assert Person.objects.values_list("mobile", flat=True).get(pk=person.pk) == NUMBER


@pytest.mark.django_db
def test_one_number_signs_in_to_one_account(cast: Cast) -> None:
    User.objects.filter(pk=cast.duty.pk).update(login_phone=NUMBER)

    with pytest.raises(IntegrityError, match="user_login_phone_once"), transaction.atomic():
        User.objects.filter(pk=cast.auditor.pk).update(login_phone=NUMBER)
    person = make_person(cast.emergency)
    ContactRule.objects.create(person=person, channel=ChannelCode.EMAIL, address="a@example.cn")
    with pytest.raises(IntegrityError, match="contact_rule_once_per_address"), transaction.atomic():
        ContactRule.objects.create(person=person, channel=ChannelCode.EMAIL, address="a@example.cn")


@pytest.mark.django_db(transaction=True)
def test_keys_change_under_load(cast: Cast, settings: LazySettings) -> None:
    """While one changes numbers and another reads, every number stays readable, none is lost and none stays behind."""
    before = settings.PHONE_KEYS
    settings.PHONE_KEYS = [OLD, *before]
    published(cast)
    people = [make_person(cast.emergency, mobile=f"1380000{number:04}") for number in range(1200)]
    settings.PHONE_KEYS = [NEW, OLD, *before]
    ended, troubles, changed = Event(), [], {}

    def changing() -> None:
        for number, person in enumerate(people * 50):
            if ended.is_set():
                break
            changed[person.pk] = f"1390000{number % 10000:04}"
            Person.objects.filter(pk=person.pk).update(mobile=changed[person.pk])
            if not Person.objects.filter(mobile=changed[person.pk]).exists():
                troubles.append(person.pk)
        connection.close()

    load = Thread(target=changing)
    load.start()
    call_command("rotate_keys", stdout=StringIO())
    ended.set()
    load.join()

    settings.PHONE_KEYS = [NEW]
    assert troubles == []
    assert {person.pk: person.mobile for person in Person.objects.filter(pk__in=[one.pk for one in people])} == {
        person.pk: changed.get(person.pk, person.mobile) for person in people
    }
    call_command("rotate_keys", "--check", stdout=StringIO())


@pytest.mark.django_db
def test_a_key_that_is_still_needed_is_named(cast: Cast, settings: LazySettings) -> None:
    settings.PHONE_KEYS = [OLD]
    make_person(cast.emergency, mobile=NUMBER)
    settings.PHONE_KEYS = [NEW, OLD]
    said = StringIO()
    with pytest.raises(CommandError):
        call_command("rotate_keys", "--check", stdout=said)
    assert "units_person.mobile" in said.getvalue()

    settings.PHONE_KEYS = [NEW]
    with pytest.raises(UnknownKey, match="PHONE_KEYS"):
        list(Person.objects.filter(unit=cast.emergency))
    with pytest.raises(CommandError, match="PHONE_KEYS"):
        call_command("rotate_keys", stdout=StringIO())


def test_every_place_is_known() -> None:
    assert {str(place) for place in places()} == {
        "alerts_contactrule.address",
        "alerts_notification.params.address",
        "rostering_assignment.words.person.mobile",
        "units_person.mobile",
        "units_person.office_phone",
        "units_sheetimport.content",
        "units_sheetimport.outcome",
        "units_sheetimport.understood",
        "units_user.login_phone",
    }
