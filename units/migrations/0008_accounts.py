from django.db import migrations, models


class Migration(migrations.Migration):
    """By what an account signs in, and whether its password is its owner's own."""

    dependencies = [
        ("units", "0007_units_leave_register"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="login_phone",
            field=models.CharField(blank=True, default="", editable=False, max_length=20, verbose_name="登录手机号"),
        ),
        migrations.AddField(
            model_name="user",
            name="must_change_password",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                condition=models.Q(("login_phone", ""), _negated=True),
                fields=("login_phone",),
                name="user_login_phone_once",
                violation_error_code="login_taken",
                violation_error_message="这个手机号已用于另一个账号登录",
            ),
        ),
    ]
