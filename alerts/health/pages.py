"""Does the engine run: 引擎 for the office, and probes for machines (live, ready, engine, metrics). They show counts and ages, never people."""

from collections.abc import Iterable
from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from alerts.health.queries import EngineHealth, engine_health, recent_backups
from alerts.web.fetch import commander
from units.trouble import Trouble, trouble_of


@login_not_required
@require_safe
def livez(_request: HttpRequest) -> HttpResponse:
    """200 while the web process serves requests; asks neither the database nor the broker."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def engine(request: HttpRequest) -> HttpResponse:
    """Sweeps with their age, what is due, what is dead, what the self-audit found."""
    commander(request)
    now = timezone.now()
    health = engine_health(now=now)
    context = {
        "health": health,
        "sweeps": [(sweep, int((now - sweep.ran_at).total_seconds())) for sweep in health.sweeps],
        "newest": None if health.newest_sweep_age is None else int(health.newest_sweep_age.total_seconds()),
        "oldest": None if health.oldest_due_age is None else int(health.oldest_due_age.total_seconds()),
    }
    context["backups"] = recent_backups()
    return render(request, "alerts/health/engine.html", context)


@login_not_required
@require_safe
def readyz(_request: HttpRequest) -> JsonResponse:
    """200 when Postgres answers and every migration is applied, else 503 with the reason."""
    try:
        executor = MigrationExecutor(connection)
        unapplied = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError as error:
        return JsonResponse({"ready": False, "reason": _reason(error)}, status=503)
    if unapplied:
        return JsonResponse({"ready": False, "reason": "migrations", "unapplied": unapplied}, status=503)
    return JsonResponse({"ready": True})


@login_not_required
@require_safe
def enginez(_request: HttpRequest) -> JsonResponse:
    """200 while sweeps run, messages go out and nothing is dead; 503 with the problems otherwise."""
    try:
        health = engine_health(now=timezone.now())
    except DatabaseError as error:
        return JsonResponse({"healthy": False, "problems": [_reason(error)]}, status=503)
    body = {
        "healthy": health.is_healthy,
        "problems": health.problems,
        "due": health.due,
        "dead": health.dead,
        "newest_sweep_seconds": _seconds(health.newest_sweep_age),
        "oldest_due_seconds": _seconds(health.oldest_due_age),
    }
    return JsonResponse(body, status=200 if health.is_healthy else 503)


@login_not_required
@require_safe
def metrics(_request: HttpRequest) -> HttpResponse:
    """The same for Prometheus."""
    registry = CollectorRegistry()
    try:
        registry.register(_EngineCollector())
        return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
    except DatabaseError as error:
        return HttpResponse(f"{_reason(error)}\n", content_type="text/plain", status=503)


class _EngineCollector(Collector):
    def collect(self) -> Iterable[GaugeMetricFamily]:
        now = timezone.now()
        health: EngineHealth = engine_health(now=now)
        yield GaugeMetricFamily("duty_messages_due", "Messages due and not yet settled", health.due)
        yield GaugeMetricFamily("duty_messages_dead", "Messages of the last day that reached nobody", health.dead)
        yield GaugeMetricFamily("duty_findings", "Invariants the self-audit found broken", len(health.findings))
        oldest = _seconds(health.oldest_due_age) or 0.0
        yield GaugeMetricFamily("duty_oldest_due_seconds", "Age of the oldest due message", oldest)
        ages = GaugeMetricFamily("duty_sweep_age_seconds", "Time since a sweep last ran", labels=["sweep"])
        for sweep in health.sweeps:
            ages.add_metric([sweep.name], (now - sweep.ran_at).total_seconds())
        yield ages
        if health.backup_age is not None:
            age = health.backup_age.total_seconds()
            yield GaugeMetricFamily("duty_backup_age_seconds", "Time since the newest backup was taken", age)


def _reason(error: DatabaseError) -> str:
    return "migrations" if trouble_of(error) is Trouble.NOT_MIGRATED else "database"


def _seconds(age: timedelta | None) -> float | None:
    return None if age is None else age.total_seconds()
