"""A draft of a reorganisation may be given up."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisations", "0003_whether_the_profile_still_speaks")]

    operations = [
        migrations.AlterField(
            model_name="reorganisation",
            name="state",
            field=models.CharField(
                choices=[("draft", "Đang soạn"), ("confirmed", "Đã thực hiện"), ("dropped", "Đã bỏ")], default="draft", max_length=10
            ),
        ),
    ]
