import json

import django.db.models.deletion
from django.db import migrations, models


def fill(apps, schema_editor):
    """Write down which items each submission names that is there already, and each local part."""
    model = apps.get_model("audits", "SignedEvidence")
    items = dict(apps.get_model("audits", "EvidenceItem").objects.values_list("uid", "pk"))
    keys = {str(uid): pk for uid, pk in items.items()}
    for submission, content in _frozen(apps, "Submission", "pk"):
        model.objects.bulk_create(model(submission_id=submission, item_id=item) for item in _named(content, keys))
    for submission, part, content in _frozen(apps, "LocalPart", "submission", "pk"):
        columns = {"submission_id": submission, "local_part_id": part}
        model.objects.bulk_create(model(item_id=item, **columns) for item in _named(content, keys))


def _frozen(apps, name, *columns):
    """These columns and the frozen words of each row that has not been lawfully emptied."""
    rows = apps.get_model("audits", name).objects.filter(redacted_at=None).order_by("pk")
    return rows.values_list(*columns, "content").iterator(chunk_size=100)


def _named(content, keys):
    """The keys of the items that frozen words name, each once."""
    answers = (answer for standard in json.loads(content)["standards"] for answer in standard["answers"])
    named = (item["uid"] for answer in answers for item in answer["evidence"])
    return dict.fromkeys(keys[uid] for uid in named if uid in keys)


def make_copies_anew(apps, schema_editor):
    """Owe the printable copies of what names sensitive evidence again: those that are there print its name."""
    named = apps.get_model("audits", "SignedEvidence").objects.filter(item__is_sensitive=True, local_part=None)
    documents = apps.get_model("audits", "Document").objects.filter(
        status="ready", submission__in=named.values("submission")
    )
    documents.update(status="queued", attempts=0, taken_at=None)


class Migration(migrations.Migration):
    dependencies = [("audits", "0012_returns_recalled")]

    operations = [
        migrations.CreateModel(
            name="SignedEvidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signed_in",
                        to="audits.evidenceitem",
                    ),
                ),
                (
                    "local_part",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signed_evidence",
                        to="audits.localpart",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signed_evidence",
                        to="audits.submission",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("local_part", None)),
                        fields=("submission", "item"),
                        name="signed_evidence_once",
                    ),
                    models.UniqueConstraint(fields=("local_part", "item"), name="signed_evidence_once_a_local_part"),
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(make_copies_anew, migrations.RunPython.noop, elidable=True),
    ]
