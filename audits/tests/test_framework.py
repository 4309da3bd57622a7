import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from agencies.models import Book, Event, User
from audits.framework_file import read_framework
from audits.management.commands.import_framework import SHIPPED
from audits.models import Criterion, Descriptor, FrameworkVersion, RatingScale, ScalePoint, Standard
from audits.operations.framework import import_framework
from lscb_portal.lib.errors import Refused


@pytest.fixture
def shipped_text():
    return SHIPPED.read_text(encoding="utf-8")


def imported(text):
    return import_framework(read_framework(text), by=User.objects.system())


def test_the_shipped_framework_is_imported_whole_and_published(db, shipped_text):
    version, new = imported(shipped_text)

    assert new
    assert version.published_at is not None
    assert (Standard.objects.count(), Criterion.objects.count(), Descriptor.objects.count()) == (12, 58, 36)
    assert [(point.code, point.points, point.colour) for point in version.default_scale.points.all()] == [
        ("G", 2, "g"),
        ("A", 1, "a"),
        ("R", 0, "r"),
    ]
    assert (version.default_scale.roll_up, version.default_scale.published_at is not None) == ("worst", True)


def test_a_criterion_keeps_all_that_the_file_says(db, shipped_text):
    imported(shipped_text)

    criterion = Criterion.objects.get(code="ST02.3")
    assert (criterion.standard.position, criterion.position) == (2, 3)
    assert (criterion.tier, criterion.since, criterion.na_allowed) == ("full", "local", True)
    assert criterion.na_when == "Trustees or leaders deliver the service themselves."
    assert "police" in criterion.kinds
    assert "early_years" not in criterion.kinds


def test_the_import_is_in_the_ledger_of_the_installation(db, shipped_text):
    version, _ = imported(shipped_text)

    (event,) = Event.objects.about(version)
    assert (event.verb, event.by, event.book) == (
        "framework.imported",
        User.objects.system(),
        Book.objects.get(key="installation"),
    )


def test_a_second_import_of_the_same_changes_nothing(db, shipped_text):
    first, _ = imported(shipped_text)
    again, new = imported("# a comment makes no difference\n" + shipped_text)

    assert (again, new) == (first, False)
    assert (FrameworkVersion.objects.count(), RatingScale.objects.count(), Event.objects.count()) == (1, 1, 1)


def test_other_content_under_the_same_version_is_refused(db, shipped_text):
    imported(shipped_text)

    with pytest.raises(Refused, match="already published with other content"):
        imported(shipped_text.replace("Senior leadership", "Leadership at the top"))

    assert Standard.objects.filter(title="Senior leadership").count() == 1


def test_a_new_version_shares_a_scale_that_did_not_change(db, shipped_text):
    imported(shipped_text)
    version, new = imported(shipped_text.replace('version: "2.0"', 'version: "2.1"'))

    assert (new, version.framework.versions.count(), version.default_scale.version) == (True, 2, 1)


def test_a_scale_that_changed_becomes_a_new_version_of_the_scale(db, shipped_text):
    imported(shipped_text)
    changed = shipped_text.replace('version: "2.0"', 'version: "2.1"').replace("nothing beyond upkeep", "little")
    version, _ = imported(changed)

    assert version.default_scale.version == 2
    assert [scale.version for scale in RatingScale.objects.all()] == [1, 2]


def test_only_the_portal_itself_imports(business_manager, shipped_text):
    with pytest.raises(PermissionDenied):
        import_framework(read_framework(shipped_text), by=business_manager)


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Standard, {"title": "Another"}),
        (Criterion, {"statement": "Another"}),
        (ScalePoint, {"label": "Another"}),
        (FrameworkVersion, {"title": "Another"}),
    ],
)
def test_a_published_version_never_changes_in_the_database(db, shipped_text, model, change):
    imported(shipped_text)

    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.update(**change)


# ---- The command -------------------------------------------------------------------------------------------------


def test_the_command_says_what_it_imported_and_is_safe_to_run_twice(db, capsys):
    call_command("import_framework")
    first = capsys.readouterr().out
    call_command("import_framework", SHIPPED)
    second = capsys.readouterr().out

    assert first == "12 standards, 58 criteria\nS11-CORE, version 2.0: imported and published.\n"
    assert second == "12 standards, 58 criteria\nS11-CORE, version 2.0: already imported; nothing changed.\n"


def test_the_command_names_every_problem_and_imports_nothing(db, shipped_text, tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text(shipped_text.replace("    tier: core", "    tier: cor", 1).replace("  title: Speaking up\n", ""))

    with pytest.raises(CommandError) as failed:
        call_command("import_framework", path)

    assert str(failed.value).splitlines()[1:] == [
        "  standards[0].criteria[1] (ST01.2): “tier” is “cor”; it should be one of: core, full.",
        "  standards[3] (ST04): “title” is missing.",
    ]
    assert FrameworkVersion.objects.count() == 0


def test_the_command_fails_on_a_version_with_other_content(db, shipped_text, tmp_path):
    call_command("import_framework")
    path = tmp_path / "other.yaml"
    path.write_text(shipped_text.replace("Senior leadership", "Leadership at the top"))

    with pytest.raises(CommandError, match="never changes"):
        call_command("import_framework", path)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", None])
def test_the_command_fails_on_a_file_that_cannot_be_read(db, tmp_path, content):
    path = tmp_path / "framework.yaml"
    if content:
        path.write_bytes(content)

    with pytest.raises(CommandError, match="cannot be read|not text"):
        call_command("import_framework", path)
