"""One agency and its policies: how it stands, what it made of each, and its adherence checks."""

from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from agencies.models import Agency
from agencies.permissions import require
from audits import permissions
from audits.forms.policy import renew
from audits.forms.policy_review import BehalfForm, PolicyAuditForm, PolicyReviewForm, behalf_of
from audits.models import EvidenceItem, PolicyAudit, PolicyReview, PolicyVersion
from audits.operations import policy_review as operations
from audits.policy_register import asks_of_board, standing_of, standings
from audits.views.policy import find
from audits.views.reading import posted
from lscb_portal.lib.views import attempt


def policy_agency(request, board, uid):
    """How an agency stands with everything it is asked, and with policies of its own; what is overdue first."""
    agency = _agency_or_404(request, board, uid)
    told = {
        "agency": agency,
        "places": standings(asks_of_board(board).filter(agency=agency)),
        "can_add": permissions.can_add_policy(request.user, board, agency),
        "can_review": permissions.can_review_policies(request.user, board, agency),
        "reads_all": permissions.can_read_policy_register(request.user, board),
    }
    return render(request, "audits/policy/agency.html", told)


def _agency_or_404(request, board, uid):
    """An agency of the board, where the person may read how it stands."""
    agency = get_object_or_404(Agency.objects.visible_to(request.user).of_board(board), uid=uid)
    require(permissions.can_read_standing(request.user, board, agency))
    return agency


def policy_at(request, board, uid, agency):
    """One policy at one agency: every review and every check of it, the newest first."""
    policy, asked, standing = _place(request, board, uid, agency)
    reviews = PolicyReview.objects.visible_to(request.user).filter(version__policy=policy, agency=asked)
    checks = PolicyAudit.objects.visible_to(request.user).filter(policy=policy, agency=asked)
    may = permissions.can_review_policies(request.user, board, asked)
    # What is sensitive is not even named to who may not open it.
    evidence = Prefetch("evidence", EvidenceItem.objects.visible_to(request.user).select_related("file"))
    told = {
        "policy": policy,
        "agency": asked,
        "place": standing,
        "reviews": reviews.select_related("version", "reviewed_by", "recorded_by")
        .prefetch_related(evidence)
        .order_by("-pk"),
        "checks": checks.select_related("audited_by", "recorded_by").order_by("-audited_on", "-pk"),
        "reminders": standing.ask.reminders.order_by("-pk") if standing else (),
        "can_review": may and standing is not None and not policy.retired_on,
        "is_own": permissions.reviews_for_own(request.user, asked),
    }
    return render(request, "audits/policy/at.html", told)


def _place(request, board, uid, agency):
    """The policy, the agency, and how they stand; None for the last when the agency is not asked."""
    policy = find(request, board, uid)
    asked = _agency_or_404(request, board, agency)
    return policy, asked, standing_of(policy, asked)


def _place_to_write(request, board, uid, agency):
    """The same for a page that records something: 404 where the agency is not asked."""
    policy, asked, standing = _place(request, board, uid, agency)
    require(permissions.can_review_policies(request.user, board, asked))
    if standing is None:
        raise Http404
    return policy, asked, standing


def policy_review_add(request, board, uid, agency):
    """Record what an agency made of the newest version of a policy."""
    policy, asked, standing = _place_to_write(request, board, uid, agency)
    if standing.version is None:
        raise Http404
    form = PolicyReviewForm(posted(request), request.FILES or None, user=request.user, standing=standing)
    behalf = BehalfForm.for_whom(posted(request), request.user, board, asked)
    if request.method == "POST" and _reviewed(request, policy, asked, form, behalf):
        return redirect("audits:policy_at", board.slug, uid, asked.uid)
    if form.is_bound:
        renew(form, version=str(standing.version.uid))
    told = {"policy": policy, "agency": asked, "place": standing, "form": form, "behalf": behalf}
    return render(request, "audits/policy/review.html", told)


def _reviewed(request, policy, agency, form, behalf):
    if not all([form.is_valid(), behalf is None or behalf.is_valid()]):
        return False
    versions = PolicyVersion.objects.visible_to(request.user).filter(policy=policy)
    version = get_object_or_404(versions, uid=form.cleaned_data["version"])
    done = f"The review of {policy} is recorded."
    return attempt(
        request,
        operations.record_review,
        version,
        agency,
        by=request.user,
        form=form,
        done=done,
        **form.details,
        **behalf_of(behalf),
    )


def policy_audit_add(request, board, uid, agency):
    """Record a check that an agency keeps to a policy."""
    policy, asked, standing = _place_to_write(request, board, uid, agency)
    form = PolicyAuditForm(posted(request), policy=policy)
    behalf = BehalfForm.for_whom(posted(request), request.user, board, asked)
    if request.method == "POST" and all([form.is_valid(), behalf is None or behalf.is_valid()]):
        done = f"The check of {policy} is recorded."
        if attempt(
            request,
            operations.record_audit,
            policy,
            asked,
            by=request.user,
            form=form,
            done=done,
            **form.cleaned_data,
            **behalf_of(behalf),
        ):
            return redirect("audits:policy_at", board.slug, uid, asked.uid)
    told = {"policy": policy, "agency": asked, "place": standing, "form": form, "behalf": behalf}
    return render(request, "audits/policy/audit.html", told)
