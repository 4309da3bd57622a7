"""The feedback letter: drafted from the moderation, edited, sent to the agency, acknowledged by its lead."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from agencies.models import Event
from agencies.permissions import require
from agencies.roles import Role
from audits import permissions
from audits.letter import closing_of, drafted, opening_of, parts_of
from audits.models import Feedback, FeedbackPart, Review
from audits.operations.document import owe
from audits.operations.screening import let_stand, refuse_identifying
from audits.operations.speaking import said, tell_who_said_it
from audits.operations.telling import page_of, tell_agency, tell_unit
from audits.screening import Text
from lscb_portal.lib.charts.words import listed
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.hashing import canonical, sha256_of
from lscb_portal.lib.lifecycle import lock, move

Status = Feedback.Status
OPENING, CLOSING = "opening", "closing"
LONGEST = FeedbackPart._meta.get_field("text").max_length


class Overtaken(Refused):
    """Somebody else saved other words since the page was opened; `theirs` is {part: words} as it stands."""

    def __init__(self, feedback):
        super().__init__("Somebody else has saved this letter. Yours is not saved yet.")
        self.feedback, self.theirs = feedback, texts_of(feedback)


@transaction.atomic
def draft_feedback(review, *, by) -> Feedback:
    """Begin the letter of a moderated return with words from its moderation; the one there is, when begun before."""
    require(permissions.can_moderate(by, review))
    review = lock(review)
    if begun := Feedback.objects.filter(review=review).first():
        return begun
    if review.status != Review.Status.MODERATED:
        raise Refused("The letter is written when the moderation of the return is finished.")
    parts = parts_of(review)
    feedback = Feedback.objects.create(
        review=review,
        opening=opening_of(review, parts),
        closing=closing_of(review),
        drafted_by=by,
        drafted_at=timezone.now(),
    )
    standards = {each.code: each for each in review.round_board.round.framework_version.standards.all()}
    FeedbackPart.objects.bulk_create(
        FeedbackPart(feedback=feedback, standard=standards[part.code], text=drafted(part)[:LONGEST]) for part in parts
    )
    Event.record("feedback.drafted", by=by, about=feedback, submission=review.submission.sha256)
    return feedback


def texts_of(feedback) -> dict[str, str]:
    """{part: words}: the opening, each standard by its code, the closing."""
    parts = feedback.parts.order_by("standard__position").values_list("standard__code", "text")
    return {OPENING: feedback.opening, **dict(parts), CLOSING: feedback.closing}


@transaction.atomic
def save_feedback(feedback, texts, *, version, by, page=None, explicit=False) -> Feedback:
    """Save the letter's words ({part: words}), opened as `version`; return it with its new version.

    `page` is the key of the opened page, which may save again and again. Raises Overtaken when another page has saved
    meanwhile and these words differ. An `explicit` save is put on record, an automatic one is not.
    """
    require(permissions.can_moderate(by, feedback.review))
    feedback = lock(feedback)
    if feedback.status != Status.DRAFT:
        raise Refused("The letter is sent, and its words no longer change.")
    stored = texts_of(feedback)
    texts = {part: text.replace("\r\n", "\n").strip() for part, text in texts.items() if part in stored}
    if any(len(text) > LONGEST for text in texts.values()):
        raise Refused(f"Each part may have {LONGEST:,} characters at most.")
    changed = {part: text for part, text in texts.items() if text != stored[part]}
    if changed:
        if feedback.version != version and (page is None or feedback.saved_from != page):
            raise Overtaken(feedback)
        _write(feedback, changed, page, by)
    if explicit:
        digest = sha256_of(canonical(stored | texts))
        Event.record("feedback.saved", by=by, about=feedback, version=feedback.version, sha256=digest)
    return feedback


def _write(feedback, changed, page, by):
    own = {part: changed[part] for part in (OPENING, CLOSING) if part in changed}
    for part, text in changed.items():
        if part not in own:
            feedback.parts.filter(standard__code=part).update(text=text)
    Feedback.objects.filter(pk=feedback.pk).update(
        version=F("version") + 1, saved_from=page, changed_by=by, changed_at=timezone.now(), **own
    )
    feedback.refresh_from_db()


@transaction.atomic
def send_feedback(feedback, *, version, by, may_stay=""):
    """Send the letter: its words no longer change, the agency is told, and a PDF is made of it.

    `version` is that of the letter as it was read: what somebody has changed since does not go unread. It is saved as
    one types, so that what looks like an identifier is asked about here; `may_stay` says why it may stay.
    """
    require(permissions.can_moderate(by, feedback.review))
    review = lock(feedback.review)
    feedback = lock(feedback)
    if feedback.status == Status.DRAFT:
        _may_go(feedback, version)
    looks = refuse_identifying(review.evaluation.agency, _texts_to_look_at(feedback), may_stay)
    now = timezone.now()
    move(feedback, Status.SENT, sent_at=now, sent_by=by)
    move(review, Review.Status.FED_BACK)
    let_stand(looks, feedback, by=by, reason=may_stay)
    digest = sha256_of(canonical(texts_of(feedback)))
    Event.record("feedback.sent", by=by, about=feedback, sha256=digest, submission=review.submission.sha256)
    owe(by=by, feedback=feedback)
    roles = (Role.LEAD, Role.SIGNATORY)
    tell_agency(review, "audits/feedback_sent", *roles, about=feedback, link=page_of(review, "feedback"), key="sent")


def _may_go(feedback, version):
    if feedback.version != version:
        raise Refused("The letter was changed since you read it. Read it as it is now, then send it.")
    if empty := _without_words(feedback):
        raise Refused(f"Still without words: {listed(empty)}.")


def _without_words(feedback):
    names = _names_of_parts(feedback)
    return [names[part] for part, text in texts_of(feedback).items() if not text.strip()]


def _texts_to_look_at(feedback):
    names = _names_of_parts(feedback)
    return [Text(0, part, names[part], f"id_part-{part}", "", text) for part, text in texts_of(feedback).items()]


def _names_of_parts(feedback):
    parts = feedback.parts.order_by("standard__position").values_list("standard__code", "standard__position")
    return {OPENING: "the beginning", **{code: f"standard {at}" for code, at in parts}, CLOSING: "the end"}


@transaction.atomic
def acknowledge_feedback(feedback, *, by, person=None, through=""):
    """The agency's lead has read the letter, and the review is closed. What was entered for them keeps both names."""
    require(permissions.can_speak(by, feedback.review))
    review = lock(feedback.review)
    feedback = lock(feedback)
    if feedback.status != Status.SENT:
        raise Refused("There is no letter that waits to be acknowledged.")
    words = said(by, review, (Role.LEAD,), person, through)
    move(feedback, Status.ACKNOWLEDGED, acknowledged_at=timezone.now(), acknowledged_by=words.person)
    move(review, Review.Status.CLOSED)
    Event.record("feedback.acknowledged", by=by, about=feedback, **words.event)
    link = page_of(review, "feedback")
    tell_unit(review, "audits/feedback_acknowledged", link=link, key="acknowledged")
    tell_who_said_it(words, review, link, "acknowledged")
