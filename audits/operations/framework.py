"""Framework versions: brought in whole by the portal, or written by a board as a draft until it is published."""

from dataclasses import replace

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from agencies.models import Event
from agencies.permissions import require
from audits import permissions
from audits.framework_check import problems_of
from audits.framework_content import FrameworkFile
from audits.framework_record import content_of, mark_of_head, write_standards
from audits.models import Criterion, CriterionMapping, Descriptor, Framework, FrameworkVersion, Standard
from audits.operations.scale import forget_unused, publish_scales, scale_for
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock
from lscb_portal.lib.once import made_before

PUBLISHED = "This version is published, and a published version never changes. Begin a new draft from it."
STALE = (
    "Somebody else changed this while you had it open. Nothing of yours is saved: what you see now is what you typed. "
    "Open the page again to see theirs."
)


@transaction.atomic
def import_framework(file, *, by):
    """Take a framework (`audits.framework_file.read_framework`) as a published version.

    Returns (version, whether it is new). The same content a second time changes nothing; other content under a version
    that exists is refused, because a published version never changes.
    """
    require(permissions.can_import_frameworks(by))
    framework = _framework(file)
    if known := framework.versions.filter(number=file.number).first():
        _same_or_refused(known, file)
        return known, False
    version = _version(framework, file)
    _publish(version, file.sha256)
    Event.record("framework.imported", by=by, about=version, sha256=version.content_sha256)
    return version, True


def _same_or_refused(known, file):
    if known.is_draft:
        raise Refused(f"A board is writing version {file.number} of {file.code}. Give the file another version number.")
    if known.content_sha256 != file.sha256:
        raise Refused(
            f"Version {file.number} of {file.code} is already published with other content, and a published version "
            "never changes. Give the file a new version number."
        )


def _framework(file):
    return Framework.objects.get_or_create(code=file.code, defaults={"title": file.title})[0]


def _version(framework, file, **columns):
    """The version with all it holds, unpublished."""
    version = FrameworkVersion.objects.create(
        framework=framework,
        number=file.number,
        title=file.title,
        legal_basis=file.legal_basis,
        editions=list(file.editions),
        edition_of=file.edition_of,
        signatories=file.signatories,
        default_scale=scale_for(file.scale),
        content_sha256=file.sha256,
        imported_at=timezone.now(),
        supersedes=framework.versions.filter(number=file.supersedes).first(),
        **columns,
    )
    write_standards(version, file.standards)
    return version


def _publish(version, sha256, by=None):
    publish_scales([version.default_scale])
    version.published_at, version.published_by, version.content_sha256 = timezone.now(), by, sha256
    version.save(update_fields=["published_at", "published_by", "content_sha256"])


# Drafts ---------------------------------------------------------------------------------------------------------------


@transaction.atomic
def save_draft(board, file: FrameworkFile, *, by, uid, supplements=None):
    """Take a framework as a draft of `board`, which its editors may change until they publish it; return it.

    `supplements` is the shared version to which these are the board's own further questions. A second call with the
    same `uid` returns the first one's draft.
    """
    require(permissions.can_edit_frameworks(by, board))
    lock(board)
    if saved := made_before(board.framework_versions.all(), uid):
        return saved
    framework = _framework(file)
    _number_is_free(framework, file.number)
    version = _version(framework, file, board=board, uid=uid, supplements=supplements)
    Event.record("framework.drafted", by=by, about=version, sha256=version.content_sha256)
    return version


def _number_is_free(framework, number, but=None):
    if framework.versions.filter(number=number).exclude(pk=but and but.pk).exists():
        raise Refused(f"There is a version {number} of {framework.code} already. Choose another number.")


def copy_draft(version, board, *, by, uid, number, title):
    """Begin a draft of `board` with everything that `version` holds; it supersedes that version."""
    file = replace(content_of(version), number=number, title=title, supersedes=version.number)
    return save_draft(board, file, by=by, uid=uid, supplements=version.supplements)


def begin_supplement(shared, board, *, by, uid):
    """Begin a draft of the board's own questions beside a shared framework, which is published."""
    if shared.is_draft or shared.is_supplement:
        raise Refused("Questions of your own stand beside a published framework.")
    taken = set(shared.framework.versions.values_list("number", flat=True))
    number = next(name for name in (f"local-{count}" for count in range(1, len(taken) + 2)) if name not in taken)
    file = replace(
        content_of(shared), number=number, title=f"{board.name}: our own questions"[:120], standards=(), supersedes=""
    )
    return save_draft(board, file, by=by, uid=uid, supplements=shared)


@transaction.atomic
def change_head(version, *, by, seen, default_scale, **details):
    """Change what a draft says of itself: `details` are its columns; its descriptors follow to another scale.

    `seen` marks the head as the person had it open (`audits.framework_record.mark_of_head`). A descriptor whose rating
    the new scale does not have is dropped.
    """
    version = open_draft(version, by)
    not_stale(seen, mark_of_head(version))
    _number_is_free(version.framework, details["number"], but=version)
    if default_scale != version.default_scale:
        _rescale(version, default_scale)
    for name, value in details.items():
        setattr(version, name, value)
    version.save(update_fields=["default_scale", *details])
    Event.record("framework.head_changed", by=by, about=version, mark=mark_of_head(version))
    return version


def _rescale(version, scale):
    points = {point.code: point for point in scale.points.all()}
    for descriptor in Descriptor.objects.filter(standard__version=version).select_related("point"):
        if point := points.get(descriptor.point.code):
            descriptor.point = point
            descriptor.save(update_fields=["point"])
        else:
            descriptor.delete()
    before, version.default_scale = version.default_scale, scale
    version.save(update_fields=["default_scale"])
    forget_unused(before)


def open_draft(version, by):
    """The version locked for a change: refused once it is published, forbidden to others than its board's editors."""
    require(permissions.can_edit_version(by, version))
    version = lock(version)
    if not version.is_draft:
        raise Refused(PUBLISHED)
    return version


def not_stale(seen, now):
    """Refuse a change that was made on a page opened before somebody else's."""
    if seen != now:
        raise Refused(STALE)


@transaction.atomic
def publish(version, *, by):
    """Publish a draft: rounds may use it from now on, and neither it nor its scale ever changes again."""
    version = open_draft(version, by)
    if problems := problems_of(version):
        more = f" {len(problems) - 1} more to mend." if len(problems) > 1 else ""
        raise Refused(f"{problems[0]}{more}")
    _publish(version, content_of(version).sha256, by)
    Event.record("framework.published", by=by, about=version, sha256=version.content_sha256)
    return version


@transaction.atomic
def discard(version, *, by):
    """Throw a draft away with all it holds: its standards, criteria and what earlier ones were to become in it."""
    version = open_draft(version, by)
    if version.superseded_by.exists():
        raise Refused("Another draft was begun from this one. Discard that one first.")
    of_version = Q(new_version=version) | Q(old__standard__version=version)
    CriterionMapping.objects.filter(of_version).delete()
    Descriptor.objects.filter(standard__version=version).delete()
    Criterion.objects.filter(standard__version=version).delete()
    Standard.objects.filter(version=version).delete()
    FrameworkVersion.objects.filter(pk=version.pk).delete()
    forget_unused(version.default_scale)
    framework = version.framework
    if not framework.versions.exists():
        framework.delete()
    Event.record("framework.discarded", by=by, about=version)
