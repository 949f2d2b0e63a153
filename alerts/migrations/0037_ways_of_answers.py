from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("alerts", "0036_task_files"),
    ]

    operations = [
        migrations.AlterField(
            model_name="warningcall",
            name="answered_how",
            field=models.CharField(
                blank=True,
                choices=[
                    ("link", "链接应答"),
                    ("key", "按键应答"),
                    ("text", "短信应答"),
                    ("page", "登录应答"),
                    ("phone", "电话叫应"),
                ],
                max_length=8,
            ),
        ),
    ]
