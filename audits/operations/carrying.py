"""Answers carried forward: what an agency signed before begins its new return, unconfirmed until somebody says so."""

from django.db import transaction
from django.utils import timezone

from agencies.models import Event
from agencies.permissions import require
from audits import permissions
from audits.earlier import Earlier, feeding, last_signed
from audits.models import Answer, AnswerEvidence, EvidenceItem, Round, StandardResponse
from audits.operations.answer import credit, may_be_changed, on_behalf, save_standard
from lscb_portal.lib.chains import chain
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock

COLUMNS = (
    *("rating", "not_applicable", "na_reason", "count", "total", "narrative"),
    *("confirmed", "carried_from"),
)
LONGEST = Answer._meta.get_field("narrative").max_length


def carry_forward(evaluation):
    """Begin a return that has just been made with what the agency signed last, and in topic rounds that feed it.

    Called while the round opens, inside its transaction.
    """
    before = last_signed(evaluation)
    for earlier in [*([before] if before else []), *feeding(evaluation)]:
        carry(evaluation, earlier.submission, earlier.steps)


@transaction.atomic
def carry(evaluation, submission, steps=None):
    """Carry the answers of a signed `submission` into answers of `evaluation` that nobody has written on.

    `steps` are the confirmed mappings from the framework version of the one to that of the other; None where it is the
    same version. An equal criterion carries its rating, where the scale is the same version too, and its words; one
    that is wider, narrower or overlaps carries words only; one that became nothing carries nothing. Evidence is
    attached again, in its newest version. All of it arrives unconfirmed, and so counts as unanswered.
    """
    carrying = _Carrying(evaluation, Earlier(submission, steps))
    answers = evaluation.answers.filter(changed_at=None).select_related(
        "criterion__standard__version__framework", "round_board"
    )
    carried = [answer for answer in answers if carrying.fill(answer)]
    Answer.objects.bulk_update(carried, COLUMNS)
    carrying.attach(carried)


class _Carrying:
    """One submission on its way into one return."""

    def __init__(self, evaluation, earlier):
        self.evaluation, self.earlier = evaluation, earlier
        self.points = {point.code: point for point in evaluation.round.scale.points.all()}
        self.same_scale = earlier.has_scale(evaluation.round.scale)
        # A number of last year's is none of this year's; a topic round asks in the same year.
        self.same_year = earlier.submission.evaluation.round.kind == Round.Kind.TOPIC
        self.library = newest_versions(evaluation.agency)
        self.evidence = []

    def fill(self, answer) -> bool:
        """Write what leads to an answer into it; return whether there was anything."""
        sources = self.earlier.sources(answer)
        equal = [source.answer for source in sources if source.is_equal]
        rated = len(equal) == 1 and self._judge(answer, equal[0])
        words = _joined([source.answer["narrative"] for source in sources])
        items = [self.library.get(each["uid"]) for source in sources for each in source.answer["evidence"]]
        items = dict.fromkeys(item for item in items if item)
        if not (rated or words or items):
            return False
        answer.narrative = words
        answer.confirmed, answer.carried_from = False, self.earlier.submission
        self.evidence += [AnswerEvidence(answer=answer, item_id=item) for item in items]
        return True

    def _judge(self, answer, then) -> bool:
        """Take over the rating, N/A or the number, as far as each means the same today; return whether any did."""
        answer.rating, answer.not_applicable, answer.na_reason = None, False, ""
        answer.count = answer.total = None
        if then["not_applicable"]:
            allowed = answer.criterion.may_not_apply(self.evaluation.round.scale)
            answer.not_applicable, answer.na_reason = allowed, then["na_reason"] if allowed else ""
        elif answer.criterion.is_count:
            answer.count = then.get("count") if self.same_year else None
            answer.total = then.get("total") if answer.count is not None and answer.criterion.with_total else None
        elif self.same_scale:
            answer.rating = self.points.get(then["rating"])
        return answer.not_applicable or answer.rating is not None or answer.count is not None

    def attach(self, carried):
        """Attach the evidence of the carried answers again."""
        held = set(
            AnswerEvidence.objects.filter(answer__in=[answer.pk for answer in carried]).values_list("answer", "item")
        )
        AnswerEvidence.objects.bulk_create(each for each in self.evidence if (each.answer_id, each.item_id) not in held)


def newest_versions(agency) -> dict[str, int]:
    """{the uid of each item of the agency's evidence, as text: the key of its newest version}."""
    items = list(EvidenceItem.objects.filter(agency=agency).values_list("pk", "uid", "replaces"))
    next_of = {replaces: pk for pk, _, replaces in items if replaces}
    return {str(uid): [pk, *chain(pk, next_of)][-1] for pk, uid, _ in items}


def _joined(texts) -> str:
    """The texts one below the other, each once and whole: one for which there is no more room is left out."""
    joined = ""
    for text in dict.fromkeys(filter(None, texts)):
        longer = f"{joined}\n\n{text}" if joined else text
        joined = longer if len(longer) <= LONGEST else joined
    return joined


# Confirming -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def confirm_answers(evaluation, standard, *, by, codes=None):
    """Confirm that carried answers of a standard hold this year as well: those of the criteria `codes`, else all.

    An answer that carried words only needs a rating first; writing one confirms it. Return how many were confirmed.
    """
    require(permissions.can_answer(by, evaluation, standard))
    evaluation = lock(evaluation)
    may_be_changed(evaluation, by)
    waiting = list(_unconfirmed(evaluation, standard, codes))
    ready = [answer for answer in waiting if answer.has_judgement]
    if codes is not None and (unrated := [answer for answer in waiting if not answer.has_judgement]):
        raise Refused(f"{unrated[0].criterion.code} needs an answer of this year. Giving one confirms the words too.")
    if not ready:
        return 0
    now = timezone.now()
    evaluation.answers.filter(pk__in=[answer.pk for answer in ready]).update(
        confirmed=True, changed_by=by, changed_at=now
    )
    StandardResponse.objects.filter(evaluation=evaluation, standard=standard).update(changed_by=by, changed_at=now)
    credit(evaluation, by)
    confirmed = [answer.criterion.code for answer in ready]
    Event.record("self_evaluation.confirmed", by=by, about=evaluation, criteria=confirmed, **on_behalf(evaluation, by))
    return len(ready)


def _unconfirmed(evaluation, standard, codes):
    waiting = evaluation.answers.filter(standard=standard, confirmed=False).select_related("criterion")
    return waiting if codes is None else waiting.filter(criterion__code__in=codes)


@transaction.atomic
def take_words(evaluation, standard, words, *, by):
    """Write the words said once of a standard the last time ({"impact": …}) where nothing is said yet this year."""
    require(permissions.can_answer(by, evaluation, standard))
    evaluation = lock(evaluation)
    response = StandardResponse.objects.get(evaluation=evaluation, standard=standard)
    draft = {name: text for name, text in words.items() if not getattr(response, name)}
    return save_standard(evaluation, standard, draft, by=by, version=response.version, explicit=True)
