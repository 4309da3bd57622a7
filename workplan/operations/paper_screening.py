"""Words of a paper that look as if they told who somebody is: it warns, and takes a reason instead of an answer.

The words of Word documents, text files and the front sheet are looked at. Those of a PDF are not; its page says so.
"""

from django.contrib.contenttypes.models import ContentType

from agencies.models import Event
from audits.models import ScreeningOverride
from audits.screening import Look, Text, findings_at, settled_hashes
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.hashing import sha256_of


class Identifying(Refused):
    """Words look as if they told who somebody is, and nobody has said why they may stay. `looks` are those words."""

    def __init__(self, looks: list[Look]):
        super().__init__("This looks as if it told who somebody is. Change it, or say below why it may stay.")
        self.looks = looks


def looked_at(board, texts, reason) -> list[Look]:
    """Return the looks at `texts` ([(part, label, words)]); raises Identifying where they are without a reason.

    A text that was let stand at this board before is not asked about again.
    """
    looks = [look for part, label, words in texts if (look := _look(board, part, label, words))]
    settled = set(settled_hashes(look.sha256 for look in looks))
    looks = [look for look in looks if look.sha256 not in settled]
    if looks and not reason.strip():
        raise Identifying(looks)
    if looks and findings_at(board, reason):
        raise Refused("The reason itself looks as if it told who somebody is. Give it without that.")
    return looks


def _look(board, part, label, words):
    findings = findings_at(board, words or "")
    if not findings:
        return None
    kinds = tuple(dict.fromkeys(finding.kind for finding in findings))
    key = sha256_of(f"{board.uid}\n{words}")
    return Look(Text(0, part, label, f"id_{part}", "", words), kinds, findings, key)


def let_stand(looks, about, *, by, reason):
    """Put on record why the words of `about` may stay: the reason with the record, the hash and kinds in the ledger."""
    for look in looks:
        override = ScreeningOverride.objects.create(
            about_type=ContentType.objects.get_for_model(about),
            about_id=about.pk,
            field=look.text.part,
            kinds=list(look.kinds),
            words_sha256=look.sha256,
            reason=reason.strip(),
            overridden_by=by,
        )
        Event.record(
            "screening.let_stand",
            by=by,
            about=about,
            override=override.uid,
            kinds=override.kinds,
            words_sha256=override.words_sha256,
            reason_sha256=sha256_of(override.reason),
            part=look.text.part,
        )
