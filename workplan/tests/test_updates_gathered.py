"""The service updates as one paper: gathered, made into a PDF, gathered again when a late one came, and frozen."""

import json

import pytest

from agencies.tests.asserting import refused
from agencies.tests.frozen import changeable, deletable
from lscb_portal.lib.errors import Refused
from workplan import printing
from workplan.models import Meeting, Paper, PaperVersion, Printout, ServiceUpdate
from workplan.one_page import BOXES, CHARACTERS, LINES
from workplan.operations import update_round
from workplan.operations.agenda import open_agenda, remove_item
from workplan.operations.pack import issue_papers, make_pack
from workplan.operations.paper import GATHERED, replace_paper, withdraw_paper
from workplan.operations.paper_content import content_of
from workplan.operations.service_update import GATHERED_ALREADY, send_update, take_back
from workplan.operations.session import close_meeting, open_meeting
from workplan.pack_making import place_of
from workplan.tests.binding_here import by_itself  # noqa: F401
from workplan.tests.factories import MeetingFactory, agreed, in_days, verbs
from workplan.tests.pages import address, words
from workplan.tests.papers import bookmarks, said_on_pages
from workplan.tests.updates import asked, said, sent, update_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_(asking, chair, member, constable, lead):
    """Asked of Children's Services, the hospital and the police."""
    return asked(asking, chair, date=in_days(40))


@pytest.fixture
def ready(round_, chair, police, lead, hospital, member):
    """The police has sent its page, the hospital has nothing to report, the agenda is agreed."""
    sent(round_, police, lead, words="Two workers left in the north team.")
    sent(round_, hospital, member, nothing=True)
    agreed(round_.meeting, chair)
    return round_


def words_of(version):
    return json.loads(version.words)


def test_issuing_the_papers_gathers_the_updates_into_one_paper(ready, chair, police, hospital):
    issue_papers(ready.meeting, by=chair)

    paper = Paper.objects.get()
    ready.refresh_from_db()
    said_here = words_of(paper.current)
    assert (ready.paper, paper.item, paper.item.title) == (paper, ready.item, "Service updates")
    assert (paper.current.kind, paper.current.number, paper.current.late_reason) == ("gathered", 1, "")
    assert [(page["agency"], page["sent_by"], page["boxes"]) for page in said_here["pages"]] == [
        (
            "Northmere Police",
            "Joy Okafor",
            [{"heading": BOXES["changed"], "words": "Two workers left in the north team."}],
        )
    ]
    assert [one["agency"] for one in said_here["nothing"]] == [hospital.name]
    assert said_here["missing"] == ["Northmere Children's Services"]
    assert paper.summary == "One page an agency. 2 of 3 agencies answered."
    assert set(ServiceUpdate.objects.filter(gathered_in=paper.current).values_list("agency", flat=True)) == {
        *(police.pk, hospital.pk)
    }
    assert verbs(ready) == ["service_updates.asked", "service_updates.gathered"]


def test_whoever_issues_the_papers_sees_first_who_has_not_sent(client, ready, chair):
    client.force_login(chair)

    shown = words(client.get(address("issue_papers", ready.meeting)))

    assert "No service update yet from: Children's Services." in shown


def test_where_nobody_sent_the_papers_are_issued_without(round_, chair):
    issue_papers(agreed(round_.meeting, chair), by=chair)

    assert not Paper.objects.exists()
    with refused("Nothing was sent that is not gathered already."):
        update_round.gather(round_.meeting, by=chair)


def test_what_is_gathered_no_longer_changes(ready, chair, lead, police):
    update_round.gather(ready.meeting, by=chair)
    update = update_of(ready, police)

    with refused(GATHERED_ALREADY):
        take_back(update, by=lead)
    with refused(GATHERED_ALREADY):
        send_update(update, boxes=said(changed="Other"), version=1, by=lead)
    assert (changeable(update), deletable(update)) == (set(), False)
    assert changeable(PaperVersion.objects.get()) == set()


def test_a_late_update_makes_a_new_version_with_all_of_them(ready, chair, council):
    issue_papers(ready.meeting, by=chair)
    sent(ready, council, chair, words="A new front door.")

    update_round.gather(Meeting.objects.get(pk=ready.meeting.pk), by=chair)

    paper = Paper.objects.get()
    assert [version.number for version in paper.versions.all()] == [2, 1]
    assert [page["agency"] for page in words_of(paper.current)["pages"]] == [
        "Northmere Children's Services",
        "Northmere Police",
    ]
    assert words_of(paper.current)["missing"] == []
    assert paper.current.late_reason == "Came after the papers were issued: Children's Services."
    assert (paper.front_version, paper.summary) == (2, "One page an agency. 3 of 3 agencies answered.")


