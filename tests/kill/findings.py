"""What is wrong in the database after the storm: lists of sentences, empty when nothing was lost or half written."""

import hashlib
import json
from collections import Counter

from agencies.models import Event, Notification
from audits.models import StandardResponse
from audits.operations.answer import SAVED
from lscb_portal.lib.hashing import sha256_of
from reports.models import BoardReport
from tests.kill.people import number_in
from workplan.models import Proposal


def faults_of(author) -> list[str]:
    """Return what is wrong with an author's return: a text lost, a page half written, a save not recorded once."""
    return [fault for code in author.pages for fault in page_faults(author, code)]


def page_faults(author, code):
    response = StandardResponse.objects.get(evaluation=author.evaluation, standard__code=code)
    narrative = author.evaluation.answers.get(standard__code=code, criterion__position=1).narrative
    kept, page = number_in(narrative), f"{author.evaluation.agency} {code}"
    if not author.acknowledged[code] <= kept <= author.sent[code]:
        yield f"{page}: text {author.acknowledged[code]} was acknowledged, {author.sent[code]} sent, {kept} is kept"
    if narrative != response.impact:
        yield f"{page}: half written, “{narrative}” beside “{response.impact}”"
    if response.version != kept:
        yield f"{page}: version {response.version} after text {kept}"
    recorded = versions_recorded(author.evaluation, code)
    if recorded != list(range(1, kept + 1)):
        yield f"{page}: {kept} saves, recorded are the versions {recorded}"


def versions_recorded(evaluation, code) -> list[int]:
    """Return the versions of a page that the ledger says were saved, in order."""
    facts = map(json.loads, Event.objects.about(evaluation).filter(verb=SAVED).values_list("facts", flat=True))
    return [fact["version"] for fact in facts if fact["standard"] == code]


def proposal_faults(proposer) -> list[str]:
    """Return what is wrong with a member's proposals: one lost, made up, half written or made twice."""
    made = {str(each.uid): each for each in Proposal.objects.filter(proposed_by=proposer.person)}
    lost, unasked = proposer.acknowledged - made.keys(), made.keys() - proposer.sent.keys()
    faults = [f"{uid} was acknowledged and is lost" for uid in lost]
    faults += [f"{uid} was never sent" for uid in unasked]
    for uid, proposal in made.items():
        verbs = [event.verb for event in Event.objects.about(proposal)]
        if (proposal.title, verbs) != (proposer.sent.get(uid), ["proposal.made"]):
            faults.append(f"{uid} is “{proposal.title}”, and the ledger says {verbs}")
    return faults


def minutes_faults(minuter) -> list[str]:
    """Return what is wrong with what a minute-taker wrote: a text lost, a version missing, a save recorded twice."""
    return [fault for at, item in enumerate(minuter.items) for fault in _item_faults(minuter, at, item)]


def _item_faults(minuter, at, item):
    item.refresh_from_db()
    kept = number_in(item.discussion)
    if not minuter.acknowledged[at] <= kept <= minuter.sent[at]:
        yield f"{item}: text {minuter.acknowledged[at]} was acknowledged, {minuter.sent[at]} sent, {kept} is kept"
    if item.discussion_version != kept:
        yield f"{item}: version {item.discussion_version} after text {kept}"
    recorded = [json.loads(facts) for facts in Event.objects.about(item).values_list("facts", flat=True)]
    wanted = [{"sha256": sha256_of(f"Text {number}"), "version": number} for number in range(1, kept + 1)]
    if recorded != wanted:
        yield f"{item}: {kept} saves, recorded are {recorded}"


def answer_faults(voter) -> list[str]:
    """Return what is wrong with the answers of a member to a decision by e-mail: one lost, made twice or not told."""
    kept = list(voter.asked.answers.order_by("number").values_list("number", "words"))
    told = Event.objects.about(voter.asked.email_decision).filter(verb="email_decision.answered").count()
    if not voter.receipts <= len(kept) <= voter.sent:
        return [f"{voter.receipts} answers were acknowledged, {voter.sent} sent, {len(kept)} are kept"]
    if kept != [(number, f"Text {number}") for number in range(1, len(kept) + 1)] or told != len(kept):
        return [f"The answers are {kept}, and the ledger tells of {told}"]
    return []


def report_faults(report, chairs) -> list[str]:
    """Return what is wrong with a report that was queued once: not made, made or told twice, another file than said."""
    report.refresh_from_db()
    if report.status != BoardReport.Status.READY:
        return [f"{report} is {report.get_status_display().lower()}: {report.failure}"]
    faults = []
    verbs = Counter(Event.objects.about(report).values_list("verb", flat=True))
    if verbs != Counter(["report.built", "report.queued", "report.rendered"]):
        faults.append(f"{report}: the ledger says {dict(verbs)}")
    if hashlib.sha256(report.pdf.read_bytes()).hexdigest() != report.pdf_sha256:
        faults.append(f"{report}: the file is not the one that was made")
    told = Notification.objects.filter(kind="reports/report_ready", about_id=report.pk).count()
    if told != chairs:
        faults.append(f"{report}: {told} were told, of {chairs}")
    return faults
