"""Deciding by e-mail between meetings: opened with a question, answered seat by seat, closed by the chair.

Quorate by replies: the group's own rule, with those who replied as if they were in the room. Without a quorum it binds
nobody: it can only be noted or deferred.
"""

from django.db import transaction
from django.utils import timezone

from agencies.models import Event
from agencies.models.event import Through
from agencies.operations.notification import notify
from agencies.permissions import require
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.hashing import sha256_of
from lscb_portal.lib.lifecycle import lock, move
from lscb_portal.lib.once import made_before, make_once
from lscb_portal.lib.periods import add_working_days, is_working_day
from workplan.brought import to_note
from workplan.models import Asked, Authority, Decision, EmailAnswer, EmailDecision, Meeting, Outcome
from workplan.models.decision import BINDING
from workplan.operations.decision import require_standing, stamp_of, write
from workplan.operations.placing import bring
from workplan.operations.session import agency_of, rule_of
from workplan.operations.telling import chairs_of
from workplan.permissions import can_answer, can_run, can_support
from workplan.replies import Replies, replies_to

Status = EmailDecision.Status
Answer = EmailAnswer.Answer
SHORTEST_DAYS, LONGEST_DAYS = 2, 40
LEFT = "{} does not hold this seat any more, so nobody answers for it."
OVER = "This decision is {}, so answers are closed."
NOTED = "The minutes of the meeting that noted it are approved. Only a new decision changes it."
ANSWERED = "The Strategic Board has answered it as it stands. Only a new decision changes it."
NOT_QUORATE = "Too few agencies replied: it can be noted or deferred, and cannot be agreed, rejected or recommended. {}"


@transaction.atomic
def open_email_decision(group, *, uid, title, wording, background, closes_on, by) -> EmailDecision:
    """Ask the members of a group to decide in writing by the end of a day. Seats and rule are copied as they are today.

    Every seat that carries an agency is asked, and told; a standing deputy may answer for the member. The same `uid` is
    one question.
    """
    require(can_support(by, group))
    group = lock(group)
    if made := made_before(group.email_decisions.all(), uid):
        return made
    today = timezone.localdate()
    _check(closes_on, today, title, wording, background)
    seats = [seat for seat in group.seats.current().select_related("person", "agency") if _is_asked(seat)]
    if not seats:
        raise Refused("Nobody with a seat in this group could answer.")
    facts = {"title": title.strip(), "wording": wording.strip(), "background": background.strip()}
    facts |= {"closes_on": closes_on, "quorum_rule": rule_of(group, today), "opened_by": by}
    opened = make_once(EmailDecision, uid=uid, group=group, **facts)
    for seat in seats:
        facts = {"seat": seat, "person": seat.person, "name": seat.person.name, **agency_of(seat.agency)}
        Asked.objects.create(email_decision=opened, **facts)
    Event.record(
        "email_decision.opened",
        by=by,
        about=opened,
        closes_on=closes_on,
        wording_sha256=sha256_of(opened.wording),
        seats=[seat.uid for seat in seats],
        rule=opened.quorum_rule,
    )
    tell(opened, "email_decision_opened", [seat.person for seat in seats], key="opened", but=by)
    return opened


def _is_asked(seat):
    return seat.counts and seat.deputy_for_id is None


def _check(closes_on, today, title, wording, background):
    if not (title.strip() and wording.strip() and background.strip()):
        raise Refused("Give a title, the words to decide and the background.")
    if not is_working_day(closes_on):
        raise Refused("Choose a working day to close on.")
    if not add_working_days(today, SHORTEST_DAYS) <= closes_on <= add_working_days(today, LONGEST_DAYS):
        raise Refused(f"Give the members between {SHORTEST_DAYS} and {LONGEST_DAYS} working days to answer.")


