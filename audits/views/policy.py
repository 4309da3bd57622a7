"""The board's policies: the register, one policy with its versions, and keeping them."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from agencies.models import Agency
from agencies.operations.stored_file import serve
from agencies.permissions import require
from audits import permissions
from audits.forms.policy import PolicyForm, RegisterForm, VersionForm, renew
from audits.models import Policy, PolicyVersion
from audits.operations import policy as operations
from audits.operations.export import export_policies
from audits.policy_register import (
    asks_of_board,
    matrix_of,
    newest_version,
    newest_versions,
    own_policies_of,
    people_reviewing,
    standings,
)
from audits.policy_table import HEADINGS, cells_of, counts_of, key_of, row_of
from audits.views.reading import posted
from lscb_portal.lib.spreadsheets import csv_bytes
from lscb_portal.lib.views import attempt

OWN_ON_A_PAGE = 30


def policies(request, board):
    """The register for who reads every agency; for others the board's policies, and the way to their agency's."""
    if not permissions.can_read_policy_register(request.user, board):
        return render(request, "audits/policy/policies.html", _for_agencies(request, board))
    form, matrix = _register(request, board)
    own = [standing for standing in own_policies_of(board) if form.keeps(standing)]
    told = {
        "form": form,
        "matrix": matrix,
        "lines": [(line, cells_of(board, line, matrix.agencies)) for line in matrix.lines],
        "counts": counts_of(matrix),
        "key": key_of(matrix),
        "own": Paginator(own, OWN_ON_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "audits/policy/register.html", told | _around(request, board))


def policies_csv(request, board):
    """The register as a table for a spreadsheet program: one line an agency and policy, the worst first. The ledger
    notes who took it."""
    require(permissions.can_read_policy_register(request.user, board))
    form, matrix = _register(request, board)
    shown = [standing for standing in matrix.all if form.keeps(standing)]
    content = csv_bytes([HEADINGS, *(row_of(standing) for standing in shown)])
    if not attempt(request, export_policies, board, content, by=request.user, file="csv", **form.chosen):
        return redirect(f"{reverse('audits:policies', args=[board.slug])}?{request.GET.urlencode()}")
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="policies-{board.slug}.csv"'
    return response


def _register(request, board):
    form = RegisterForm(request.GET)
    form.offer(set(Agency.objects.visible_to(request.user).of_board(board).values_list("kind", flat=True)))
    return form, matrix_of(board, **form.chosen)


def _for_agencies(request, board):
    kept = list(Policy.objects.visible_to(request.user).of_board(board).in_force().filter(agency__isnull=True))
    newest = newest_versions([policy.pk for policy in kept])
    return {"policies": [(policy, newest.get(policy.pk)) for policy in kept]} | _around(request, board)


def _around(request, board):
    """The reader's own agencies, what was retired, and what they may do."""
    retired = Policy.objects.visible_to(request.user).of_board(board).filter(retired_on__isnull=False)
    return {
        "agencies": Agency.objects.visible_to(request.user).of_board(board).posted(request.user),
        "retired": retired.select_related("agency"),
        "can_manage": permissions.can_manage_policies(request.user, board),
    }


# One policy -----------------------------------------------------------------------------------------------------------


def policy(request, board, uid):
    """One policy: its versions with what changed, and how each agency that the reader may see stands with it."""
    found = find(request, board, uid)
    asked = standings(asks_of_board(board).filter(policy=found))
    seen = [each for each in asked if permissions.can_read_standing(request.user, board, each.agency)]
    reads_all = permissions.can_read_policy_register(request.user, board)
    told = {
        "policy": found,
        "versions": found.versions.select_related("file", "published_by").order_by("-pk"),
        "newest": newest_version(found),
        "places": seen,
        "people": people_reviewing([standing.agency for standing in seen]) if reads_all else None,
        "not_asked": _not_asked(request, board, found) if reads_all and not found.agency else (),
        "can_keep": permissions.can_keep_policy(request.user, found),
    }
    return render(request, "audits/policy/policy.html", told)


