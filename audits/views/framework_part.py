"""The standards and criteria of a draft: one page each to write them, and buttons for their order."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from audits.forms.framework_part import CriterionForm, StandardForm
from audits.models import Criterion
from audits.operations import framework_part as operations
from audits.views.framework import editable_or_404, standard_or_404
from audits.views.reading import posted
from lscb_portal.lib.charts.words import plural
from lscb_portal.lib.views import attempt


def standard_add(request, board, uid):
    """Add a standard to a draft."""
    version = editable_or_404(request, board, uid)
    form = StandardForm(posted(request), version=version, suggested_code=_standard_code(version))
    return _standard_page(request, version, None, form, "The standard is added. Now add its criteria.")


def standard_change(request, board, uid, code):
    """Change a standard of a draft, and put its criteria in order."""
    version = editable_or_404(request, board, uid)
    standard = standard_or_404(version, code)
    form = StandardForm(posted(request), version=version, standard=standard)
    return _standard_page(request, version, standard, form, "The standard is saved.")


def _standard_page(request, version, standard, form, done):
    if request.method == "POST" and form.is_valid():
        seen, values = form.cleaned_data["seen"], form.values
        if attempt(
            request,
            operations.save_standard,
            version,
            standard,
            values,
            by=request.user,
            seen=seen,
            form=form,
            done=done,
        ):
            return redirect("audits:framework_standard", request.board.slug, version.uid, values.code)
    criteria = standard.criteria.all() if standard else ()
    told = {"form": form, "version": version, "standard": standard, "criteria": criteria}
    return render(request, "audits/framework/standard.html", told)


def _standard_code(version):
    """A code to begin with; a board's own questions carry its name, so that they meet no other's."""
    number = version.standards.count() + 1
    return f"{version.board.slug.upper()[:12]}{number}" if version.is_supplement else f"ST{number:02}"


@require_POST
def standard_move(request, board, uid, code):
    """Put a standard one place up or down."""
    standard = standard_or_404(editable_or_404(request, board, uid), code)
    attempt(request, operations.move_standard, standard, request.POST.get("direction"), by=request.user)
    return redirect(f"{reverse('audits:framework', args=[board.slug, uid])}#{code}")


def standard_remove(request, board, uid, code):
    """Take a standard with its criteria out of a draft, after asking."""
    version = editable_or_404(request, board, uid)
    standard = standard_or_404(version, code)
    if request.method == "POST":
        done = f"{standard.code} is taken out."
        attempt(request, operations.remove_standard, standard, by=request.user, done=done)
        return redirect("audits:framework", board.slug, uid)
    lost = plural(standard.criteria.count(), "criterion", "criteria")
    told = {
        "question": f"Take “{standard.code} {standard.title}” out of the draft?",
        "text": f"It is lost with its {lost}.",
        "button": "Take the standard out",
        "warning": True,
        "back": reverse("audits:framework_standard", args=[board.slug, uid, code]),
    }
    return render(request, "components/confirm.html", told)


# Criteria -------------------------------------------------------------------------------------------------------------


def criterion_or_404(version, code):
    """A criterion of a version that the person may see, by its code."""
    criteria = Criterion.of_version(version).select_related("standard__version__board", "standard__version__framework")
    return get_object_or_404(criteria, code=code)


def criterion_add(request, board, uid, code):
    """Add a criterion to a standard of a draft."""
    version = editable_or_404(request, board, uid)
    standard = standard_or_404(version, code)
    suggested = f"{standard.code}.{standard.criteria.count() + 1}"
    form = CriterionForm(posted(request), version=version, suggested_code=suggested)
    return _criterion_page(request, standard, None, form, "The criterion is added.")


def criterion_change(request, board, uid, code):
    """Change a criterion of a draft."""
    version = editable_or_404(request, board, uid)
    criterion = criterion_or_404(version, code)
    form = CriterionForm(posted(request), version=version, criterion=criterion)
    return _criterion_page(request, criterion.standard, criterion, form, f"{criterion.code} is saved.")


def _criterion_page(request, standard, criterion, form, done):
    version = standard.version
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]
        if attempt(
            request,
            operations.save_criterion,
            standard,
            criterion,
            form.values,
            by=request.user,
            seen=seen,
            form=form,
            done=done,
        ):
            return redirect(_criteria_of(request, standard))
    told = {"form": form, "version": version, "standard": standard, "criterion": criterion}
    return render(request, "audits/framework/criterion.html", told)


def _criteria_of(request, standard):
    here = reverse("audits:framework_standard", args=[request.board.slug, standard.version.uid, standard.code])
    return f"{here}#criteria"


@require_POST
def criterion_move(request, board, uid, code):
    """Put a criterion one place up or down within its standard."""
    criterion = criterion_or_404(editable_or_404(request, board, uid), code)
    attempt(request, operations.move_criterion, criterion, request.POST.get("direction"), by=request.user)
    return redirect(_criteria_of(request, criterion.standard))


def criterion_remove(request, board, uid, code):
    """Take a criterion out of a draft, after asking."""
    criterion = criterion_or_404(editable_or_404(request, board, uid), code)
    if request.method == "POST":
        done = f"{criterion.code} is taken out."
        attempt(request, operations.remove_criterion, criterion, by=request.user, done=done)
        return redirect(_criteria_of(request, criterion.standard))
    told = {
        "question": f"Take {criterion.code} out of the draft?",
        "text": criterion.statement,
        "button": "Take the criterion out",
        "warning": True,
        "back": reverse("audits:criterion", args=[board.slug, uid, code]),
    }
    return render(request, "components/confirm.html", told)
