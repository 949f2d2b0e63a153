"""What is looked at, one function each: it yields what is wrong, with what to do about it; nothing when all is well."""

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.core import checks
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http.request import validate_host
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alerts.backups.services.postgres import version_of
from alerts.channels.registry import missing_settings
from alerts.health.queries import engine_health
from units.accounts import oidc
from units.rows.ciphers import keyring
from units.rows.renewing import key_names, places
from units.rows.rights import append_only

OLDEST_POSTGRES = 14
CLOCKS_APART_SECONDS = 2.0
# A restore locks every table, index and constraint in one transaction, beside whatever else the server does.
LEAST_LOCKS = 20_000
LEAST_FREE_BYTES = 2 * 1024**3
# Of the provider's description: without these nobody gets in.
OIDC_NEEDS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True, slots=True)
class Ailment:
    """`is_grave`: the installation doesn't work or isn't safe so; otherwise it would be better."""

    what: str
    remedy: str
    is_grave: bool = True


Look = Callable[[], Iterator[Ailment]]


def look_at_settings() -> Iterator[Ailment]:
    for found in checks.run_checks(include_deployment_checks=not settings.DEBUG):
        if not found.is_silenced():
            yield Ailment(found.msg, found.hint or "docs/install.md", is_grave=found.level >= checks.ERROR)
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    if host and not validate_host(host, settings.ALLOWED_HOSTS):
        yield Ailment(
            _("PUBLIC_URL 的主机名不在 ALLOWED_HOSTS 中"), _("把 %(host)s 写入 ALLOWED_HOSTS") % {"host": host}
        )
    if settings.SECURE_PROXY_SSL_HEADER and not settings.PROXY_COUNT:
        remedy = _("写明前面有几层反向代理，只有 nginx 一层的设 PROXY_COUNT=1")
        yield Ailment(_("PROXY_COUNT 为 0：登录记录和密码输错锁定把所有人当作同一地址"), remedy, is_grave=False)
    if settings.DEBUG:
        yield Ailment(_("正以调试方式运行"), _("正式使用时不要设置 DJANGO_DEBUG"), is_grave=False)


def look_at_database() -> Iterator[Ailment]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000, current_setting('server_encoding')")
        major, encoding = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM pg_extension WHERE extname = 'btree_gist'")
        (extensions,) = cursor.fetchone()
        cursor.execute(
            "SELECT current_setting('max_locks_per_transaction')::int * current_setting('max_connections')::int"
        )
        (locks,) = cursor.fetchone()
    if major < OLDEST_POSTGRES:
        yield Ailment(_("PostgreSQL %(major)d 太旧") % {"major": major}, _("升级到 14 以上"))
    if encoding != "UTF8":
        yield Ailment(_("数据库编码是 %(name)s") % {"name": encoding}, _("以 UTF8 编码重建数据库，从备份恢复"))
    if locks < LEAST_LOCKS:
        yield Ailment(
            _("数据库可同时持有的锁偏少，恢复备份时可能不够"),
            _("在 postgresql.conf 设 max_locks_per_transaction = 256，重启数据库"),
            is_grave=False,
        )
    if not extensions:
        yield Ailment(_("缺少扩展 btree_gist"), _("以 postgres 用户执行 CREATE EXTENSION btree_gist"))


def look_at_migrations() -> Iterator[Ailment]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        yield Ailment(_("有 %(count)d 项数据库升级未执行") % {"count": len(plan)}, _("执行 manage.py migrate"))


def look_at_roles() -> Iterator[Ailment]:
    """Whether the role of this process could change what only grows."""
    tables = [model._meta.db_table for model in append_only()]
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        wanted = sorted(there.intersection(tables))
        cursor.execute(
            "SELECT count(*) FROM unnest(%s::text[]) AS name WHERE has_table_privilege(name, 'UPDATE, DELETE, TRUNCATE')",
            [wanted],
        )
        (open_tables,) = cursor.fetchone()
    if open_tables:
        remedy = _("按安装手册建 duty_app 角色，系统用它连接；属主只用于 migrate，并设 DATABASE_APP_ROLE")
        yield Ailment(_("系统所用的数据库角色可以改删审计记录"), remedy, is_grave=False)


def look_at_numbers() -> Iterator[Ailment]:
    used = set().union(*(key_names(place) for place in places()))
    lost = used - keyring().names
    if lost:
        remedy = _("把旧密钥补到 PHONE_KEYS 的最后，重新启动")
        yield Ailment(_("PHONE_KEYS 缺少密钥 %(names)s，部分号码读不出") % {"names": "、".join(sorted(lost))}, remedy)
    elif used - {keyring().first.name}:
        yield Ailment(_("部分号码仍用旧密钥加密"), _("执行 rotate_keys"), is_grave=False)


def look_at_clock() -> Iterator[Ailment]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (there,) = cursor.fetchone()
    apart = abs((timezone.now() - there).total_seconds())
    if apart > CLOCKS_APART_SECONDS:
        yield Ailment(
            _("本机与数据库的时钟相差 %(seconds)d 秒") % {"seconds": apart}, _("两台都启用 chrony 或 ntp 对时")
        )


def look_at_redis() -> Iterator[Ailment]:
    try:
        cache.get("doctor")
    except redis.RedisError:
        yield Ailment(_("Redis 没有应答"), _("启动 redis-server，检查 REDIS_URL；此间由备用进程代为巡检"))


def look_at_engine() -> Iterator[Ailment]:
    health = engine_health(now=timezone.now())
    if "sweeps_silent" in health.problems:
        yield Ailment(_("巡检没有在跑"), _("启动 duty-worker、duty-sender、duty-beat、duty-sweeper"))
    if health.findings:
        yield Ailment(_("自查发现 %(count)d 处异常") % {"count": len(health.findings)}, _("打开“消息—运行状态”查看"))


