"""Providers that are away, hang, forget to answer; messages that nobody can send."""

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

from alerts.enums import ChannelCode, NotificationState
from alerts.models import Notification
from tests.fakes.faults import Faults, Mode
from tests.faults.county import write
from tests.faults.registry import scenario
from tests.faults.results import Allowed
from tests.faults.stage import Stage


@scenario()
def provider_unavailable(stage: Stage) -> Allowed:
    """503 for a minute: tried again until it works."""
    stage.provider.faults.always(Mode.UNAVAILABLE)
    write(stage.place, 100)
    stage.pause(60)
    stage.provider.faults.always(Mode.OK)
    stage.fault_over()
    stage.settle()
    return Allowed(late=60 + 65)


@scenario()
def provider_unavailable_long(stage: Stage) -> Allowed:
    """503 for three minutes: given up there, sent the next way."""
    settings.ALERT_DEFAULT_CHANNELS = ["aliyun_sms", "voice"]
    stage.provider.faults.always(Mode.UNAVAILABLE)
    write(stage.place, 100)
    settings.ALERT_DEFAULT_CHANNELS = ["aliyun_sms"]
    stage.pause(180)
    stage.provider.faults.always(Mode.OK)
    stage.fault_over()
    stage.settle()
    other = Notification.objects.filter(channel=ChannelCode.VOICE, state=NotificationState.ACCEPTED).count()
    stage.check(other == 100, f"{other} of 100 went the other way")
    return Allowed(late=180 + 65)


@scenario()
def provider_hanging(stage: Stage) -> Allowed:
    """Takes the connection and never answers, for 45 seconds, then works."""
    stage.provider.faults.always(Mode.HANG)
    write(stage.place, 150)
    stage.pause(45)
    stage.provider.faults.always(Mode.OK)
    stage.fault_over()
    stage.settle()
    return Allowed(late=45 + 65)


@scenario()
def replies_dropped(stage: Stage) -> Allowed:
    """One in ten taken without a word: sent again, for this provider can't be asked."""
    stage.provider.faults = Faults({Mode.DROP_REPLY: 0.1}, seed=7)
    write(stage.place, stage.size(1000, 100))
    stage.settle()
    return Allowed(repeats=stage.provider.drawn(Mode.DROP_REPLY))


@scenario(short=True)
def replies_dropped_but_asked(stage: Stage) -> Allowed:
    """The same with a provider that can be asked: nothing goes out twice."""
    stage.provider.faults = Faults({Mode.DROP_REPLY: 0.1}, seed=7)
    settings.ALERT_DEFAULT_CHANNELS = ["voice"]
    write(stage.place, stage.size(1000, 100))
    settings.ALERT_DEFAULT_CHANNELS = ["aliyun_sms"]
    stage.settle()
    dropped = stage.provider.drawn(Mode.DROP_REPLY)
    stage.check(dropped > 0, "no reply was dropped")
    return Allowed()


@scenario()
def poison(stage: Stage) -> Allowed:
    """One message that can't be worded and one of an unknown purpose, due before all others: both end as dead letters."""
    earlier = timezone.now() - timedelta(seconds=5)
    write(stage.place, 1, due=earlier, params={})
    (unknown,) = write(stage.place, 1, due=earlier)
    Notification.objects.filter(pk=unknown).update(purpose="of_tomorrow", dedupe_key=str(uuid4()))
    write(stage.place, 100)
    stage.taken(100)
    stage.settle()
    return Allowed(dead=2)