def find(request, board, uid):
    """The board's policy of that uid, where the person may see it."""
    visible = Policy.objects.visible_to(request.user).of_board(board)
    return get_object_or_404(visible.select_related("board", "agency"), uid=uid)


def _not_asked(request, board, policy):
    members = Agency.objects.visible_to(request.user).of_board(board).in_force()
    return members.exclude(pk__in=policy.asks.values("agency"))


def policy_file(request, board, uid):
    """Give back the text of a version."""
    versions = PolicyVersion.objects.visible_to(request.user).of_board(board).select_related("file")
    version = get_object_or_404(versions, uid=uid)
    if version.file is None:
        raise Http404
    return serve(version.file)


# Keeping --------------------------------------------------------------------------------------------------------------


def policy_add(request, board):
    """Add a policy of the board."""
    require(permissions.can_manage_policies(request.user, board))
    return _add(request, board)


def agency_policy_add(request, board, uid):
    """Add a policy of one's own agency."""
    agencies = Agency.objects.visible_to(request.user).of_board(board)
    agency = get_object_or_404(agencies, uid=uid)
    require(permissions.can_add_policy(request.user, board, agency))
    return _add(request, board, agency)


def _add(request, board, agency=None):
    form = PolicyForm(posted(request), user=request.user, board=board, agency=agency)
    if request.method == "POST" and form.is_valid():
        uid = form.cleaned_data["uid"]
        done = "The policy is added. Publish its first version: nobody is told before."
        added = attempt(
            request,
            operations.add_policy,
            board,
            by=request.user,
            uid=uid,
            agency=agency,
            form=form,
            done=done,
            **form.details,
        )
        if added:
            return redirect("audits:policy_publish", board.slug, uid)
    return render(request, "audits/policy/form.html", {"form": form, "agency": agency})


def policy_change(request, board, uid):
    """Change what is kept of a policy, and whom it is asked of."""
    found = find(request, board, uid)
    require(permissions.can_keep_policy(request.user, found))
    form = PolicyForm(posted(request), user=request.user, board=board, instance=found)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]
        done = "The policy is changed."
        changed = attempt(
            request, operations.change_policy, found, by=request.user, seen=seen, form=form, done=done, **form.details
        )
        if changed:
            return redirect("audits:policy", board.slug, uid)
    return render(request, "audits/policy/form.html", {"form": form, "policy": found, "agency": found.agency})


def policy_publish(request, board, uid):
    """Publish a version with the notice of what changed."""
    found = find(request, board, uid)
    require(permissions.can_keep_policy(request.user, found))
    form = VersionForm(posted(request), request.FILES or None, policy=found)
    if request.method == "POST" and form.is_valid():
        done = f"Version {form.cleaned_data['number']} is published. The leads of the agencies asked are told."
        if attempt(
            request, operations.publish_version, found, by=request.user, form=form, done=done, **form.cleaned_data
        ):
            return redirect("audits:policy", board.slug, uid)
    newest = newest_version(found)
    if form.is_bound:
        renew(form, after=newest.number if newest else "")
    told = {"form": form, "policy": found, "newest": newest, "asked": found.asks.count()}
    return render(request, "audits/policy/publish.html", told)


def policy_retire(request, board, uid):
    """Retire a policy, after asking."""
    found = find(request, board, uid)
    require(permissions.can_keep_policy(request.user, found))
    if request.method == "POST":
        attempt(request, operations.retire_policy, found, by=request.user, done=f"{found} is retired.")
        return redirect("audits:policy", board.slug, uid)
    told = {
        "question": f"Retire “{found}”?",
        "text": "Nobody is asked to review it any longer. Its versions, reviews and checks stay.",
        "button": "Retire the policy",
        "warning": True,
        "back": reverse("audits:policy", args=[board.slug, uid]),
    }
    return render(request, "components/confirm.html", told)


@require_POST
def policy_restore(request, board, uid):
    """Bring a retired policy back."""
    found = find(request, board, uid)
    require(permissions.can_keep_policy(request.user, found))
    attempt(request, operations.restore_policy, found, by=request.user, done=f"{found} is in force again.")
    return redirect("audits:policy", board.slug, uid)
