"""The channel to a provider that promises nothing."""

from alerts.channels.voice import Voice


class Forgetful(Voice):
    """Neither idempotent nor to be asked: what is told twice goes out twice."""

    idempotent = False
    queryable = False
