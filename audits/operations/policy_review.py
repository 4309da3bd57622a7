"""What an agency makes of a policy: its review of a version, and its checks that the policy is kept to."""

import uuid

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from agencies.models import Event, Through, User
from agencies.operations.notification import notify
from agencies.permissions import require
from audits import permissions
from audits.models import PolicyAudit, PolicyReview
from audits.operations.library import make_item
from audits.operations.screening import let_stand, refuse_identifying
from audits.policy_register import newest_version
from audits.policy_rules import audit_faults, review_faults
from audits.policy_state import months_after
from audits.screening import texts_said
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock
from lscb_portal.lib.once import made_before, make_once

IN_WORDS = ("words", "action", "dissemination")
ONLY_FOR_A_GAP = {"action": "", "action_lead": "", "action_due_on": None}


@transaction.atomic
def record_review(
    version,
    agency,
    *,
    by,
    uid,
    evidence=(),
    new_item=None,
    on_behalf_of=None,
    through=Through.PORTAL,
    may_stay="",
    **details,
):
    """Record what `agency` made of a version of a policy; return the review. Rows are added; the latest stands.

    `details` are the review's own columns; the next is due the policy's months after this one. `evidence` are items of
    the agency's library; `new_item` (title, relates_to, and upload or link) is put there and attached. The business
    unit names the person who said it (`on_behalf_of`), who is told. A second call with the same `uid` adds nothing.
    Raises Identifying where words look as if they told who somebody is, unless `may_stay` says why they may.
    """
    policy = version.policy
    require(permissions.can_review_policies(by, policy.board, agency))
    policy = lock(policy)
    if recorded := made_before(PolicyReview.objects.filter(agency=agency, version=version), uid):
        return recorded
    _is_asked(policy, agency)
    newest = newest_version(policy)
    if newest.pk != version.pk:
        raise Refused(f"Version {newest.number} was published since you opened this page. Review that one.")
    if faults := review_faults(details, version.approved_on, timezone.localdate()):
        raise Refused(next(iter(faults.values())))
    said_by = _who_said_it(agency, by, on_behalf_of, through)
    kept = _kept(details)
    looks = refuse_identifying(agency, texts_said(**{name: kept.get(name, "") for name in IN_WORDS}), may_stay)
    items = [*_own(evidence, agency), *_added(new_item, agency, by)]
    due = months_after(details["reviewed_on"], policy.review_every)
    who = {"reviewed_by": said_by, "recorded_by": by, "through": through}
    review = make_once(PolicyReview, uid=uid, version=version, agency=agency, next_due_on=due, **who, **kept)
    review.evidence.add(*items)
    let_stand(looks, review, by=by, reason=may_stay)
    facts = {"version": version.number, "outcome": review.outcome, "evidence": [item.uid for item in items]}
    _put_on_record("policy_review.recorded", review, by, said_by, through, facts)
    _tell_who_said_it(review, policy, "audits/policy_review_entered", by, said_by)
    return review


def _kept(details):
    """The review's columns; what belongs to a gap alone stands only beside one."""
    return details if details["outcome"] == PolicyReview.Outcome.GAP else details | ONLY_FOR_A_GAP


def _own(evidence, agency):
    if any(item.agency_id != agency.pk for item in evidence):
        raise Refused("This item belongs to another agency.")
    return evidence


def _added(new_item, agency, by):
    """The new item of evidence, put into the agency's library; nothing when there is none."""
    if not new_item:
        return
    yield make_item(agency, by, uid=uuid.uuid4(), **new_item)


# Adherence checks -----------------------------------------------------------------------------------------------------


@transaction.atomic
def record_audit(policy, agency, *, by, uid, on_behalf_of=None, through=Through.PORTAL, may_stay="", **details):
    """Record a check that a policy is kept to: how many were looked at, how many complied; return it.

    A second call with the same `uid` adds nothing. Raises Identifying as `record_review` does.
    """
    require(permissions.can_review_policies(by, policy.board, agency))
    policy = lock(policy)
    if recorded := made_before(PolicyAudit.objects.filter(agency=agency, policy=policy), uid):
        return recorded
    _is_asked(policy, agency)
    if faults := audit_faults(details, timezone.localdate()):
        raise Refused(next(iter(faults.values())))
    said_by = _who_said_it(agency, by, on_behalf_of, through)
    looks = refuse_identifying(agency, texts_said(findings=details.get("findings", "")), may_stay)
    audit = make_once(
        PolicyAudit,
        uid=uid,
        policy=policy,
        agency=agency,
        audited_by=said_by,
        recorded_by=by,
        through=through,
        **details,
    )
    let_stand(looks, audit, by=by, reason=may_stay)
    facts = {"sample": audit.sample, "complied": audit.complied}
    _put_on_record("policy_audit.recorded", audit, by, said_by, through, facts)
    _tell_who_said_it(audit, policy, "audits/policy_audit_entered", by, said_by)
    return audit


# For both -------------------------------------------------------------------------------------------------------------


def _is_asked(policy, agency):
    if policy.retired_on:
        raise Refused("The policy has been retired. It is no longer reviewed.")
    if not policy.asks.filter(agency=agency).exists():
        raise Refused(f"{agency.name} is not asked to review this policy.")


def _who_said_it(agency, by, on_behalf_of, through):
    """Whose review or check it is: the person's own at an agency of theirs, else somebody's there, who is named."""
    if permissions.reviews_for_own(by, agency):
        return by
    if on_behalf_of is None or through == Through.PORTAL:
        raise Refused("Say who said it, and how it came.")
    if not User.objects.at(agency).filter(pk=on_behalf_of.pk).exists():
        raise Refused(f"{on_behalf_of.name} has no post at {agency.name}.")
    return on_behalf_of


def _put_on_record(verb, record, by, said_by, through, facts):
    behalf = {} if said_by == by else {"on_behalf_of": said_by, "through": through}
    Event.record(verb, by=by, about=record, **behalf, **facts)


def _tell_who_said_it(record, policy, kind, by, said_by):
    if said_by == by:
        return
    link = reverse("audits:policy_at", args=[policy.board.slug, policy.uid, record.agency.uid])
    notify(kind, [said_by], about=record, board=policy.board, link=link, key="entered")
