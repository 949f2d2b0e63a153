"""The real settings, with providers that promise as little as a provider can."""

from rostering.settings import *  # noqa: F403 - the settings as a whole
from rostering.settings import ALERT_CHANNELS as REAL_CHANNELS

# `aliyun_sms` stands for a provider that sends whatever it is told, as often as it is told, and can't be asked.
ALERT_CHANNELS = {**REAL_CHANNELS, "aliyun_sms": "tests.faults.channel.Forgetful"}
ALERT_DEFAULT_CHANNELS = ["aliyun_sms"]
VOICE_REPLY_TOKEN = SMS_REPLY_TOKEN = "no-secret-on-a-loopback-alone"
