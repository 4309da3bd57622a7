"""Letting words stand that look like an identifier, with a reason; and asking for one where none was given."""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from agencies.models import Event
from agencies.permissions import require
from audits import permissions
from audits.draft import stored_draft
from audits.models import PlannedImprovement, ScreeningOverride, StandardResponse
from audits.operations.answer import may_be_changed, on_behalf
from audits.screening import Look, findings_in, hash_of, settled_hashes, texts_of, texts_of_item, unsettled
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.hashing import sha256_of
from lscb_portal.lib.lifecycle import lock

CHANGED = "These words have changed since. Look at them as they are now."


class Identifying(Refused):
    """Words look as if they told who somebody is, and nobody has said why they may stay. `looks` are those words."""

    def __init__(self, looks: list[Look]):
        super().__init__("This looks as if it told who somebody is. Change it, or say why it may stay.")
        self.looks = looks

    def show_on(self, form):
        """Show on the form (`audits.forms.screening.Screened`) what was found, and ask why it may stay."""
        form.ask_why(self)


@transaction.atomic
def keep_words(evaluation, standard, part, *, by, sha256, reason):
    """Let one text of a return's standard stand, for a reason; `sha256` is that of the look (`audits.screening`).

    The ledger holds the hash and the kinds, never the words; the reason stands with the record.
    """
    require(permissions.can_answer(by, evaluation, standard))
    evaluation = lock(evaluation)
    may_be_changed(evaluation, by)
    if settled_hashes([sha256]):
        return
    answers = list(evaluation.answers.filter(standard=standard).select_related("criterion", "rating"))
    response = StandardResponse.objects.get(evaluation=evaluation, standard=standard)
    improvements = list(evaluation.improvements.filter(standard=standard))
    texts = texts_of(standard, answers, stored_draft(response, answers, improvements))
    look = _look_at(evaluation.agency, texts, part, sha256)
    about = _record_of(look, response, answers)
    override = _let_stand(look, about, by, reason)
    facts = {"standard": standard.code, "part": look.text.part} | on_behalf(evaluation, by)
    _record(override, evaluation, by, **facts)


@transaction.atomic
def keep_item_words(item, part, *, by, sha256, reason):
    """Let the title of an item of evidence stand, its file's name or its file's text, for a reason."""
    require(permissions.can_keep_evidence(by, item))
    item = lock(item)
    if settled_hashes([sha256]):
        return
    look = _look_at(item.agency, texts_of_item(item), part, sha256)
    _record(_let_stand(look, item, by, reason), item, by, part=part)


def refuse_identifying(agency, texts, reason) -> list[Look]:
    """The looks at what somebody wants to say to others; raises Identifying where they gave no reason.

    `agency` is the one that it is about. The looks are for `let_stand`, once the words are kept.
    """
    looks = unsettled(agency, texts)
    if looks and not reason.strip():
        raise Identifying(looks)
    return looks


def let_stand(looks, about, *, by, reason, told_of=None):
    """Put on record why the words of `about`, just written, may stay; in the ledger about `told_of` if it is another.

    Words that stand twice are on record once: the next time they are known.
    """
    for look in {look.sha256: look for look in looks}.values():
        _record(_let_stand(look, about, by, reason), told_of or about, by, part=look.text.part)


def _look_at(agency, texts, part, sha256):
    for text in texts:
        if text.part == part and hash_of(agency, text.words) == sha256:
            for look in unsettled(agency, [text]):
                return look
    raise Refused(CHANGED)


def _record_of(look, response, answers):
    """The row that holds the text: an answer, a planned improvement, or what is said of the whole standard."""
    part = look.text.part
    if part.startswith("improvement-"):
        return PlannedImprovement.objects.get(uid=part.split("-")[1])
    for answer in answers:
        if part.startswith(f"c{answer.criterion.position}-"):
            return answer
    return response


def _let_stand(look, about, by, reason):
    reason = reason.strip()
    if not reason:
        raise Refused("Say why it may stay.")
    if len(reason) > ScreeningOverride._meta.get_field("reason").max_length:
        raise Refused("The reason may have 300 characters at most.")
    if findings_in(reason):
        raise Refused("The reason itself looks as if it told who somebody is. Give it without that.")
    return ScreeningOverride.objects.create(
        about_type=ContentType.objects.get_for_model(about),
        about_id=about.pk,
        field=look.text.part,
        kinds=list(look.kinds),
        words_sha256=look.sha256,
        reason=reason,
        overridden_by=by,
    )


def _record(override, about, by, **facts):
    Event.record(
        "screening.let_stand",
        by=by,
        about=about,
        override=override.uid,
        kinds=override.kinds,
        words_sha256=override.words_sha256,
        reason_sha256=sha256_of(override.reason),
        **facts,
    )