def test_a_gathered_paper_is_replaced_by_gathering_alone(ready, chair):
    update_round.gather(ready.meeting, by=chair)

    with refused(GATHERED):
        replace_paper(Paper.objects.get(), seen=1, content=content_of(words="Mine."), by=chair)


def test_after_a_withdrawal_late_updates_make_another_paper(ready, chair, council):
    update_round.gather(ready.meeting, by=chair)
    withdraw_paper(Paper.objects.get(), reason="A slip.", by=chair)
    sent(ready, council, chair)

    update_round.gather(ready.meeting, by=chair)

    first, second = Paper.objects.order_by("pk")
    assert [version.number for version in second.versions.all()] == [1]
    assert len(words_of(second.current)["pages"]) == 2
    ready.refresh_from_db()
    assert ready.paper == second


def test_without_its_item_the_paper_gets_a_late_one(round_, chair, police, lead):
    remove_item(round_.item, by=chair)
    sent(round_, police, lead)
    agreed(round_.meeting, chair)

    update_round.gather(Meeting.objects.get(pk=round_.meeting.pk), by=chair)

    item = Paper.objects.get().item
    assert (item.title, item.late_reason) == (
        "Service updates",
        "The service updates were gathered after the agenda was agreed.",
    )


def test_a_meeting_that_is_over_gathers_nothing(ready, chair):
    over = Meeting.objects.filter(pk=ready.meeting.pk)
    over.update(status="in_session", opened_by=chair, opened_at=ready.meeting.start)
    over.update(status="draft_minutes")

    with pytest.raises(Refused, match="Its papers no longer change"):
        update_round.gather(ready.meeting, by=chair)


# The PDF --------------------------------------------------------------------------------------------------------------


def test_the_paper_has_a_page_for_each_agency_and_names_the_others(ready, chair, by_itself):  # noqa: F811
    update_round.gather(ready.meeting, by=chair)
    printing.sweep()

    version = PaperVersion.objects.get()
    first, page = said_on_pages(place_of(version.printable))
    assert version.printable.name == f"qapm-{ready.meeting.date:%Y-%m-%d}-service-updates-version-1.pdf"
    assert "Nothing to report • Mere Hospitals NHS Trust: Clare Pool" in first
    assert "Sent nothing • Northmere Children's Services" in first
    assert "Northmere Police What has changed in the service Two workers left in the north team." in page
    assert "Sent by Joy Okafor on" in page


@pytest.mark.parametrize("word", ["word ", "W", "m"])
def test_the_longest_update_stands_on_one_page(round_, chair, lead, police, by_itself, word):  # noqa: F811
    full = (word * 700)[:700].strip()
    send_update(update_of(round_, police), boxes=dict.fromkeys(BOXES, full), version=0, by=lead)
    update_round.gather(round_.meeting, by=chair)
    printing.sweep()

    assert Printout.objects.get().pages == 2


def test_as_many_lines_as_may_be_stand_on_one_page(round_, chair, lead, police, by_itself):  # noqa: F811
    lines = "\n".join(["a" * (CHARACTERS // 12)] * (LINES // 4))
    send_update(update_of(round_, police), boxes=dict.fromkeys(BOXES, lines), version=0, by=lead)
    update_round.gather(round_.meeting, by=chair)
    printing.sweep()

    assert (Printout.objects.get().pages, by_itself) == (2, ["updates-paper.css"])


def test_a_late_update_rebuilds_the_pack_for_that_part_alone(ready, chair, council, by_itself):  # noqa: F811
    issue_papers(ready.meeting, by=chair)
    printing.sweep()
    meeting = Meeting.objects.get(pk=ready.meeting.pk)
    pack = make_pack(meeting, by=chair)
    assert [title for _, title, _ in bookmarks(place_of(pack.file))][-1] == f"Service updates, {ready.months}"
    parts = set(pack.parts)
    sent(ready, council, chair, words="A new front door.")
    by_itself.clear()

    update_round.gather(meeting, by=chair)
    printing.sweep()

    pack.refresh_from_db()
    assert "A new front door." in " ".join(said_on_pages(place_of(pack.file)))
    assert len(parts - set(pack.parts)) == 1  # the front sheet, which says who answered; the divider was kept
    assert by_itself.count("updates-paper.css") == 1


def test_updates_the_last_meeting_did_not_come_to_are_one_item_with_the_next_ones(
    asking, chair, member, constable, lead
):
    meeting = agreed(asked(asking, chair, date=in_days(0)).meeting, chair)
    following = MeetingFactory(group=asking, date=in_days(100))
    open_meeting(meeting, by=chair)
    close_meeting(Meeting.objects.get(pk=meeting.pk), by=chair)

    open_agenda(following, by=chair)

    (item,) = following.items.filter(title="Service updates")
    assert (item.update_round.meeting, item.brought_forward.meeting) == (following, meeting)
