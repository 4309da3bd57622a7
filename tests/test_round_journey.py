"""The self-evaluation cycle as its people go through it, in a browser, on the demonstration.

Each story is told once as most people work and once with JavaScript off, of other agencies: both share one running
demonstration. Pages that links lead to are looked at by `test_every_page`; here, those that come of pressing something.
"""

from dataclasses import dataclass

import pytest

from tests import demonstration
from tests.journeys import contributor, lead, manager, moderator, voluntary
from tests.journeys.looking import HEIGHT, PHONE, overflow_faults

pytestmark = pytest.mark.browser

SUPERVISION = "Supervision, support and review of practice"
NOTE = "The last two criteria, please: you have the numbers."
MENDED = "In September and October 40 records were looked at; 37 name the lead."
EVIDENCE = ("Criteria", "ST01.1", "Evidence")
RATING = ("Criteria", "ST06.1", "Rating")
STRENGTHS = ("Standards", "ST06", "Strengths")


@dataclass(frozen=True)
class Cast:
    """Whom a story is about. `asked` are the agencies of the new round with their leads; the first gets more time."""

    title: str
    asked: dict[str, str]
    first_lead: str
    lead: str
    contributor: str
    contributor_name: str
    judged_lead: str
    judged: str
    small_lead: str


CASTS = {
    True: Cast(
        title="Spring self-evaluation",
        asked={
            "Mere Community Health": "Clare Pool",
            "Northmere Schools Forum": "Paulo Reis",
            "Probation Service, Wexshire": "Marcus Thorne",
        },
        first_lead="clare.pool",
        lead="joy.okafor",
        contributor="mina.farrow",
        contributor_name="Mina Farrow",
        judged_lead="steve.coombes",
        judged="Wexshire Fire and Rescue",
        small_lead="efua.danso",
    ),
    False: Cast(
        title="Autumn self-evaluation",
        asked={
            "Eastmere District Council": "Diane Mott",
            "Mere Valley Mental Health Trust": "Dr Anneke Visser",
            "Northmere Council Adults and Housing": "Łukasz Kamiński",
        },
        first_lead="diane.mott",
        lead="nadia.rahman",
        contributor="tess.boyle",
        contributor_name="Tess Boyle",
        judged_lead="malgorzata.zielinska",
        judged="Cafcass, Wexshire team",
        small_lead="mei.thomas",
    ),
}


@pytest.fixture(scope="module")
def address(filled_demonstration, tmp_path_factory):
    """Where the demonstration of all these stories runs."""
    folder = demonstration.copy_of(filled_demonstration, tmp_path_factory.mktemp("rounds") / "demo")
    with demonstration.running(folder, background=False) as portal:
        yield portal.address


@pytest.fixture
def cast(scripts):
    """The people of the story as it is told now."""
    return CASTS[scripts]


def test_a_round_is_planned_opened_and_followed(enters, cast):
    sam = enters("sam.whitlock", looks=())
    manager.begins_with_a_copy(sam, cast.title)
    manager.asks_only(sam, cast.asked)
    wrong, right = manager.makes_it_due_before_it_opens(sam)
    manager.leaves_it_and_comes_back(sam, cast.title)
    manager.mends_the_date(sam, wrong, right)
    manager.writes_the_message(sam)
    manager.plans_it(sam, cast.title, cast.asked)
    manager.opens_it(sam, cast.title)
    until = manager.gives_more_time(sam, next(iter(cast.asked)))
    manager.writes_to_those_who_have_not_begun(sam, cast.asked)

    first = enters(cast.first_lead, looks=())
    lead.reads_what_the_board_says(first, cast.title, until, manager.REASON, manager.WORD, manager.MESSAGE)


def test_a_standard_is_answered_by_a_contributor_and_evidenced_from_the_library(enters, cast):
    agency = enters(cast.lead, looks=())
    lead.opens_the_return(agency)
    lead.gives_a_standard(agency, cast.contributor_name, SUPERVISION, NOTE)

    helper = enters(cast.contributor, looks=())
    contributor.answers_what_was_given(helper, agency.name, SUPERVISION, NOTE)
    contributor.hands_it_back(helper, SUPERVISION)

    lead.sees_what_came_back(agency, helper.name, SUPERVISION, contributor.WORDS)
    lead.attaches_from_the_library(agency, "Supervision policy, version 4")


def test_a_return_goes_out_as_a_workbook_and_comes_back(enters, cast, tmp_path):
    agency = enters(cast.lead, looks=())
    lead.goes_offline(agency)
    book = lead.takes_the_workbook(agency, tmp_path / "return.xlsx")
    before = {cell: book.read(*cell) for cell in (EVIDENCE, STRENGTHS, RATING)}
    book.write(*EVIDENCE, "Twelve of twelve service plans name their lead.")
    book.write(*STRENGTHS, "Requests are answered the same day.")
    book.write(*RATING, "Purple")

    lead.brings_it_back(agency, book)
    problem = f"{book.place(*RATING)}: “Purple” cannot be chosen. Choose Green, Amber or Red."
    lead.is_told_of_the_cell(agency, "return.xlsx", problem)
    kept = lead.takes_the_workbook(agency, tmp_path / "kept.xlsx")
    assert {cell: kept.read(*cell) for cell in before} == before

    book.write(*RATING, "Amber")
    lead.brings_it_back(agency, book)
    changed = [(book.place(*cell), before[cell], book.read(*cell)) for cell in (EVIDENCE, RATING, STRENGTHS)]
    lead.sees_the_changes(agency, changed)
    lead.saves_the_changes(agency)
    lead.finds_it_saved(agency, "Accountability and governance", "ST01.1", book.read(*EVIDENCE))


def test_a_return_is_sent_back_with_a_comment_and_handed_over_again(enters, cast):
    bethan = enters("bethan.pryce", looks=())
    moderator.opens_the_moderation(bethan)
    moderator.comments_on_the_first_standard(bethan, cast.judged)
    moderator.sends_it_back(bethan, cast.judged)

    agency = enters(cast.judged_lead, looks=())
    lead.reads_why_it_came_back(agency, moderator.REASON)
    lead.mends_what_was_asked(agency, moderator.STANDARD, moderator.CODE, moderator.COMMENT, MENDED)
    lead.hands_it_over(agency)


def test_a_small_organisation_answers_a_standard_on_a_telephone(enters, cast):
    telephone = {"viewport": {"width": PHONE, "height": HEIGHT}, "has_touch": True, "is_mobile": True}
    volunteer = enters(cast.small_lead, looks=(overflow_faults,), **telephone)
    voluntary.opens_the_short_set(volunteer)
    voluntary.opens_the_standard(volunteer)
    voluntary.answers_it(volunteer)
    voluntary.comes_back_to_what_was_typed(volunteer)
    voluntary.saves_and_leaves(volunteer)