@transaction.atomic
def answer(asked, *, answer, words="", seen, by, through=Through.PORTAL) -> EmailAnswer:
    """Answer for a seat: the member, their standing deputy, or whoever enters what came by telephone, letter or e-mail.

    Every answer is kept and the last one counts; `seen` is the number of the answer the page showed (0 for none). The
    same answer sent twice is one. By somebody else it is on the member's behalf, and the member is told. Refused for a
    seat that has ended: what was answered for it before still counts.
    """
    require(can_answer(by, asked))
    question = lock(asked.email_decision)
    _require_open(question)
    if not asked.is_held:
        raise Refused(LEFT.format(asked.name))
    if answer not in Answer.values:
        raise Refused("Choose agree, disagree or abstain.")
    latest = asked.answers.last()
    words = words.strip()
    if latest and (latest.answer, latest.words, latest.by) == (answer, words, by):
        return latest
    if seen != (latest.number if latest else 0):
        raise Refused(f"Another answer was given for {asked.name} since you opened the page. Look at it first.")
    own = by.pk == asked.person_id
    through = Through.PORTAL if own else through
    facts = {"number": seen + 1, "answer": answer, "words": words, "at": timezone.now(), "by": by, "through": through}
    given = EmailAnswer.objects.create(asked=asked, **facts)
    _record(question, asked, given, own)
    _tell_when_all_replied(question)
    return given


def _require_open(question):
    if not question.is_open:
        raise Refused(OVER.format(question.get_status_display().lower()))
    if not question.takes_answers:
        raise Refused(f"Answers were taken until {question.closes_on:%-d %B %Y}.")


def _record(question, asked, given, own):
    Event.record(
        "email_decision.answered",
        by=given.by,
        about=question,
        on_behalf_of=None if own else asked.person,
        through=given.through,
        seat=asked.seat.uid,
        answer=given.answer,
        number=given.number,
        words_sha256=sha256_of(given.words),
    )
    if not own:
        tell(question, "email_answer_entered", [asked.person], key=f"{asked.uid}:{given.number}", but=given.by)


def _tell_when_all_replied(question):
    if not replies_to(question).silent:
        tell(question, "email_decision_to_close", chairs_of(question.group), key="all-replied")


@transaction.atomic
def close_email_decision(question, *, uid, outcome, seen, by) -> Decision:
    """The chair closes it with its outcome, stamped with the quorum of the replies; it is a decision like any other.

    Before its closing day is over only when everybody has replied. `seen` is the mark of the replies the chair read.
    It goes on the agenda of the next meeting, to be noted.
    """
    require(can_run(by, question.group))
    ahead = _open_agenda(question.group)
    question = lock(question)
    if made := made_before(Decision.objects.filter(by_email=question), uid):
        return made
    if not question.is_open:
        raise Refused(OVER.format(question.get_status_display().lower()))
    replies = replies_to(question)
    _check_closing(question, replies, outcome, seen)
    now, state = timezone.now(), replies.quorum
    stamp = {"quorate": state.quorate, "agencies_present": state.count, "quorum_sentence": state.sentence}
    stamp |= {"decided_at": now, "authority": Authority.QUORUM}
    facts = {"uid": uid, "wording": question.wording, "outcome": outcome, "dissent": replies.dissent}
    decision = write(question.group.board, by, stamp, by_email=question, **facts)
    move(question, Status.CLOSED, closed_at=now, closed_by=by)
    Event.record("email_decision.closed", by=by, about=question, decision=decision.uid, **replies.tally)
    if ahead:
        bring(ahead, to_note(question))
    people = [asked.person for asked in question.asked.select_related("person")]
    tell(question, "email_decision_closed", people, key="closed", but=by)
    return decision


