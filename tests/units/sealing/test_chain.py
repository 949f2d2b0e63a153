"""The trail's chain: sealed county by county, whoever writes meanwhile; changed, cut or slipped in shows."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pgtrigger
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from tests.factories import make_cast, make_county
from units.models import AuditEvent, AuditLink, ChainCheck, County, Unsealed
from units.sealing.services import check_chain, check_due, seal_waiting

NOW = timezone.now()


def written(county: County, *reasons: str) -> None:
    for reason in reasons:
        AuditEvent.objects.create(
            county=county, at=timezone.now(), actor_name="system", action="unit.updated", object_type="units.unit",
            object_id="1", object_label="甲", reason=reason, after={"name": reason, "order": 1.5},
        )  # fmt: skip


def slip_in(county: County) -> None:
    written(county, "戊")
    Unsealed.objects.all().delete()


def trouble(county: County) -> str:
    return check_chain(county.pk, now=timezone.now()).trouble


@pytest.mark.django_db
def test_each_county_has_a_chain_and_any_change_of_it_shows(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    cast = make_cast()
    county, other = cast.county, make_county("gx", "赣县")
    seal_waiting(now=NOW)
    before, others = (AuditLink.objects.filter(chain=one.pk).count() for one in (county, other))
    written(county, "甲", "乙", "丙")
    written(other, "丁")
    assert Unsealed.objects.filter(chain=county.pk).count() == 3
    assert seal_waiting(now=NOW) == 4
    assert seal_waiting(now=NOW) == 0
    assert AuditLink.objects.filter(chain=other.pk).latest("number").number == others + 1
    last = AuditLink.objects.filter(chain=county.pk).order_by("-number")[0]
    assert last.number == before + 3
    assert check_due(now=NOW) >= 2
    assert check_due(now=NOW) == 0
    assert check_due(now=NOW + timedelta(hours=25)) >= 2
    call_command("verify_audit", head=[f"{last.number}: {last.hash[:8]} {last.hash[8:]}"])
    assert last.hash in capsys.readouterr().out
    client.force_login(cast.auditor)
    assert "最近的审计记录与封存时一致" in client.get("/audit/chain/").content.decode()

    # As somebody could who owns the tables; each is undone again.
    changes: dict[str, Callable[[], object]] = {
        "changed": lambda: AuditEvent.objects.filter(pk=last.event_id).update(reason="别的"),
        "written anew": lambda: AuditLink.objects.filter(pk=last.pk).update(hash="0" * 64),
        "cut short": lambda: AuditLink.objects.filter(pk=last.pk).delete(),
        "link missing": lambda: AuditLink.objects.filter(chain=county.pk, number=last.number - 1).delete(),
        "outside the chain": lambda: slip_in(county),
    }
    found = {}
    for name, change in changes.items():
        with transaction.atomic():
            with pgtrigger.ignore():
                change()
            found[name] = trouble(county)
            if name == "changed":
                assert f"#{last.number}" in client.get("/audit/chain/").content.decode()
                with pytest.raises(CommandError):
                    call_command("verify_audit")
            transaction.set_rollback(True)
    assert "changed" in found["changed"]
    assert "changed" in found["written anew"]
    assert "cut short" in found["cut short"]
    assert "missing" in found["link missing"]
    assert found["outside the chain"] == "1 events outside the chain"
    with pytest.raises(CommandError):
        call_command("verify_audit", head=[f"{last.number}:{'0' * 64}"])


@pytest.mark.django_db(transaction=True)
def test_who_writes_while_others_seal_waits_for_nobody_and_is_sealed_later() -> None:
    """A long transaction that began first commits last: its event comes later in the chain, and nothing is missed."""
    county = make_county()
    already = seal_waiting(now=NOW)
    wrote, may_commit = threading.Event(), threading.Event()

    def long_one() -> None:
        with transaction.atomic():
            written(county, "长")
            wrote.set()
            may_commit.wait(10)
        connection.close()

    thread = threading.Thread(target=long_one)
    thread.start()
    assert wrote.wait(10)
    written(county, "短")
    assert seal_waiting(now=NOW) == 1
    may_commit.set()
    thread.join(10)
    assert seal_waiting(now=NOW) == 1
    assert list(AuditLink.objects.order_by("number").values_list("event__reason", flat=True))[already:] == ["短", "长"]
    assert trouble(county) == ""
    assert ChainCheck.objects.get().links == already + 2
