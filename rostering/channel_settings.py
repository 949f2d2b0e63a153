"""The part of the settings that says how people are reached: channels, their providers, webhooks. All from the environment."""

import environ

env = environ.Env()
DEBUG = env.bool("DJANGO_DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)

# Where links in messages point to; needed as soon as anything but the console is used.
PUBLIC_URL = env.str("PUBLIC_URL", default=f"http://localhost:{env.int('PORT', default=8000)}" if DEBUG else "")
PUBLIC_URL = PUBLIC_URL.rstrip("/")
# Every way there is to reach a person. Those that lack their settings below refuse, naming what is missing.
ALERT_CHANNELS = {
    "inbox": "alerts.channels.local.Inbox",
    "console": "alerts.channels.local.Console",
    "email": "alerts.channels.email.Email",
    "apprise": "alerts.channels.apprise.Apprise",
    "aliyun_sms": "alerts.channels.aliyun_sms.AliyunSms",
    "tencent_sms": "alerts.channels.tencent_sms.TencentSms",
    "voice": "alerts.channels.voice.Voice",
    "webhook": "alerts.channels.webhook.Webhook",
}
# Ways tried, in this order, for people who have verified none of their own.
ALERT_DEFAULT_CHANNELS = env.list("ALERT_DEFAULT_CHANNELS", default=["console"] if DEMO else [])
# Seconds to wait for a provider's connection, and for its answer.
ALERT_TIMEOUTS = (5, 10)

# docs/channels.md says what each of these is and which templates have to be registered.
EMAIL_HOST = env.str("EMAIL_HOST", default="")
EMAIL_PORT = env.int("EMAIL_PORT", default=465)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", default=EMAIL_PORT == 465)
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=EMAIL_PORT == 587)
EMAIL_TIMEOUT = 5
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="duty@localhost")

ALIYUN_SMS_ENDPOINT = env.str("ALIYUN_SMS_ENDPOINT", default="https://dysmsapi.aliyuncs.com")
ALIYUN_ACCESS_KEY_ID = env.str("ALIYUN_ACCESS_KEY_ID", default="")
ALIYUN_ACCESS_KEY_SECRET = env.str("ALIYUN_ACCESS_KEY_SECRET", default="")
ALIYUN_SMS_SIGN = env.str("ALIYUN_SMS_SIGN", default="")
ALIYUN_SMS_TEMPLATES = env.json("ALIYUN_SMS_TEMPLATES", default={})

TENCENT_SMS_ENDPOINT = env.str("TENCENT_SMS_ENDPOINT", default="https://sms.tencentcloudapi.com")
TENCENT_SMS_REGION = env.str("TENCENT_SMS_REGION", default="ap-guangzhou")
TENCENT_SECRET_ID = env.str("TENCENT_SECRET_ID", default="")
TENCENT_SECRET_KEY = env.str("TENCENT_SECRET_KEY", default="")
TENCENT_SMS_APP_ID = env.str("TENCENT_SMS_APP_ID", default="")
TENCENT_SMS_SIGN = env.str("TENCENT_SMS_SIGN", default="")
TENCENT_SMS_TEMPLATES = env.json("TENCENT_SMS_TEMPLATES", default={})

VOICE_URL = env.str("VOICE_URL", default="").rstrip("/")
VOICE_TOKEN = env.str("VOICE_TOKEN", default="")
VOICE_TEMPLATES = env.json("VOICE_TEMPLATES", default={})

# What providers report back with: answers by key or text message (docs/channels.md). Empty: nothing is taken.
VOICE_REPLY_TOKEN = env.str("VOICE_REPLY_TOKEN", default="")
SMS_REPLY_TOKEN = env.str("SMS_REPLY_TOKEN", default="")

DINGTALK_ENDPOINT = env.str("DINGTALK_ENDPOINT", default="https://oapi.dingtalk.com/robot/send")
FEISHU_ENDPOINT = env.str("FEISHU_ENDPOINT", default="https://open.feishu.cn/open-apis/bot/v2/hook")
WECOM_ENDPOINT = env.str("WECOM_ENDPOINT", default="https://qyapi.weixin.qq.com")
WECOM_CORP_ID = env.str("WECOM_CORP_ID", default="")
WECOM_AGENT_ID = env.str("WECOM_AGENT_ID", default="")
WECOM_SECRET = env.str("WECOM_SECRET", default="")
# Other services of apprise that people may be reached by, and the servers those may name.
APPRISE_SCHEMAS = env.list("APPRISE_SCHEMAS", default=["barks", "schan", "pushplus", "wxpusher"])
APPRISE_HOSTS = env.list("APPRISE_HOSTS", default=["api.day.app"])

# Newest first; while receivers change over, both sign.
WEBHOOK_SECRETS = env.list("WEBHOOK_SECRETS", default=[])
# Receivers on the county's own network, each as its origin: https://oa.zj.local:8443, http://10.1.2.3:8080. All others are
# called on the public internet, by https on port 443 alone.
WEBHOOK_INTRANET = env.list("WEBHOOK_INTRANET", default=[])
# Certificates of a CA of the county's own, beside those that the system knows.
WEBHOOK_CA_FILE = env.str("WEBHOOK_CA_FILE", default="")
# For tests and trials on one machine only.
WEBHOOK_ALLOW_LOOPBACK = False

# The mailbox that warnings come to by mail: read once a minute over IMAP with TLS; off without a host. Only mail of these
# senders is taken.
WARNING_MAIL = {
    "host": env.str("WARNING_MAIL_HOST", default=""),
    "user": env.str("WARNING_MAIL_USER", default=""),
    "password": env.str("WARNING_MAIL_PASSWORD", default=""),
    "folder": env.str("WARNING_MAIL_FOLDER", default="INBOX"),
    "senders": [one.lower() for one in env.list("WARNING_MAIL_SENDERS", default=[])],
}
