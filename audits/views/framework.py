"""Frameworks to read: the versions there are, one whole and as agencies see it, as files; and the rating scales."""

from pathlib import Path

from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from agencies.models import Agency
from agencies.permissions import require
from audits import permissions, scoring
from audits.draft import Counted, count_part
from audits.forms.count import CountForm
from audits.forms.framework import AudienceForm, KeyForm
from audits.forms.standard import AnswerForm
from audits.framework_check import problems_of
from audits.framework_file import read_scales
from audits.framework_record import content_of
from audits.framework_workbook import blank_workbook, framework_workbook
from audits.framework_yaml import written
from audits.models import Answer, CriterionMapping, FrameworkVersion, RatingScale, Round, SelfEvaluation
from audits.models.framework import CriterionKind, Tier
from audits.views.meanings import meanings_of
from lscb_portal.lib.workbook import CONTENT_TYPE

SCALES = Path(__file__).resolve().parents[1] / "data" / "rating_scales.yaml"
COUNTS = {
    "standard_count": Count("standards", distinct=True),
    "criterion_count": Count("standards__criteria", distinct=True),
    "counted": Count("standards__criteria", filter=Q(standards__criteria__kind=CriterionKind.COUNT), distinct=True),
    "core": Count("standards__criteria", filter=Q(standards__criteria__tier=Tier.CORE), distinct=True),
}


def versions_of(request, board):
    """The versions that the board's pages show this person."""
    return FrameworkVersion.objects.visible_to(request.user).of_board(board)


def version_or_404(request, board, uid):
    related = ("framework", "default_scale", "board", "supersedes", "supplements", "published_by")
    return get_object_or_404(versions_of(request, board).select_related(*related), uid=uid)


def standard_or_404(version, code):
    return get_object_or_404(version.standards.all(), code=code)


def frameworks(request, board):
    """Every version there is: published ones, the board's drafts, and its own questions."""
    versions = versions_of(request, board).select_related("framework", "board", "supplements").annotate(**COUNTS)
    versions = list(versions.order_by("framework__code", "-published_at", "-pk"))
    told = {
        "published": [one for one in versions if not one.is_draft and not one.is_supplement],
        "drafts": [one for one in versions if one.is_draft],
        "own": [one for one in versions if not one.is_draft and one.is_supplement],
        "can_edit": permissions.can_edit_frameworks(request.user, board),
    }
    return render(request, "audits/framework/frameworks.html", told)


def scales(request, board):
    """The rating scales, each with its points and what each means."""
    used = Round.objects.visible_to(request.user).of_board(board).filter(scale=OuterRef("pk"))
    found = RatingScale.objects.visible_to(request.user).prefetch_related("points")
    found = found.annotate(is_used=Exists(used), steps=Count("points"))
    return render(request, "audits/framework/scales.html", {"scales": found.order_by("steps", "name", "-version")})


def framework(request, board, uid):
    """One version as a whole; for its editors, a draft's parts to change and what is still to be mended."""
    version = version_or_404(request, board, uid)
    may_edit = permissions.can_edit_frameworks(request.user, board)
    edits = version.is_draft and permissions.can_edit_version(request.user, version)
    told = {
        "version": version,
        "standards": version.standards.prefetch_related("criteria"),
        "counts": versions_of(request, board).annotate(**COUNTS).get(pk=version.pk),
        "edits": edits,
        "problems": problems_of(version) if edits else [],
        "can_edit": may_edit,
        "can_supplement": may_edit and not version.is_draft and not version.is_supplement,
        "earlier": _earlier(request, board, version),
        "key": KeyForm(),
        "questions": versions_of(request, board).filter(supplements=version, board=board),
    }
    return render(request, "audits/framework/version.html", told)