@transaction.atomic
def correct_email_decision(decision, *, uid, wording, dissent="", reason, by) -> Decision:
    """Put the words of a closed decision by e-mail right by a new decision; the first stays and is marked corrected.

    Outcome, quorum and moment stay those of the members' answers: what they decided cannot be changed so. They are
    told. Refused once the minutes of the meeting that noted it are approved, or the Strategic Board has answered it:
    as for every decision, only a new one changes it then. The same `uid` twice is one correction.
    """
    require(decision.by_email is not None and can_run(by, decision.group))
    for meeting in _noted_at(decision).order_by("pk"):
        lock(meeting)
    question = lock(decision.by_email)
    if made := made_before(Decision.objects.filter(corrects=decision), uid):
        return made
    require_standing(decision)
    if words := why_it_stands(decision):
        raise Refused(words)
    _check_correction(decision, wording.strip(), dissent.strip(), reason.strip())
    facts = {"uid": uid, "wording": wording, "outcome": decision.outcome, "dissent": dissent, "corrects": decision}
    facts |= {"by_email": question, "correction_reason": reason.strip()}
    corrected = write(question.group.board, by, stamp_of(decision), **facts)
    facts = {"decision": corrected.uid, "corrects": decision.uid, "reason_sha256": sha256_of(reason.strip())}
    Event.record("email_decision.corrected", by=by, about=question, **facts)
    people = [asked.person for asked in question.asked.select_related("person")]
    tell(question, "email_decision_corrected", people, key=str(corrected.uid), but=by)
    return corrected


def why_it_stands(decision) -> str:
    """Return why a decision by e-mail cannot be put right any more, in a sentence, or an empty text when it can."""
    if _noted_at(decision).filter(status=Meeting.Status.APPROVED).exists():
        return NOTED
    return ANSWERED if decision.board_answers.exists() else ""


def _noted_at(decision):
    return Meeting.objects.filter(items__brought_forward__email_decision=decision.by_email)


def _check_correction(decision, wording, dissent, reason):
    if not reason:
        raise Refused("Say why it is put right: the members will read it.")
    if (wording, dissent) == (decision.wording, decision.dissent):
        raise Refused("Nothing is changed: write down what the decision should say.")


def _open_agenda(group):
    """The group's next meeting, locked, if its agenda is being built; else the next agenda to be opened notes it."""
    following = group.meetings.to_begin().first()
    following = following and lock(following)
    return following if following and following.status == Meeting.Status.AGENDA_OPEN else None


def _check_closing(question, replies: Replies, outcome, seen):
    if replies.mark != seen:
        raise Refused("Another answer has come since you opened the page. Read it before you close.")
    if question.takes_answers and replies.silent:
        raise Refused(f"Members may answer until the end of {question.closes_on:%-d %B %Y}, and not all have.")
    if outcome not in Outcome.values:
        raise Refused("Choose an outcome.")
    if outcome in BINDING and not replies.quorum.quorate:
        raise Refused(NOT_QUORATE.format(replies.quorum.sentence))
    agreed, against = replies.tally[Answer.AGREE], replies.tally[Answer.DISAGREE]
    if outcome in (Outcome.AGREED, Outcome.RECOMMENDED) and agreed <= against:
        raise Refused(f"{agreed} agree and {against} disagree, so it is not agreed.")
    if outcome == Outcome.REJECTED and agreed > against:
        raise Refused(f"{agreed} agree and {against} disagree, so it is agreed.")


@transaction.atomic
def withdraw_email_decision(question, *, reason, by) -> EmailDecision:
    """Take the question back, with a reason that the members read; nothing is decided."""
    require(can_support(by, question.group))
    question = lock(question)
    if not reason.strip():
        raise Refused("Say why it is withdrawn.")
    move(question, Status.WITHDRAWN, withdrawn_reason=reason.strip(), closed_at=timezone.now(), closed_by=by)
    Event.record("email_decision.withdrawn", by=by, about=question)
    people = [asked.person for asked in question.asked.select_related("person")]
    tell(question, "email_decision_withdrawn", people, key="withdrawn", but=by)
    return question


def tell(question, kind, people, *, key, but=None):
    """Tell people of a decision by e-mail, with a link to its page."""
    people = [person for person in people if person.is_active and person != but]
    board, link = question.group.board, question.get_absolute_url()
    return notify(f"workplan/{kind}", people, about=question, board=board, link=link, key=key)
