import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audits", "0014_judged_submission")]

    operations = [
        migrations.AlterField(
            "secondmoderation",
            "submission",
            models.ForeignKey(
                editable=False,
                help_text="What was judged: a pair is of one submission.",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="audits.submission",
            ),
        ),
        migrations.AddConstraint(
            "answerchallenge",
            models.CheckConstraint(
                condition=models.Q(concluded_at__isnull=True, concluded_about__isnull=True)
                | models.Q(concluded_at__isnull=False, concluded_about__isnull=False),
                name="challenge_concluded_about_a_submission",
            ),
        ),
    ]
