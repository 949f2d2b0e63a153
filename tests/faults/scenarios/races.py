"""An answer and an escalation at the same instant: whoever is answered for first is never escalated."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from alerts.call_outs.services import answers as summons_answers
from alerts.call_outs.services import escalation as summons_escalation
from alerts.checks.services import checks
from alerts.checks.services import escalation as check_escalation
from alerts.enums import CheckState, SummonsState
from alerts.models import CallOut, Check, Notification, Summons
from tests.faults.engine import ROLES
from tests.faults.registry import scenario
from tests.faults.results import Allowed
from tests.faults.stage import Stage

Act = Callable[[int], object]

# Sees the rows in the order in which the database changed them, which no clock of ours could tell.
OBSERVER = """
    CREATE TABLE IF NOT EXISTS faults_escalated_after_answer (id uuid);
    CREATE OR REPLACE FUNCTION faults_note() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO faults_escalated_after_answer VALUES (OLD.id); RETURN NEW; END $$;
    CREATE OR REPLACE TRIGGER faults_check BEFORE UPDATE ON alerts_check FOR EACH ROW
        WHEN (OLD.state = 'answered' AND NEW.level > OLD.level) EXECUTE FUNCTION faults_note();
    CREATE OR REPLACE TRIGGER faults_summons BEFORE UPDATE ON alerts_summons FOR EACH ROW
        WHEN (OLD.state = 'acknowledged' AND OLD.escalated_at IS NULL AND NEW.escalated_at IS NOT NULL)
        EXECUTE FUNCTION faults_note();
"""


@scenario(short=True)
def answer_meets_escalation(stage: Stage) -> Allowed:
    """As many rounds with checks as with call-outs. The engine rests: both sides are played here."""
    for name in ROLES:
        stage.engine.kill(name)
    with connection.cursor() as cursor:
        cursor.execute(OBSERVER)
    rounds = stage.size(3000, 100)
    _checks(stage, rounds)
    _summonses(stage, rounds)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM faults_escalated_after_answer")
        both = cursor.fetchone()[0]
    stage.check(both == 0, f"{both} were escalated after they had been answered")
    # The engine rested: nobody was going to send what the escalations wrote.
    Notification.objects.all().delete()
    return Allowed()


def _checks(stage: Stage, rounds: int) -> None:
    cast = stage.place.cast
    person = cast.people["yjj"][0]
    now = timezone.now()
    made = Check.objects.bulk_create(
        Check(
            county=cast.county, unit=cast.emergency, period=stage.place.period, person=person, reason="抽查",
            due_at=now, asked_at=now, escalate_at=now + timedelta(days=1), state=CheckState.ASKING,
        )
        for _ in range(rounds)
    )  # fmt: skip
    _race(
        stage,
        rounds,
        lambda turn: Check.objects.filter(pk=made[turn].pk).update(escalate_at=timezone.now()),
        lambda turn: checks.answer(check=made[turn], person=person, now=timezone.now()),
        lambda _turn: check_escalation.escalate_due(now=timezone.now()),
    )
    answered = Check.objects.filter(state=CheckState.ANSWERED)
    stage.check(answered.count() == rounds, f"{rounds - answered.count()} answers were lost")
    first = answered.filter(outcome="reached", level=0).count()
    stage.check(answered.filter(level__gt=0).exclude(outcome="reached").count() == rounds - first, "neither won")
    stage.check(0 < first < rounds, f"no race: the answer came first in {first} of {rounds} rounds")


def _summonses(stage: Stage, rounds: int) -> None:
    cast = stage.place.cast
    now = timezone.now()
    call = CallOut.objects.create(
        county=cast.county, matter="演练", place="体育场", required=1, is_drill=True, state="dispatched",
        dispatched_at=now,
    )  # fmt: skip
    others = [CallOut.objects.create(county=cast.county, matter="演练", place="体育场", required=1, is_drill=True,
                                     state="dispatched", dispatched_at=now)]  # fmt: skip
    crowd = stage.place.crowd
    made = Summons.objects.bulk_create(
        Summons(
            county=cast.county, call_out=(call if turn < len(crowd) else others[0]), unit=cast.routine,
            person=crowd[turn % len(crowd)], state=SummonsState.CALLED, dispatched_at=now,
            answer_by=now + timedelta(days=1), arrive_by=now + timedelta(days=1),
        )
        for turn in range(rounds)
    )  # fmt: skip
    _race(
        stage,
        rounds,
        lambda turn: Summons.objects.filter(pk=made[turn].pk).update(answer_by=timezone.now()),
        lambda turn: summons_answers.acknowledge(summons=made[turn], by=None, now=timezone.now()),
        lambda _turn: summons_escalation.escalate_due(now=timezone.now()),
    )
    mine = Summons.objects.filter(pk__in=[row.pk for row in made])
    lost = mine.exclude(state=SummonsState.ACKNOWLEDGED).count()
    stage.check(lost == 0, f"{lost} acknowledgements were lost")
    first = mine.filter(escalated_at__isnull=True).count()
    stage.check(0 < first < rounds, f"no race: the acknowledgement came first in {first} of {rounds} rounds")


def _race(stage: Stage, rounds: int, prepare: Act, answer: Act, escalate: Act) -> None:
    """Both sides of each round start together, the answer after a random hesitation so that either may win."""
    line = threading.Barrier(2, timeout=60)
    pauses = [stage.random.uniform(0, 0.002) for _ in range(rounds)]
    errors: list[Exception] = []

    def side(act: Act, before: Act, hesitate: bool) -> None:
        try:
            for turn in range(rounds):
                before(turn)
                line.wait()
                if hesitate:
                    time.sleep(pauses[turn])
                act(turn)
                line.wait()
        except Exception as error:  # noqa: BLE001 - told below, in the thread that asks
            errors.append(error)
            line.abort()
        finally:
            connection.close()

    sides = [
        threading.Thread(target=side, args=(answer, prepare, True)),
        threading.Thread(target=side, args=(escalate, lambda _turn: None, False)),
    ]
    for one in sides:
        one.start()
    for one in sides:
        one.join()
    stage.check(not errors, f"a side failed: {errors[:1]!r}")
