"""What runs every so often: each tick wakes a worker, which claims rows that are due."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

# Seconds between ticks; a tick that waited longer than its own interval has been overtaken and is dropped. What is woken as soon as it
# is written (messages, jobs) ticks for lost wake-ups and second attempts; few intervals make few messages, see `together`.
SCHEDULE: dict[str, dict[str, Any]] = {
    "wake-generation": {
        "task": "rostering.tasks.wake_generation",
        "schedule": 5.0,
        "options": {"expires": 4.5},
    },
    "wake-jobs": {"task": "rostering.tasks.wake_jobs", "schedule": 5.0, "options": {"expires": 4.5}},
    "sweep-messages": {"task": "alerts.tasks.sweep_messages", "schedule": 3.0, "options": {"expires": 2.7}},
    **{
        f"sweep-{name}": {
            "task": "alerts.tasks.sweep",
            "args": (name,),
            "schedule": seconds,
            "options": {"expires": 0.9 * seconds},
        }
        for name, seconds in {
            "ask_checks": 5.0,
            "escalate_checks": 3.0,
            "escalate_summonses": 3.0,
            "mark_overdue": 3.0,
            "remind_of_reports": 15.0,
            "remind_of_filing": 60.0,
            "remind_of_duty": 15.0,
            "tell_digests": 15.0,
            "tell_todo": 30.0,
            "tell_complaints": 60.0,
            "call_warnings": 3.0,
            "end_warnings": 15.0,
            "read_warning_mail": 60.0,
            "end_orders": 15.0,
            "end_leaves": 15.0,
            "end_supervisions": 60.0,
            "tend_tasks": 60.0,
            "self_audit": 60.0,
        }.items()
    },
    # Waits for receivers, as sending does, and so has its place beside it.
    "sweep-webhooks": {
        "task": "alerts.tasks.sweep",
        "args": ("webhooks",),
        "schedule": 3.0,
        "options": {"expires": 2.7, "queue": "sends"},
    },
    # Asks whether a backup is due; the hour is a setting.
    "back-up": {"task": "alerts.tasks.back_up", "schedule": 300.0, "options": {"expires": 280}},
    "compile-review-records": {
        "task": "units.tasks.compile_review_records",
        "schedule": 3.0,
        "options": {"expires": 2.7},
    },
    "put-reviews-into-effect": {
        "task": "units.tasks.put_reviews_into_effect",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    # Does something in one hour of the night, which is a setting.
    "purge-old-rows": {"task": "units.tasks.purge_old_rows", "schedule": 1800.0, "options": {"expires": 1700}},
    "seal-audit": {"task": "units.tasks.seal_audit", "schedule": 30.0, "options": {"expires": 25}},
    "check-audit": {"task": "units.tasks.check_audit", "schedule": 900.0, "options": {"expires": 800}},
    "put-moves-into-effect": {
        "task": "units.tasks.put_moves_into_effect",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "remind-of-reviews": {"task": "units.tasks.remind_of_reviews", "schedule": 600.0, "options": {"expires": 540}},
    "screen-units": {"task": "units.tasks.screen_units", "schedule": 60.0, "options": {"expires": 55}},
    "expire-swaps": {"task": "rostering.tasks.expire_swaps", "schedule": 30.0, "options": {"expires": 25}},
    "tend-covers": {"task": "rostering.tasks.tend_covers", "schedule": 15.0, "options": {"expires": 13}},
    "find-rings": {"task": "rostering.tasks.find_rings", "schedule": 15.0, "options": {"expires": 13}},
    "expire-rings": {"task": "rostering.tasks.expire_rings", "schedule": 30.0, "options": {"expires": 25}},
    "accept-silent-rosters": {
        "task": "rostering.tasks.accept_silent_rosters",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
}

# Have limits of their own, so that nothing may wait behind them.
ALONE = frozenset({"back-up", "check-audit", "purge-old-rows"})


def together(schedule: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """What ticks at the same moments goes in one message: sending and taking one costs more than most of them find to do."""
    found: dict[str, dict[str, Any]] = {}
    groups: dict[tuple[float, str], list[str]] = defaultdict(list)
    for name, entry in schedule.items():
        if name in ALONE:
            found[name] = entry
        else:
            groups[entry["schedule"], entry["options"].get("queue", "")].append(name)
    for (seconds, queue), names in groups.items():
        options = {"expires": min(schedule[name]["options"]["expires"] for name in names)}
        found[f"every-{seconds:g}-{queue}".rstrip("-")] = {
            "task": "rostering.tasks.run_together",
            "args": ([[schedule[name]["task"], list(schedule[name].get("args", ()))] for name in names],),
            "schedule": seconds,
            "options": options | ({"queue": queue} if queue else {}),
        }
    return found
