import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from units.labels import ACCOUNT_KEY_LABELS


class SignIn(models.Model):
    """A browser in which somebody is signed in: what its owner sees of it, and ends it by. Goes with its session."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    agent = models.CharField(_("设备"), max_length=300, blank=True)
    address = models.GenericIPAddressField(_("网络地址"), null=True)
    created_at = models.DateTimeField(_("登录时间"))
    used_at = models.DateTimeField(_("最近使用"))

    class Meta:
        verbose_name = _("登录")
        indexes = [models.Index(fields=["user", "-used_at"], name="sign_in_by_user")]

    def __str__(self) -> str:
        return self.agent


class KnownDevice(models.Model):
    """A browser in which somebody has signed in before, by a cookie that outlives sessions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="known_devices")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(_("最近登录"))

    class Meta:
        verbose_name = _("登录过的设备")
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="known_device_once")]

    def __str__(self) -> str:
        return self.digest[:8]


class SecondFactor(models.Model):
    """An app on the owner's phone that shows codes (TOTP). Its secret follows from the installation's pepper and this row's
    id, and stands nowhere."""

    id = models.UUIDField(primary_key=True, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="second_factor")
    created_at = models.DateTimeField(_("设置时间"))
    # Of the last code that was taken, in steps of thirty seconds since 1970: no code is good twice.
    last_step = models.BigIntegerField()
    # Wrong codes in a row, and when the last one came.
    failures = models.PositiveSmallIntegerField(default=0)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("第二重验证")

    def __str__(self) -> str:
        return str(self.user)


class RecoveryCode(models.Model):
    """For whoever has lost the phone. Only its keyed digest is stored."""

    factor = models.ForeignKey(SecondFactor, on_delete=models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("恢复码")

    def __str__(self) -> str:
        return self.digest[:8]


class AccountKeyQuerySet(models.QuerySet["AccountKey"]):
    def usable_at(self, now: datetime) -> Self:
        return self.filter(used_at__isnull=True, expires_at__gt=now)


class AccountKey(models.Model):
    """A one-use link by which its receiver chooses a password. Only its keyed digest is stored; the key itself follows from
    the installation's pepper and is known to nobody but whoever gets the message."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="account_keys")
    kind = models.CharField(max_length=12, choices=list(ACCOUNT_KEY_LABELS.items()))
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    objects = AccountKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("账号链接")
        indexes = [models.Index(fields=["user", "-created_at"], name="account_key_by_user")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}"
