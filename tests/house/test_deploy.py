"""What docs/deploy hands out fits what the product is: metrics that exist, programs that start, a contract that is the views'."""

import json
import re
from pathlib import Path

import pytest
import yaml
from django.test import Client
from django.utils import timezone

from alerts.health.services import sweeps
from alerts.models import Backup
from scripts.contract import breaks

DEPLOY = Path("docs/deploy")
METRIC = re.compile(r"\bduty_[a-z_]+")


@pytest.mark.django_db
def test_rules_and_dashboard_ask_for_metrics_that_there_are(client: Client) -> None:
    now = timezone.now()
    sweeps.note("escalate_checks", by="celery", handled=0, now=now)
    Backup.objects.create(taken_at=now, finished_at=now, name="duty-x.tar", size=1)
    given = set(METRIC.findall(client.get("/metrics").content.decode()))
    groups = yaml.safe_load((DEPLOY / "monitoring/rules.yml").read_text())["groups"]
    rules = [rule for group in groups for rule in group["rules"]]
    panels = json.loads((DEPLOY / "monitoring/dashboard.json").read_text())["panels"]
    asked = [rule["expr"] for rule in rules] + [target["expr"] for panel in panels for target in panel["targets"]]
    assert {name for text in asked for name in METRIC.findall(text)} == given
    assert [rule["alert"] for rule in rules if not rule["annotations"].get("remedy")] == []


def test_the_same_five_programs_run_under_systemd_and_in_compose() -> None:
    services = yaml.safe_load(Path("docker-compose.yml").read_text())["services"]
    units = {path.stem.removeprefix("duty-"): path.read_text() for path in (DEPLOY / "systemd").glob("*.service")}
    assert set(units) == set(services) - {"db", "redis", "migrate"}
    for name in ("worker", "sender"):
        (command,) = re.findall(r"^ExecStart=\S+/celery (.*)", units[name], re.MULTILINE)
        assert command.replace("%%", "%").split() == services[name]["command"][1:] or name == "worker"
    assert all("NoNewPrivileges=true" in text and "User=duty" in text for text in units.values())
    assert set(re.findall(r"duty-([a-z]+)", Path("docs/install.md").read_text())) >= set(units)


def test_what_breaks_a_client_is_named() -> None:
    before = {
        "paths": {"/a/": {"get": {}, "post": {}, "put": {"requestBody": {"$ref": "#/components/schemas/UnitBody"}}}},
        "components": {
            "schemas": {"Unit": {"properties": {"code": {}, "name": {}}}, "UnitBody": {"properties": {"name": {}}}}
        },
    }
    after = {
        "paths": {"/a/": {"get": {}, "put": {}}, "/b/": {"get": {}}},
        "components": {
            "schemas": {
                "Unit": {"properties": {"code": {}}},
                "UnitBody": {"properties": {"name": {}}, "required": ["name"]},
            }
        },
    }
    assert list(breaks(before, before)) == []
    assert list(breaks(before, after)) == [
        "- POST /a/ is gone",
        "- Unit.name is gone",
        "- UnitBody.name is required now",
    ]
