from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audits", "0009_sharing_and_signing")]

    operations = [
        migrations.AddField("evidenceitem", "file_was_read", models.BooleanField(default=False, editable=False)),
        migrations.AddField(
            "evidenceitem",
            "found_in_file",
            models.JSONField(default=list, editable=False, help_text="Kinds, such as a name or a postcode."),
        ),
        migrations.AddField(
            "evidenceitem",
            "retired_at",
            models.DateTimeField(editable=False, help_text="Since when it is no longer offered.", null=True),
        ),
        migrations.AddField(
            "evidenceitem",
            "reminded_of",
            models.DateField(editable=False, help_text="The review day that was reminded of.", null=True),
        ),
    ]
