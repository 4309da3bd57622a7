from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workplan", "0010_attendance_letters")]

    operations = [
        migrations.AddField(
            model_name="printout",
            name="begins",
            field=models.JSONField(default=dict, editable=False, help_text="The page of each paper in it, by its uid."),
        ),
    ]
