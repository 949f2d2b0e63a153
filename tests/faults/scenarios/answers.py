"""One question answered over several ways at the same instant: one answer counts, whoever comes second is told politely."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.db.models import Count

from alerts.enums import ChannelCode, ReplyOutcome
from alerts.models import Reply
from scripts.stack.ports import free_port
from tests.faults import county
from tests.faults.doors import Visitor, start_web
from tests.faults.engine import ROLES
from tests.faults.questions import QUESTIONS, Asked, Question
from tests.faults.registry import scenario
from tests.faults.results import Allowed
from tests.faults.stage import Stage
from units.models import AuditEvent

# The link is the quickest of the three: so each wins now and then.
HESITATION_SECONDS = {"link": 0.03, "text": 0.008, "key": 0.008}
UNTOLD = "not told"


class Way(StrEnum):
    LINK = "link"
    TEXT = "text"
    KEY = "key"


@dataclass
class Round:
    """One person's question. `says`: per way whether it says yes; `heard`: status and text that came back; `again`: the text
    when the bridge told its key once more."""

    question: Question
    asked: Asked
    says: Mapping[Way, bool]
    pauses: Mapping[Way, float]
    heard: dict[Way, tuple[int, str]] = field(default_factory=dict)
    again: str = ""

    def outcomes(self, texts: Mapping[UUID, str]) -> dict[Way, str]:
        """What each way was told: COUNTED, ALREADY, or what it should not have been. `texts`: of text messages, by message."""
        return {way: self._outcome(way, texts) for way in self.says}

    def _outcome(self, way: Way, texts: Mapping[UUID, str]) -> str:
        status, text = self.heard[way]
        if way == Way.LINK:
            is_told = status == 409 and "没有再次提交" in text and "无需再次提交" in text
            return ReplyOutcome.COUNTED if status == 302 else ReplyOutcome.ALREADY if is_told else UNTOLD
        if status != 200:
            return UNTOLD
        return str(json.loads(text)["outcome"]) if way == Way.KEY else texts.get(self.asked.text_id, UNTOLD)


@scenario(short=True)
def answers_over_three_ways(stage: Stage) -> Allowed:
    """Link, text message and key, each through its door of the web server; the engine rests."""
    for name in ROLES:
        stage.engine.kill(name)
    port = free_port()
    start_web(stage, port)
    won: Counter[str] = Counter()
    wrong: list[str] = []
    for question in QUESTIONS:
        rounds = _rounds(stage, question, stage.size(1000, 20))
        _race(stage, port, rounds)
        _judge([one for one in rounds if len(one.heard) == len(one.says)], won, wrong)
        # Nobody is left with a question that a later text message could mean.
        county.clear()
    stage.engine.kill("web")
    ways = ", ".join(f"{won[way]} won by {way}" for way in Way)
    print(f"    {won.total()} races with one outcome ({ways}), {len(wrong)} wrong outcomes", flush=True)
    stage.check(not wrong, f"{len(wrong)} wrong outcomes: {wrong[:3]}")
    stage.check(all(won[way] for way in Way), f"no race: {ways}")
    return Allowed()


def _rounds(stage: Stage, question: Question, number: int) -> list[Round]:
    asked = question.ask(stage.place, stage.place.crowd[:number])
    return [_round(stage.random, question, one) for one in asked]


def _round(random: Random, question: Question, asked: Asked) -> Round:
    """Over all ways or two of them; now and then one of them says no."""
    ways = list(Way) if random.random() < 0.6 else random.sample(list(Way), 2)
    says = dict.fromkeys(ways, True)
    decliner = random.choice(ways)
    if decliner in question.can_decline and random.random() < 0.5:
        says[decliner] = False
    return Round(question, asked, says, {way: random.uniform(0, HESITATION_SECONDS[way]) for way in ways})


def _race(stage: Stage, port: int, rounds: Sequence[Round]) -> None:
    """All ways of a round start together, each after a hesitation of its own."""
    line = threading.Barrier(len(Way), timeout=60)
    errors: list[Exception] = []
    sides = [threading.Thread(target=_side, args=(way, port, rounds, line, errors)) for way in Way]
    for one in sides:
        one.start()
    for one in sides:
        one.join()
    stage.check(not errors, f"a side failed: {errors[:1]!r}")


def _side(way: Way, port: int, rounds: Sequence[Round], line: threading.Barrier, errors: list[Exception]) -> None:
    visitor = Visitor(port)
    try:
        for one in rounds:
            line.wait()
            if way in one.says:
                time.sleep(one.pauses[way])
                one.heard[way] = SENDS[way](visitor, one)
            if way == Way.KEY and way in one.says:
                one.again = _by_key(visitor, one)[1]
    except Exception as error:  # noqa: BLE001 - told in the thread that asks
        errors.append(error)
        line.abort()
    finally:
        visitor.close()


def _by_link(visitor: Visitor, one: Round) -> tuple[int, str]:
    body = urlencode(one.question.presses[one.says[Way.LINK]])
    return visitor.post(one.asked.path, body, "application/x-www-form-urlencoded", {})


def _by_text(visitor: Visitor, one: Round) -> tuple[int, str]:
    body = [{"phone_number": one.asked.mobile, "content": _digit(one, Way.TEXT), "send_time": str(one.asked.text_id)}]
    return visitor.post(f"/replies/sms/aliyun/{settings.SMS_REPLY_TOKEN}/", json.dumps(body), "application/json", {})


def _by_key(visitor: Visitor, one: Round) -> tuple[int, str]:
    """Told twice under one name it is one event."""
    key = str(one.asked.voice_id)
    body = {"id": f"call-{key}", "key": key, "heard": "key", "digits": _digit(one, Way.KEY)}
    signed = {"Authorization": f"Bearer {settings.VOICE_REPLY_TOKEN}"}
    return visitor.post("/replies/voice/", json.dumps(body), "application/json", signed)


def _digit(one: Round, way: Way) -> str:
    return "1" if one.says[way] else "2"


SENDS: Mapping[Way, Callable[[Visitor, Round], tuple[int, str]]] = {
    Way.LINK: _by_link,
    Way.TEXT: _by_text,
    Way.KEY: _by_key,
}


def _judge(rounds: Sequence[Round], won: Counter[str], wrong: list[str]) -> None:
    """Exactly one way counted, the others were told so, the row says what that one said, and the trail has it once."""
    question, ids = rounds[0].question, [one.asked.object_id for one in rounds]
    replies = Reply.objects.filter(channel=ChannelCode.ALIYUN_SMS, notification__isnull=False)
    texts = {pk: outcome for pk, outcome in replies.values_list("notification_id", "outcome") if pk is not None}
    came_of, trail = question.came_of(ids), _trail(question, ids)
    for one in rounds:
        told = one.outcomes(texts)
        problems = _problems(one, told, came_of[one.asked.object_id], trail.get(str(one.asked.object_id), 0))
        if problems:
            wrong.append(f"{question.purpose} {told}: {'; '.join(problems)}")
        else:
            won[_winners(told)[0]] += 1


def _problems(one: Round, told: Mapping[Way, str], came_of: str, in_trail: int) -> list[str]:
    winners = _winners(told)
    meant = [one.question.meant(one.says[way], way) for way in winners]
    found = {
        f"{len(winners)} answers counted": len(winners) != 1,
        "somebody was not told": not set(told.values()) <= {ReplyOutcome.COUNTED, ReplyOutcome.ALREADY},
        f"the row says {came_of}": meant != [came_of],
        f"{in_trail} answers in the trail": in_trail != 1,
        f"told again, the bridge heard {one.again}": bool(one.again) and one.again != one.heard[Way.KEY][1],
    }
    return [what for what, is_so in found.items() if is_so]


def _winners(told: Mapping[Way, str]) -> list[Way]:
    return [way for way, outcome in told.items() if outcome == ReplyOutcome.COUNTED]


def _trail(question: Question, ids: Sequence[UUID]) -> dict[str, Any]:
    """Per row how many answers the trail has."""
    rows = AuditEvent.objects.filter(action__in=question.events, object_id__in=[str(pk) for pk in ids]).order_by()
    return dict(rows.values_list("object_id").annotate(Count("pk")))