def look_at_channels() -> Iterator[Ailment]:
    channels = [code for code in settings.ALERT_DEFAULT_CHANNELS if code != "console"]
    if not channels:
        yield Ailment(_("没有配置短信、企业微信等渠道，消息只在系统里"), "docs/channels.md", is_grave=False)
    for code in channels:
        gaps = missing_settings(code)
        if gaps:
            words = {"code": code, "names": "、".join(gaps)}
            yield Ailment(_("渠道 %(code)s 缺少 %(names)s") % words, "docs/channels.md")


def look_at_disk() -> Iterator[Ailment]:
    for path in {settings.EVIDENCE_ROOT, settings.BACKUP_DIR} - {""}:
        place = next(parent for parent in (Path(path), *Path(path).parents) if parent.exists())
        free = shutil.disk_usage(place).free
        if free < LEAST_FREE_BYTES:
            words = {"path": path, "free": free // 1024**2}
            yield Ailment(_("%(path)s 所在磁盘只剩 %(free)d MB") % words, _("清理磁盘或减小 BACKUP_KEEP"))


def look_at_static() -> Iterator[Ailment]:
    if not settings.DEBUG and not Path(settings.STATIC_ROOT, "staticfiles.json").exists():
        yield Ailment(_("静态文件没有收集"), _("执行 manage.py collectstatic --noinput，再重启 duty-web"))


def look_at_backups() -> Iterator[Ailment]:
    if not settings.BACKUP_DIR:
        yield Ailment(_("没有设置定时备份"), _("设 BACKUP_DIR，见安装手册“备份与恢复”"), is_grave=False)
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
        (major,) = cursor.fetchone()
    ours = int(found[1]) if (found := re.search(r"\) (\d+)", version_of("pg_dump"))) else 0
    if ours < major:
        words = {"ours": ours, "major": major}
        yield Ailment(_("pg_dump %(ours)d 比数据库 %(major)d 旧，不能备份") % words, _("安装同版本客户端，或设 PG_BIN"))
    if not settings.BACKUP_RECIPIENT:
        yield Ailment(_("备份没有加密"), _("设 BACKUP_RECIPIENT 为 age 公钥"), is_grave=False)


def look_at_sign_on() -> Iterator[Ailment]:
    """Single sign-on, where it is set up; without it there is nothing to look at."""
    wanted = {name: getattr(settings, name) for name in ("OIDC_ISSUER", "OIDC_CLIENT_ID")}
    gaps = [name for name, value in wanted.items() if not value]
    if len(gaps) == len(wanted):
        return
    if gaps:
        yield Ailment(
            _("单点登录缺少 %(names)s") % {"names": "、".join(gaps)}, _("补全设置，或把 OIDC_ 开头的设置全部去掉")
        )
        return
    try:
        found = oidc.described()
    except oidc.NotVouched:
        remedy = _("检查 OIDC_ISSUER、本机到它的网络和证书；此间仍可用口令登录")
        yield Ailment(_("统一认证 %(issuer)s 没有应答") % {"issuer": settings.OIDC_ISSUER}, remedy)
        return
    yield from _wrong_with_provider(found)


def _wrong_with_provider(found: Mapping[str, Any]) -> Iterator[Ailment]:
    if found.get("issuer") != settings.OIDC_ISSUER:
        words = {"issuer": str(found.get("issuer", ""))[:200]}
        yield Ailment(_("统一认证自称 %(issuer)s，与设置不同") % words, _("把 OIDC_ISSUER 改成它自称的地址，一字不差"))
    lacking = [name for name in OIDC_NEEDS if not found.get(name)]
    if lacking:
        words = {"names": "、".join(lacking)}
        yield Ailment(_("统一认证的说明缺少 %(names)s") % words, _("请统一认证的管理员开启 OpenID Connect 授权码方式"))
    if not oidc.SIGNED_BY.intersection(found.get(oidc.ALGORITHMS, ["RS256"])):
        yield Ailment(_("统一认证的签名方式不可用"), _("请统一认证的管理员改用 RS256 或 ES256 签名"))
    scopes = found.get("scopes_supported")
    unknown = sorted(set(settings.OIDC_SCOPE.split()) - set(scopes)) if scopes else []
    if unknown:
        words = {"names": "、".join(unknown)}
        yield Ailment(
            _("统一认证不提供 %(names)s") % words, _("改 OIDC_SCOPE，并核对 OIDC_CLAIM 取得到"), is_grave=False
        )


LOOKS: dict[str, tuple[object, Look]] = {
    "settings": (gettext_lazy("设置"), look_at_settings),
    "database": (gettext_lazy("数据库"), look_at_database),
    "migrations": (gettext_lazy("数据库升级"), look_at_migrations),
    "roles": (gettext_lazy("数据库角色"), look_at_roles),
    "numbers": (gettext_lazy("号码加密"), look_at_numbers),
    "clock": (gettext_lazy("时钟"), look_at_clock),
    "redis": (gettext_lazy("Redis"), look_at_redis),
    "engine": (gettext_lazy("巡检"), look_at_engine),
    "channels": (gettext_lazy("渠道"), look_at_channels),
    "sign_on": (gettext_lazy("单点登录"), look_at_sign_on),
    "disk": (gettext_lazy("磁盘"), look_at_disk),
    "static": (gettext_lazy("静态文件"), look_at_static),
    "backups": (gettext_lazy("备份"), look_at_backups),
}
