"""Drafts of frameworks: read from a file, begun empty or from a version, and their way to publication or out."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from agencies.permissions import require
from audits import permissions
from audits.forms.framework import CopyForm, HeadForm, KeyForm, SaveForm, UploadForm
from audits.framework_file import read_framework
from audits.framework_workbook import read_framework_workbook
from audits.framework_yaml import written
from audits.models.framework import CriterionKind, Tier
from audits.operations import framework as operations
from audits.views.framework import editable_or_404, version_or_404
from audits.views.reading import posted
from lscb_portal.lib.document import FileProblems
from lscb_portal.lib.views import attempt
from lscb_portal.lib.workbook import MOST_BYTES

ZIP = b"PK"


def framework_import(request, board):
    """Read a file and show what it holds, or every problem in it. Nothing is saved yet."""
    require(permissions.can_edit_frameworks(request.user, board))
    form = UploadForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            file = _read(form.cleaned_data["file"])
        except FileProblems as found:
            told = {"form": form, "problems": found.problems, "name": form.cleaned_data["file"].name}
            return render(request, "audits/framework/import.html", told, status=422)
        return render(request, "audits/framework/import_preview.html", _preview(file))
    return render(request, "audits/framework/import.html", {"form": form}, status=422 if form.errors else 200)


def _read(upload):
    """The framework in an uploaded file, by what the file is and not by what it is called."""
    if upload.size > MOST_BYTES:
        raise FileProblems([f"The file is larger than {MOST_BYTES // 1_000_000} MB."])
    data = upload.read()
    if data.startswith(ZIP):
        return read_framework_workbook(data)
    try:
        return read_framework(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise FileProblems(["This is neither a workbook (.xlsx) nor text in UTF-8."]) from None


def _preview(file):
    """What a file holds, counted, and the form that saves exactly this."""
    form = SaveForm(initial={"text": written(file)})
    counts = [
        {
            "standard": standard,
            "rated": sum(one.kind == CriterionKind.RATING for one in standard.criteria),
            "counted": sum(one.kind == CriterionKind.COUNT for one in standard.criteria),
            "core": sum(one.tier == Tier.CORE for one in standard.criteria),
        }
        for standard in file.standards
    ]
    totals = {name: sum(one[name] for one in counts) for name in ("rated", "counted", "core")}
    return {"file": file, "form": form, "counts": counts, "totals": totals, "sha256": file.sha256}


@require_POST
def framework_save(request, board):
    """Save what was shown as a draft."""
    require(permissions.can_edit_frameworks(request.user, board))
    form = SaveForm(request.POST)
    if not form.is_valid():
        messages.error(request, "The page you saved from is no longer good. Read the file again.")
        return redirect("audits:framework_import", board.slug)
    try:
        file = read_framework(form.cleaned_data["text"])
    except FileProblems as found:
        return render(
            request, "audits/framework/import.html", {"form": UploadForm(), "problems": found.problems}, status=422
        )
    uid = form.cleaned_data["uid"]
    done = "The draft is saved. Nobody else sees it until you publish it."
    if attempt(request, operations.save_draft, board, file, by=request.user, uid=uid, form=form, done=done):
        return redirect("audits:framework", board.slug, uid)
    return render(request, "audits/framework/import_preview.html", _preview(file) | {"form": form}, status=422)


def framework_add(request, board):
    """Begin an empty draft."""
    require(permissions.can_edit_frameworks(request.user, board))
    form = HeadForm(posted(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        uid = form.cleaned_data["uid"]
        done = "The draft is begun. Add its first standard."
        if attempt(request, operations.save_draft, board, form.file, by=request.user, uid=uid, form=form, done=done):
            return redirect("audits:framework", board.slug, uid)
    return render(request, "audits/framework/head.html", {"form": form})


def framework_copy(request, board, uid):
    """Begin a draft with everything that a version holds."""
    version = version_or_404(request, board, uid)
    require(permissions.can_edit_frameworks(request.user, board))
    form = CopyForm(posted(request), version=version)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        done = f"The draft holds all of version {version.number}. Change what is to change."
        if attempt(request, operations.copy_draft, version, board, by=request.user, form=form, done=done, **said):
            return redirect("audits:framework", board.slug, said["uid"])
    return render(request, "audits/framework/copy.html", {"form": form, "version": version})


@require_POST
def framework_questions(request, board, uid):
    """Begin a draft of the board's own questions beside a shared framework."""
    version = version_or_404(request, board, uid)
    require(permissions.can_edit_frameworks(request.user, board))
    form = KeyForm(request.POST)
    done = "The draft is begun. Add a standard, and your questions to it."
    if form.is_valid():
        key = form.cleaned_data["uid"]
        if attempt(request, operations.begin_supplement, version, board, by=request.user, uid=key, done=done):
            return redirect("audits:framework", board.slug, key)
    else:
        messages.error(request, "The page was no longer good, so nothing is begun. Press the button once more.")
    return redirect("audits:framework", board.slug, uid)


def framework_change(request, board, uid):
    """Change what a draft says of itself."""
    version = editable_or_404(request, board, uid)
    form = HeadForm(posted(request), user=request.user, instance=version)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]
        if attempt(
            request,
            operations.change_head,
            version,
            by=request.user,
            seen=seen,
            form=form,
            done="Saved.",
            **form.details,
        ):
            return redirect("audits:framework", board.slug, uid)
    return render(request, "audits/framework/head.html", {"form": form, "version": version})


def framework_publish(request, board, uid):
    """Publish a draft, after asking."""
    version = editable_or_404(request, board, uid)
    if request.method == "POST":
        done = f"{version} is published. It can be chosen for rounds, and never changes again."
        attempt(request, operations.publish, version, by=request.user, done=done)
        return redirect("audits:framework", board.slug, uid)
    who = "Only your board reads it" if version.is_supplement else "Every board of the portal can read and use it"
    return _confirm(
        request,
        version,
        question=f"Publish {version}?",
        text=f"{who}. From then on neither it nor its scale can be changed; a change is a new version.",
        button="Publish",
    )


def framework_discard(request, board, uid):
    """Throw a draft away, after asking."""
    version = editable_or_404(request, board, uid)
    if request.method == "POST":
        if attempt(request, operations.discard, version, by=request.user, done=f"The draft {version.number} is gone."):
            return redirect("audits:frameworks", board.slug)
        return redirect("audits:framework", board.slug, uid)
    return _confirm(
        request,
        version,
        question=f"Discard the draft “{version}”?",
        text="Its standards and criteria, and what earlier criteria were to become in it, are lost.",
        button="Discard the draft",
        warning=True,
    )


def _confirm(request, version, **told):
    back = reverse("audits:framework", args=[request.board.slug, version.uid])
    return render(request, "components/confirm.html", told | {"back": back})
