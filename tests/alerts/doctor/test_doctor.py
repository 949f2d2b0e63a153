"""`manage.py doctor`: each thing an installation may lack is named with its remedy, whatever else is wrong."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.utils import timezone
from pytest_django import Settings

from alerts.doctor import queries
from alerts.health.services import sweeps
from tests.fakes.oidc import CLIENT, FakeOidc


def of_an_old_client(settings: Settings, patch: pytest.MonkeyPatch, path: Path) -> None:
    settings.BACKUP_DIR = str(path)
    patch.setattr(queries, "version_of", lambda _name: "pg_dump (PostgreSQL) 9.6")


Change = Callable[[Settings, pytest.MonkeyPatch, Path], object]
ILL: dict[str, tuple[str, Change]] = {
    "host": ("写入 ALLOWED_HOSTS", lambda settings, _m, _p: setattr(settings, "PUBLIC_URL", "https://other.example")),
    "postgres": ("升级到 14 以上", lambda _s, patch, _p: patch.setattr(queries, "OLDEST_POSTGRES", 99)),
    "clock": ("chrony", lambda _s, patch, _p: patch.setattr(queries, "CLOCKS_APART_SECONDS", -1)),
    "disk": ("清理磁盘", lambda _s, patch, _p: patch.setattr(queries, "LEAST_FREE_BYTES", 2**80)),
    "static": ("collectstatic", lambda settings, _m, path: setattr(settings, "STATIC_ROOT", path)),
    "channels": ("缺少 ALIYUN", lambda settings, _m, _p: setattr(settings, "ALERT_DEFAULT_CHANNELS", ["aliyun_sms"])),
    "backup": ("安装同版本客户端", of_an_old_client),
}


def said(capsys: pytest.CaptureFixture[str]) -> tuple[str, bool]:
    try:
        call_command("doctor")
    except CommandError:
        return capsys.readouterr().out, False
    return capsys.readouterr().out, True


@pytest.fixture
def well(settings: Settings, tmp_path: Path) -> Settings:
    # Browser tests in this process leave a setting behind that nobody serves with.
    settings.SILENCED_SYSTEM_CHECKS = [*settings.SILENCED_SYSTEM_CHECKS, "async.E001"]
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    (settings.STATIC_ROOT / "staticfiles.json").write_text("{}")
    settings.SECRET_KEY = "long-enough-" + "aB3" * 30
    return settings


@pytest.mark.django_db
def test_each_ailment_has_its_remedy_and_a_well_installation_none(
    well: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sweeps.note("escalate_checks", by="celery", handled=0, now=timezone.now())
    words, is_well = said(capsys)
    assert is_well, words
    assert "可以改删审计记录" in words
    assert "设 PROXY_COUNT=1" in words
    assert "max_locks_per_transaction" not in words
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(queries, "LEAST_LOCKS", 10**9)
        assert "max_locks_per_transaction = 256" in said(capsys)[0]
    for name, (remedy, change) in ILL.items():
        with pytest.MonkeyPatch.context() as patch:
            kept = {
                key: getattr(well, key) for key in ("PUBLIC_URL", "STATIC_ROOT", "ALERT_DEFAULT_CHANNELS", "BACKUP_DIR")
            }
            change(well, patch, tmp_path)
            words, is_well = said(capsys)
            for key, value in kept.items():
                setattr(well, key, value)
        assert (name, remedy in words, is_well) == (name, True, False), words
    sweeps.note("escalate_checks", by="celery", handled=0, now=timezone.now() - timedelta(minutes=5))
    assert "启动 duty-worker" in said(capsys)[0]


def test_single_sign_on_is_asked_for_what_signing_in_needs(settings: Settings) -> None:
    def remedies() -> list[str]:
        return [ailment.remedy for ailment in queries.look_at_sign_on()]

    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID = "", ""
    assert remedies() == []
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    assert "补全设置" in remedies()[0]
    settings.OIDC_CLIENT_ID = CLIENT
    assert "检查 OIDC_ISSUER" in remedies()[0]
    with FakeOidc() as provider:
        settings.OIDC_ISSUER = provider.url
        assert remedies() == []
        settings.OIDC_ISSUER = f"{provider.url}/"
        assert "一字不差" in remedies()[0]
        settings.OIDC_ISSUER = provider.url
        provider.lacking = {"jwks_uri"}
        provider.more = {"id_token_signing_alg_values_supported": ["HS256"], "scopes_supported": ["openid"]}
        said = remedies()
    assert ["授权码" in said[0], "RS256" in said[1], "OIDC_SCOPE" in said[2], len(said)] == [True, True, True, 3]


@pytest.mark.django_db
def test_without_a_database_the_rest_is_looked_at_all_the_same(
    well: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(*_args: Any, **_kwargs: Any) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", refused)
    words, is_well = said(capsys)
    assert not is_well
    assert words.count("数据库没有应答") == words.count("connection refused") == 1, "one cause is said once"
    assert words.count("同上") >= 3
    assert "磁盘：正常" in words
