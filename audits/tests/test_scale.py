"""The library of rating scales: what it holds, and that a scale on record is used again or becomes its next version."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from agencies.models import Event, User
from audits import scoring
from audits.framework_file import read_framework, read_scales
from audits.management.commands.import_framework import SCHOOLS
from audits.management.commands.import_framework import SHIPPED as SECTION_11
from audits.management.commands.import_scales import SHIPPED
from audits.models import RatingScale
from audits.operations.framework import import_framework
from audits.operations.scale import import_scales
from lscb_portal.lib.document import FileProblems


@pytest.fixture
def library():
    return {scale.code: scale for scale in read_scales(SHIPPED.read_text(encoding="utf-8"))}


def imported(scales):
    return import_scales(scales, by=User.objects.system())


def test_the_library_has_the_scales_that_boards_use(library):
    best = {code: max(scale.points, key=lambda point: point.points).code for code, scale in library.items()}

    assert best == {
        "RAG": "G",
        "RAG-GREY": "G",
        "MET4": "FM",
        "SCORE03": "3",
        "LEVEL4": "4",
        "LEVEL4-1": "1",
        "PERCENT5": "100",
    }
    assert {code for code, scale in library.items() if scale.na_allowed} == {"RAG-GREY"}
    assert {code: scale.roll_up for code, scale in library.items() if scale.roll_up != "worst"} == {
        "PERCENT5": "weighted"
    }


def test_per_cent_go_in_steps_of_five_and_grey_is_no_rating(library):
    assert [int(point.code) for point in library["PERCENT5"].points] == list(range(0, 101, 5))
    assert [point.code for point in library["RAG-GREY"].points] == ["G", "A", "R"]


def test_every_scale_of_the_library_can_judge(db, library):
    imported(library.values())

    for scale in RatingScale.objects.all():
        codes = [point.code for point in scale.points.all()]
        assert scoring.roll_up(scale.plain(), codes, scale.roll_up).state == scoring.State.COMPLETE


def test_the_scales_are_published_and_on_record_once(db, library):
    new = imported(library.values())
    again = imported(library.values())

    assert (len(new), again) == (7, [])
    assert all(scale.published_at for scale in RatingScale.objects.all())
    (event,) = Event.objects.filter(verb="scales.imported")
    assert event.book.key == "installation"


def test_the_shipped_frameworks_use_the_librarys_own_scales(db, library):
    for path in (SECTION_11, SCHOOLS):
        import_framework(read_framework(path.read_text(encoding="utf-8")), by=User.objects.system())
    imported(library.values())

    assert RatingScale.objects.count() == len(library)


@pytest.mark.parametrize("changed", [{"name": "Traffic light"}, {"roll_up": "majority"}, {"na_allowed": True}])
def test_a_scale_that_differs_becomes_its_next_version(db, library, changed):
    imported([library["RAG"]])
    imported([replace(library["RAG"], **changed)])

    assert list(RatingScale.objects.values_list("code", "version")) == [("RAG", 1), ("RAG", 2)]


def test_nobody_imports_scales_but_the_portal_itself(business_manager, library):
    with pytest.raises(PermissionDenied):
        import_scales(library.values(), by=business_manager)


def test_the_command_says_what_it_brought_in(db, capsys):
    call_command("import_scales")
    call_command("import_scales")

    assert capsys.readouterr().out == "7 rating scales, 7 of them new.\n7 rating scales, 0 of them new.\n"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("rating_scales: []", "“rating_scales” should hold at least one scale."),
        ("rating_scales: [{code: A, values: []}]", "should hold at least two ratings."),
        ("standards: []\nrating_scales: []", "“standards” is not a word of this file."),
    ],
)
def test_a_bad_file_is_named_and_changes_nothing(db, tmp_path, text, problem):
    with pytest.raises(FileProblems, match=problem):
        read_scales(text)
    path = tmp_path / "scales.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match=problem):
        call_command("import_scales", path)
    assert not RatingScale.objects.exists()
