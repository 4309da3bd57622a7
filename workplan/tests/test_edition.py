"""The redacted edition: only what was chosen, in words and in the bytes of the PDF."""

import io
import json
import subprocess

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st
from pdfua import validate

from agencies.tests.frozen import changeable, deletable
from lscb_portal.lib import pdf
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.hashing import sha256_of
from workplan.lines import full_key, parts_of, shown
from workplan.minuted import held as facts_of
from workplan.minuted import reading
from workplan.models import MinutesPaper, PublicEdition
from workplan.operations.edition import begin_edition, choose, make_edition
from workplan.papers import STYLESHEET, html_of
from workplan.tests import minuting as way
from workplan.tests.factories import verbs


@pytest.fixture
def held(group, chair, member, constable):
    return way.held(group, chair, member, constable, chair)


@pytest.fixture
def version(held, chair, member, constable):
    """The approved version of the minutes."""
    return way.approved(held, chair, chair, member, constable).version


@pytest.fixture
def edition(version, business_manager):
    return begin_edition(version, by=business_manager)


def item_part(version):
    return parts_of(reading(facts_of(version)))[1]


def chosen_in(edition, part, chosen, by):
    edition.refresh_from_db()
    return choose(edition, part.key, chosen, seen=edition.choices_version, by=by)


def made(edition, by):
    edition.refresh_from_db()
    return make_edition(edition, seen=edition.choices_version, by=by)


def test_it_begins_with_nothing_chosen_and_once(edition, version, business_manager, chair):
    assert (edition.chosen, edition.status) == ({}, "choosing")
    assert begin_edition(version, by=chair) == edition
    nothing = shown(reading(facts_of(version)), {})
    assert (nothing["front"], nothing["items"]) == ([], [])


def test_it_is_made_of_approved_minutes_only(held, chair):
    draft = way.cleared(held, chair)

    with pytest.raises(Refused, match="approved minutes"):
        begin_edition(draft, by=chair)


@pytest.mark.parametrize("who", ["member", "board_member", "outsider", "stranger"])
def test_only_those_who_keep_the_minutes_choose(request, version, who):
    with pytest.raises(PermissionDenied):
        begin_edition(version, by=request.getfixturevalue(who))


def test_what_is_chosen_is_shown_in_its_own_or_in_other_words(edition, version, business_manager):
    part = item_part(version)
    kept = {"title": "Timeliness", "said-1": "", part.lines[-1].key: ""}

    chosen_in(edition, part, kept, business_manager)
    after = made(edition, business_manager)

    content = json.loads(after.content)
    assert [(item["title"], [line["words"] for line in item["lines"]]) for item in content["items"]] == [
        ("Timeliness", [way.SAID, part.lines[-1].words])
    ]
    assert (after.made_by, after.sha256) == (business_manager, sha256_of(after.content))
    assert verbs(after) == ["edition.begun", "edition.chosen", "edition.made"]
    assert MinutesPaper.objects.filter(edition=after).exists()


def test_choices_are_refused_without_the_heading_unknown_or_stale(edition, version, business_manager, chair):
    part = item_part(version)
    with pytest.raises(Refused, match="show its heading"):
        chosen_in(edition, part, {"said-1": ""}, business_manager)
    with pytest.raises(Refused, match="not in these minutes"):
        chosen_in(edition, part, {"title": "", "said-9": ""}, business_manager)
    chosen_in(edition, part, {"title": ""}, chair)
    with pytest.raises(Refused, match="Somebody else has chosen"):
        choose(edition, part.key, {}, seen=0, by=business_manager)
    with pytest.raises(Refused, match="Somebody else has chosen"):
        make_edition(edition, seen=0, by=business_manager)


def test_nothing_chosen_makes_nothing_and_a_made_one_never_changes(edition, version, business_manager):
    with pytest.raises(Refused, match="Nothing is chosen"):
        made(edition, business_manager)
    part = item_part(version)
    chosen_in(edition, part, {"title": ""}, business_manager)
    after = made(edition, business_manager)

    assert (changeable(after), deletable(after)) == (set(), False)
    with pytest.raises(Refused, match="no longer changes"):
        chosen_in(after, part, {}, business_manager)


