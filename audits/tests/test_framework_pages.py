"""The pages of frameworks to read: lists, one version, as an agency sees it, as files."""

import io
from dataclasses import replace

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from agencies.models import User
from audits.framework_file import read_framework
from audits.framework_workbook import read_framework_workbook
from audits.models import FrameworkVersion, RatingScale
from audits.operations.framework import import_framework
from audits.tests.factories import FrameworkVersionFactory, small_framework
from audits.tests.factories_frameworks import counting_version, draft_of, own_questions
from audits.tests.framework_page import at, shown
from audits.tests.queries import queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(board, moderator):
    return draft_of(board, by=moderator)


@pytest.fixture
def editing(client, moderator):
    client.force_login(moderator)
    return client


def test_everybody_reads_what_is_published_and_editors_the_drafts(client, draft, board, moderator, lead):
    own_questions(board, by=moderator)
    for person, reads in [(moderator, True), (lead, False)]:
        client.force_login(person)
        page = client.get(at("frameworks"))
        assert "Small safeguarding framework" in page.text
        assert f"{board.name}’s own questions" in page.text
        assert ("revised" in page.text) is reads
        assert ("Import a framework" in page.text) is reads
        assert (client.get(at("framework", draft.uid)).status_code == 200) is reads


def test_the_lists_take_the_same_queries_for_one_version_and_thirty(editing):
    version = FrameworkVersionFactory()
    pages = [at("frameworks"), at("framework_scales"), at("framework", version.uid)]
    few = [queries_of(editing, page) for page in pages]
    for number in range(30):
        scale = RatingScale.objects.create(code=f"S{number}", name=f"Scale {number}", published_at=timezone.now())
        values = {name: getattr(version, name) for name in ("framework", "title", "legal_basis", "editions")}
        values |= {"number": f"n{number}", "default_scale": scale, "content_sha256": "", "imported_at": timezone.now()}
        FrameworkVersion.objects.create(published_at=timezone.now(), **values)

    assert [queries_of(editing, page) for page in pages] == few


def test_a_version_takes_the_same_queries_for_four_criteria_and_many(editing):
    few = queries_of(editing, at("framework", FrameworkVersionFactory().uid))
    first = small_framework().standards[0]
    criteria = tuple(replace(first.criteria[1], code=f"M.{number}") for number in range(40))
    many = [
        replace(
            first,
            code=f"M{number}",
            criteria=criteria if number == 0 else (replace(first.criteria[1], code=f"N{number}"),),
        )
        for number in range(9)
    ]
    version, _ = import_framework(
        replace(small_framework(), number="many", standards=tuple(many)), by=User.objects.system()
    )
    earlier = queries_of(editing, at("framework", version.uid))

    assert earlier == few


def test_the_scales_are_told_with_their_points_and_their_rule(editing):
    FrameworkVersionFactory()
    page = shown(editing.get(at("framework_scales")))

    assert "Red, amber, green" in page
    assert "A standard takes the lowest rating of its criteria." in page
    assert "Partly in place" in page


@pytest.mark.parametrize(
    ("chosen", "asked", "not_asked"),
    [
        ("kind=police&edition=2023", ["ST2.1", "ST2.2"], []),
        ("kind=police&edition=2015", ["ST2.1"], ["ST2.2"]),
        ("kind=gp&edition=2023", ["ST2.1"], ["ST2.2"]),
        ("kind=pirates&edition=1", ["ST2.1", "ST2.2"], []),
        ("", ["ST2.1", "ST2.2"], []),
    ],
)
def test_a_framework_is_seen_as_an_agency_of_any_kind_sees_it(editing, chosen, asked, not_asked):
    page = shown(editing.get(f"{at('framework_preview', FrameworkVersionFactory().uid, 'ST2')}?{chosen}"))

    assert [code for code in [*asked, *not_asked] if code in page] == asked


def test_a_small_organisation_sees_the_short_set_its_advice_and_numbers_as_numbers(editing):
    version = counting_version(tier="core")
    page = shown(editing.get(f"{at('framework_preview', version.uid, 'ST1')}?kind=gp&small=on"))

    assert "One trustee will do." in page
    assert "Number of adults" in page


def test_a_version_is_downloaded_in_both_forms_and_reads_back_with_its_hash(editing):
    version = FrameworkVersionFactory()
    yaml, book = editing.get(at("framework_yaml", version.uid)), editing.get(at("framework_xlsx", version.uid))

    assert read_framework(yaml.content.decode()).sha256 == version.content_sha256
    assert read_framework_workbook(book.content).sha256 == version.content_sha256
    assert (yaml["Content-Disposition"], book["Content-Disposition"]) == (
        'attachment; filename="small-1.yaml"',
        'attachment; filename="small-1.xlsx"',
    )
    assert book["X-Content-Type-Options"] == "nosniff"


def test_the_empty_workbook_is_for_editors(client, moderator, lead):
    client.force_login(moderator)
    sheets = load_workbook(io.BytesIO(client.get(at("framework_template")).content)).sheetnames
    assert sheets == ["How to", "Framework", "Scale", "Standards", "Criteria"]
    client.force_login(lead)
    assert client.get(at("framework_template")).status_code == 403
