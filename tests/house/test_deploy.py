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
from scripts.prodtest import handbooks, servers
from scripts.stack.layout import Account
from scripts.stack.stopping import Refusal

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


def test_what_the_handbooks_hand_out_can_be_tried_here(tmp_path: Path) -> None:
    """`dev.py prodtest` starts from these; where nginx is missing this is what is left of it."""
    places = handbooks.Places(home=tmp_path, programs=Path("/venv/bin"))
    env = handbooks.environment(places, "/etc/duty.env")
    owner = handbooks.environment(places, "/etc/duty-owner.env")
    assert env["DATABASE_URL"] == f"postgres://duty_app:{places.words['PASSWORD']}@127.0.0.1:{places.postgres}/duty"
    assert owner["DATABASE_URL"] == f"postgres://duty:{places.words['OWNER']}@127.0.0.1:{places.postgres}/duty"
    assert env["REDIS_URL"].endswith(f"@127.0.0.1:{places.redis}")
    assert (len(env["DJANGO_SECRET_KEY"]), env["PROXY_COUNT"], env["EVIDENCE_ROOT"]) == (
        64,
        "1",
        f"{tmp_path}/evidence",
    )
    commands = handbooks.commands(places)
    assert set(commands) == {"web", "worker", "sender", "beat", "sweeper"}
    everything = [*env.values(), *owner.values(), handbooks.site(places), *map(" ".join, commands.values())]
    everything += [statement for _, statement in handbooks.statements(places)]
    assert [
        text for text in everything if re.search(r"\$[A-Z(]|/var/lib|/opt/|/etc/ssl|:(5432|6379|8000)\b", text)
    ] == []
    with pytest.raises(Refusal, match=r"no longer writes /etc/other\.env"):
        handbooks.environment(places, "/etc/other.env")


def test_without_nginx_it_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda *_args, **_options: None)
    with pytest.raises(Refusal, match="apt-get install nginx-light"):
        servers.nginx(handbooks.Places(home=tmp_path, programs=tmp_path), Account.for_servers())


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
