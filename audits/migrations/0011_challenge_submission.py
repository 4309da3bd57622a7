"""A conclusion is about one submission: the agency may submit another afterwards, which it does not bind.

What is concluded already is noted with the submission that it bound until now.
"""

from django.db import migrations, models


def note_submissions(apps, schema_editor):
    """Note for each conclusion what the board judges now, or was signed last before it was concluded."""
    challenges = apps.get_model("audits", "AnswerChallenge").objects.filter(status="concluded", concluded_about=None)
    for challenge in challenges.select_related("review__submission").order_by("pk").iterator():
        submission = challenge.review.submission
        if submission is None or submission.signed_at > challenge.concluded_at:
            signed = apps.get_model("audits", "Submission").objects.filter(
                evaluation=challenge.review.evaluation_id, signed_at__lte=challenge.concluded_at
            )
            submission = signed.order_by("number").last()
        challenge.concluded_about = submission
        challenge.save(update_fields=["concluded_about"])


class Migration(migrations.Migration):
    dependencies = [("audits", "0010_evidence_library")]

    operations = [
        migrations.AddField(
            "answerchallenge",
            "concluded_about",
            models.ForeignKey(
                editable=False,
                help_text="The submission that the board was judging then.",
                null=True,
                on_delete=models.PROTECT,
                related_name="+",
                to="audits.submission",
            ),
        ),
        migrations.RunPython(note_submissions, migrations.RunPython.noop, elidable=True),
    ]
