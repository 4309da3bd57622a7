"""A second judgement is of one submission: the agency may submit another afterwards, which it says nothing about.

What is judged or concluded already is noted with the submission that the board was judging then.
"""

from django.db import migrations, models


def note_submissions(apps, schema_editor):
    """Note for each second judgement, and for each conclusion that has none yet, what the board was judging then."""
    for second in _of(apps, "SecondModeration").filter(submission=None):
        second.submission = _judged(apps, second.review, second.moderated_at)
        second.save(update_fields=["submission"])
    for challenge in _of(apps, "AnswerChallenge").filter(concluded_about=None).exclude(concluded_at=None):
        challenge.concluded_about = _judged(apps, challenge.review, challenge.concluded_at)
        challenge.save(update_fields=["concluded_about"])


def _of(apps, name):
    return apps.get_model("audits", name).objects.select_related("review__submission").order_by("pk")


def _judged(apps, review, at):
    """What was signed last before `at`; of a clock that was set back, what the board judges now."""
    signed = apps.get_model("audits", "Submission").objects.filter(evaluation=review.evaluation_id).order_by("number")
    return signed.filter(signed_at__lte=at).last() or review.submission or signed.first()


class Migration(migrations.Migration):
    dependencies = [("audits", "0013_signed_evidence")]

    operations = [
        migrations.AddField(
            "secondmoderation",
            "submission",
            models.ForeignKey(
                editable=False,
                help_text="What was judged: a pair is of one submission.",
                null=True,
                on_delete=models.PROTECT,
                related_name="+",
                to="audits.submission",
            ),
        ),
        migrations.RunPython(note_submissions, migrations.RunPython.noop, elidable=True),
    ]
