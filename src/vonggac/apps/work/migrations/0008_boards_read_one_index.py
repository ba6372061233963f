from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("work", "0007_notices_that_gather"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="task",
            name="task_of_an_assignment",
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                fields=[
                    "assignment",
                    "state",
                    "relayed_from",
                    "due_on",
                    "due_origin",
                    "relation",
                    "organisation",
                    "not_applicable",
                    "closed_unanswered",
                    "answered_through",
                ],
                name="task_told_on_a_board",
            ),
        ),
    ]
