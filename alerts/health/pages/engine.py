"""引擎: whether messages and sweeps run, for the office."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from alerts.health.queries import engine_health
from alerts.web.fetch import commander


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
    return render(request, "alerts/health/engine.html", context)
