"""A decision that could not wait for a meeting: asked by e-mail, answered, and closed by the chair."""

from agencies.models import Through
from lscb_portal.lib.periods import add_working_days
from reports.demo.agencies import NORTHMERE
from reports.demo.cast import new_uid
from reports.demo.days import moment
from workplan.models import EmailDecision, Outcome
from workplan.operations import email_decision as operations
from workplan.replies import replies_to

QUESTION = {
    "title": "A day for the out-of-hours audit",
    "wording": "The out-of-hours audit takes place in the second week of the coming quarter, over two evenings.",
    "background": (
        "The group agreed in its last meeting that the next multi-agency audit is of cases out of hours. The emergency "
        "duty team can free two auditors in one week only, and needs to know before the next meeting."
    ),
}
# Who answers what, in their own words; the others agree without a word, but for those who never answer.
ANSWERS = {
    "joy.okafor": ("agree", "Police can name two auditors for both evenings."),
    "marcus.thorne": ("abstain", "Probation has no duty service, so we leave it to those who have."),
    "nadia.rahman": ("disagree", "That week is half-term; our night cover is thin."),
}
SILENT = ("efua.danso", "paulo.reis")
BY_TELEPHONE = "anneke.visser"


def audit_days(cast):
    """Opened by the business manager six weeks ago, and closed a week later with a quorum of replies."""
    asked_at = cast.days.ago(43, "09:50")
    closes_on = add_working_days(asked_at.date(), 5)
    yield asked_at
    group, manager = cast.groups[NORTHMERE, "qapm"], cast.manager(NORTHMERE)
    question = operations.open_email_decision(group, uid=new_uid(), closes_on=closes_on, by=manager, **QUESTION)
    yield moment(add_working_days(asked_at.date(), 1), "14:20")
    for place in question.asked.select_related("person"):
        answer(cast, place)
    yield moment(add_working_days(closes_on, 1), "11:15")
    question = EmailDecision.objects.get(pk=question.pk)
    chair = next(seat.person for seat in group.seats.current().filter(role="chair"))
    facts = {"uid": new_uid(), "outcome": Outcome.AGREED, "seen": replies_to(question).mark}
    operations.close_email_decision(question, by=cast.same(chair), **facts)


def answer(cast, place):
    """The answer of one seat, if it gives one."""
    person = cast.same(place.person)
    key = cast.key_of(person)
    if key in SILENT:
        return
    how, words = ANSWERS.get(key, ("agree", ""))
    by_telephone = key == BY_TELEPHONE
    by = cast.people["priya.nair"] if by_telephone else person
    through = Through.TELEPHONE if by_telephone else Through.PORTAL
    operations.answer(place, answer=how, words=words, seen=0, by=by, through=through)