def everything_in(data) -> str:
    """All the words of a PDF: its pages as they read, and whatever else stands in it, unpacked."""
    text = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True).stdout.decode()
    with pikepdf.open(io.BytesIO(data)) as document:
        values = " ".join(repr(one) for one in document.objects if not isinstance(one, pikepdf.Stream))
        streams = " ".join(_stream(one) for one in document.objects if isinstance(one, pikepdf.Stream))
    return " ".join(f"{text} {values} {streams}".split())


def _stream(held):
    return repr(held.stream_dict) + held.read_bytes().decode("latin-1")


def test_the_pdf_says_that_it_is_redacted_and_holds_nothing_else(edition, version, business_manager, chair, member):
    part = item_part(version)
    chosen_in(edition, part, {"title": "Timeliness"}, business_manager)
    after = made(edition, business_manager)

    data = pdf.write(html_of(after.paper), STYLESHEET).data
    said = everything_in(data)

    assert "Redacted edition" in said
    assert "Timeliness" in said
    left_out = (way.SAID, "half of the files", way.DECIDED, "Double it", "D-001", "A-001", part.title, chair.name)
    left_out += (member.name, business_manager.name, "Quorate", "Mere House", version.sha256, str(version.uid))
    assert [words for words in left_out if words in said] == []
    assert [words for words in left_out if words.encode() in data] == []


def test_the_whole_version_has_all_of_it(version, member):
    said = everything_in(pdf.write(html_of(version.papers.get()), STYLESHEET).data)

    expected = (way.SAID, way.DECIDED, "Double it", "D-001", member.name, "Quorate from", "Approved as a true record")
    assert [words for words in expected if words not in said] == []
    assert "DRAFT: not yet" not in said


def test_minutes_and_editions_on_paper_pass_the_checks_of_pdf_ua(edition, version, business_manager, tmp_path):
    chosen_in(edition, item_part(version), {"title": "", "said-1": ""}, business_manager)
    file = tmp_path / "minutes.pdf"
    for paper in (version.papers.get(), made(edition, business_manager).paper):
        file.write_bytes(pdf.write(html_of(paper), STYLESHEET).data)
        assert [(one.rule_id, one.message) for one in validate(str(file)).findings] == []


def test_an_unapproved_version_is_marked_as_a_draft(held, chair):
    said = everything_in(pdf.write(html_of(way.cleared(held, chair).papers.get()), STYLESHEET).data)

    assert "DRAFT: not yet approved by the group" in said


WORDS = st.text(alphabet="abcdefgh ", min_size=1, max_size=12).map(lambda text: f"<{text}>")
ITEMS = st.lists(
    st.fixed_dictionaries(
        {
            "uid": st.uuids().map(str),
            "title": WORDS,
            "lead": WORDS,
            "discussion": st.lists(WORDS, max_size=3).map("\n".join),
            "interests": st.just([]),
            "decisions": st.just([]),
            "actions": st.just([]),
        }
    ),
    max_size=4,
    unique_by=lambda item: item["uid"],
)


@given(items=ITEMS, data=st.data())
def test_whatever_is_chosen_no_other_line_is_shown(items, data):
    meeting = {"board": "B", "group": "G", "day": None, "place": "<place>"}
    content = {"meeting": meeting, "quorum": "<quorum>", "attendance": [], "others": [], "items": items}
    lines = {full_key(part, line): line for part in parts_of(content) for line in part.lines}
    chosen = data.draw(st.dictionaries(st.sampled_from(sorted(lines)), st.just(""), max_size=len(lines)))

    found = shown(content, chosen)

    printed = [line["words"] for line in found["front"]]
    for item in found["items"]:
        printed += [item["title"], *(line["words"] for line in item["lines"])]
    headed = {key for key in chosen if key.startswith("front/") or f"{key.split('/')[0]}/title" in chosen}
    assert sorted(printed) == sorted(lines[key].words for key in headed)


def test_editions_of_other_boards_do_not_exist(edition, stranger):
    assert not PublicEdition.objects.visible_to(stranger).exists()