def _earlier(request, board, version):
    """The other versions of the framework from which criteria may be mapped, each with how many are confirmed."""
    if version.is_supplement:
        return []
    others = versions_of(request, board).filter(framework=version.framework, supplements=None).exclude(pk=version.pk)
    confirmed = CriterionMapping.objects.visible_to(request.user).filter(
        new_version=version, confirmed_at__isnull=False
    )
    done = confirmed.values_list("old__standard__version").annotate(Count("old", distinct=True)).order_by()
    number = dict(done)
    return [(one, number.get(one.pk, 0)) for one in others.published().order_by("-published_at")]


# As agencies see it ---------------------------------------------------------------------------------------------------


def framework_preview(request, board, uid, code):
    """One standard as the agency of a chosen kind would see it."""
    version = version_or_404(request, board, uid)
    audience = AudienceForm(request.GET, version=version)
    standards = [one for one in version.standards.prefetch_related("criteria") if _asked(one, audience, version)]
    standard = next((one for one in standards if one.code == code), None) or standard_or_404(version, code)
    told = {
        "version": version,
        "standard": standard,
        "standards": standards,
        "audience": audience,
        "forms": [_form(each, version, audience) for each in _asked(standard, audience, version)],
        "points": version.default_scale.points.all(),
        **meanings_of(standard, list(version.default_scale.points.all())),
    }
    return render(request, "audits/framework/preview.html", told)


def _asked(standard, form, version):
    """The criteria that the chosen agency is asked."""
    chosen = form.audience
    return [
        each
        for each in standard.criteria.all()
        if scoring.applies(
            criterion_kinds=each.kinds,
            criterion_tier=each.tier,
            since=each.since,
            agency_kind=chosen["kind"],
            agency_tier=scoring.CORE if chosen["small"] else scoring.FULL,
            edition=chosen["edition"] or max(version.editions),
        )
    ]


def _form(criterion, version, form):
    """The criterion's form, of an answer that nobody will give."""
    agency = Agency(kind=form.audience["kind"], is_small=bool(form.audience["small"]))
    evaluation = SelfEvaluation(agency=agency, round=Round(scale=version.default_scale))
    answer = Answer(criterion=criterion, evaluation=evaluation, agency=agency)
    if criterion.is_count:
        return CountForm(answer=answer, stored={count_part(criterion): Counted()})
    points = list(version.default_scale.points.all())
    return AnswerForm(answer=answer, points=points)


# Files ----------------------------------------------------------------------------------------------------------------


def framework_yaml(request, board, uid):
    """A version as a YAML file, which the portal reads again."""
    version = version_or_404(request, board, uid)
    return _file(written(content_of(version)).encode(), "application/yaml; charset=utf-8", version, "yaml")


def framework_xlsx(request, board, uid):
    """A version as a workbook, which the portal reads again."""
    version = version_or_404(request, board, uid)
    return _file(framework_workbook(content_of(version)), CONTENT_TYPE, version, "xlsx")


def framework_template(request, board):
    """The empty workbook, with every column explained."""
    require(permissions.can_edit_frameworks(request.user, board))
    first = read_scales(SCALES.read_text(encoding="utf-8"))[0]
    return attachment(blank_workbook(first), CONTENT_TYPE, "framework-template.xlsx")


def _file(data, content_type, version, ending):
    name = f"{version.framework.code}-{version.number}".lower().replace(" ", "-").replace("/", "-")
    return attachment(data, content_type, f"{name}.{ending}")


def attachment(data, content_type, name):
    """A file to be kept, never shown in the browser."""
    response = HttpResponse(data, content_type=content_type)
    safe = "".join(letter if letter.isascii() and (letter.isalnum() or letter in ".-_") else "-" for letter in name)
    response["Content-Disposition"] = f'attachment; filename="{safe}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def editable_or_404(request, board, uid):
    """A draft of this board, for its editors; 404 for what others write, 403 for who may not write."""
    version = version_or_404(request, board, uid)
    if version.board_id != board.pk:
        raise Http404
    require(permissions.can_edit_version(request.user, version))
    return version
