"""What was pressed on the chairing page without a connection and sent later: once, with its moment, and answered."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.utils import timezone

from agencies.models import Event
from agencies.tests.asserting import denied, refused, verbs
from workplan.models import Action, Decision, Meeting
from workplan.operations.decision import record_decision
from workplan.operations.discussion import Overtaken, save_discussion
from workplan.operations.register import arrive, leave, note_late
from workplan.operations.session import close_meeting
from workplan.room import room
from workplan.tests.factories import in_days, line, new_uid
from workplan.tests.pages import address
from workplan.views.late import HEAD, LONGEST, pressed_ago

pytestmark = pytest.mark.django_db
TEN_MINUTES = dt.timedelta(minutes=10)


@pytest.fixture(autouse=True)
def morning():
    """These meetings are on one day: they begin when no midnight is near."""
    with time_machine.travel(timezone.localtime().replace(hour=10, minute=0)):
        yield


@pytest.fixture
def later(quorate):
    """Twenty minutes into the meeting; the clock stands still."""
    with time_machine.travel(timezone.now() + 2 * TEN_MINUTES, tick=False):
        yield timezone.now()


def sent_late(client, url, minutes=10, **fields):
    return client.post(url, fields, headers={HEAD: str(minutes * 60)})


# The register ---------------------------------------------------------------------------------------------------------


def test_a_late_tap_is_noted_at_its_own_moment(client, quorate, constable, later):
    answer = sent_late(client, address("tap", line(quorate, constable)), kind="left")

    assert answer.json() == {"kept": True, "why": ""}
    assert line(quorate, constable).movements.last().at == later - TEN_MINUTES
    assert room(quorate, at=later - TEN_MINUTES - dt.timedelta(seconds=1)).quorum.quorate
    assert not room(quorate).quorum.quorate
    assert verbs(line(quorate, constable))[-1] == "register.left"


def test_the_same_late_tap_twice_is_one(client, quorate, constable, later):
    url = address("tap", line(quorate, constable))

    answers = [sent_late(client, url, minutes, kind="left").json()["kept"] for minutes in (10, 9)]

    assert (answers, line(quorate, constable).movements.count()) == ([True, True], 2)


def test_coming_and_going_without_a_connection_keeps_its_order(client, quorate, constable, later):
    url = address("tap", line(quorate, constable))
    for minutes, kind in ((10, "left"), (4, "arrived"), (2, "left")):
        sent_late(client, url, minutes, kind=kind)

    moves = line(quorate, constable).movements.values_list("kind", "at")[1:]
    assert [(kind, (later - at).seconds // 60) for kind, at in moves] == [("left", 10), ("arrived", 4), ("left", 2)]


def test_a_late_tap_never_undoes_what_a_decision_counted(client, quorate, constable, chair, item, later):
    decision = record_decision(item, uid=new_uid(), wording="Agreed.", outcome="agreed", by=chair)

    answer = sent_late(client, address("tap", line(quorate, constable)), kind="left").json()

    clock = f"{timezone.localtime(later):%H:%M}"
    assert answer["kept"]
    assert answer["why"] == (
        f"Joy Adebayo: noted at {clock}, when it reached the portal. A decision was recorded before, without it."
    )
    assert room(quorate, at=decision.decided_at).quorum.quorate or decision.quorate
    assert not room(quorate).quorum.quorate


def test_what_the_register_has_since_is_newer_than_a_late_tap(client, quorate, constable, chair, later):
    leave(line(quorate, constable), by=chair)

    answer = sent_late(client, address("tap", line(quorate, constable)), kind="arrived").json()

    clock = f"{timezone.localtime(later):%H:%M}"
    assert answer == {
        "kept": False,
        "why": f"The register has something newer of Joy Adebayo, from {clock}. Look whether it is right.",
    }
    assert line(quorate, constable).movements.count() == 2


def test_a_late_tap_is_never_from_before_the_meeting(quorate, adviser, chair, later):
    noted = note_late(line(quorate, adviser), kind="arrived", at=later - dt.timedelta(days=400), by=chair)

    assert noted.at == quorate.opened_at


def test_late_taps_are_for_whoever_keeps_the_register_while_the_meeting_sits(quorate, constable, member, chair):
    with denied():
        note_late(line(quorate, constable), kind="left", at=timezone.now(), by=member)
    close_meeting(quorate, by=chair)
    with refused("The register is kept while the meeting is in session."):
        note_late(line(quorate, constable), kind="left", at=timezone.now(), by=chair)
    assert verbs(line(quorate, constable)) == ["register.arrived"]


def test_somebody_noted_online_meanwhile_stays_online(quorate, adviser, chair, later):
    there = line(quorate, adviser)
    arrive(there, mode="remote", by=chair)

    assert note_late(there, kind="arrived", at=later - TEN_MINUTES, by=chair) is None


@pytest.mark.parametrize(
    ("said", "ago"),
    [
        ("90", dt.timedelta(seconds=90)),
        ("0.4", dt.timedelta(seconds=0.4)),
        ("-5", dt.timedelta(0)),
        ("soon", dt.timedelta(0)),
        ("9e9", LONGEST),
        ("1e400", LONGEST),
        ("nan", LONGEST),
    ],
)
def test_how_long_ago_is_read_from_the_head(rf, said, ago):
    assert pressed_ago(rf.post("/", headers={HEAD: said})) == ago


def test_a_press_that_comes_at_once_says_nothing_of_it(rf):
    assert pressed_ago(rf.post("/")) is None


# Decisions and actions ------------------------------------------------------------------------------------------------


def test_a_late_decision_is_recorded_once_with_the_quorum_of_now(client, quorate, item, later):
    fields = {"uid": new_uid(), "wording": "Agreed as drafted.", "outcome": "agreed"}

    answers = [sent_late(client, address("decide", item), **fields).json() for _ in range(2)]

    assert answers == [{"kept": True, "why": ""}] * 2
    decision = Decision.objects.get()
    assert (decision.wording, decision.quorate, decision.decided_at) == ("Agreed as drafted.", True, later)
    assert verbs(decision) == ["decision.recorded"]


def test_a_late_decision_that_is_refused_says_why(client, quorate, item, constable, chair, later):
    leave(line(quorate, constable), by=chair)
    fields = {"uid": new_uid(), "wording": "Agreed as drafted.", "outcome": "agreed"}

    answer = sent_late(client, address("decide", item), **fields).json()

    assert not answer["kept"]
    assert "2 agencies here, 3 needed." in answer["why"]
    assert not Decision.objects.exists()


def test_a_late_action_is_given_once(client, quorate, item, member, later):
    day = in_days(9).isoformat()
    fields = {"uid": new_uid(), "title": "Sample", "owner": member.uid, "due": "other", "due_on": day}

    answers = [sent_late(client, address("act", item), **fields).json() for _ in range(2)]

    assert answers == [{"kept": True, "why": ""}] * 2
    assert Action.objects.get().title == "Sample"


def test_what_comes_after_the_meeting_was_closed_says_so_and_is_not_lost_in_silence(client, quorate, item, chair):
    close_meeting(quorate, by=chair)

    answer = sent_late(client, address("decide", item), uid=new_uid(), wording="Noted.", outcome="noted").json()

    status = Meeting.objects.get().get_status_display().lower()
    assert answer == {"kept": False, "why": f"This meeting is {status}. Decisions are recorded in session."}


# Words ----------------------------------------------------------------------------------------------------------------


def test_ones_own_words_that_arrived_unanswered_are_no_conflict(quorate, item, chair):
    save_discussion(item, text="Police", version=0, by=chair, autosave=True)  # the answer to this was lost

    saved = save_discussion(item, text="Police spoke.", version=0, by=chair, autosave=True, unheard=["Pol", "Police"])

    assert (saved.discussion, saved.discussion_version) == ("Police spoke.", 2)


def test_somebody_elses_words_stay_a_conflict(quorate, item, chair, business_manager):
    save_discussion(item, text="Police", version=0, by=chair, autosave=True)
    save_discussion(item, text="Police. Health asked.", version=1, by=business_manager, autosave=True)

    with pytest.raises(Overtaken):
        save_discussion(item, text="Police spoke.", version=0, by=chair, autosave=True, unheard=["Police"])


def test_the_page_sends_what_it_never_heard_of_along(client, quorate, item, chair):
    save_discussion(item, text="Two\nlines", version=0, by=chair, autosave=True)
    fields = {"text": "Two\r\nlines, and more", "version": "0", "unheard": ["Two", "Two\r\nlines"]}

    assert client.post(address("discussion", item), fields).status_code == 302
    item.refresh_from_db()
    assert item.discussion == "Two\nlines, and more"


def test_an_explicit_save_sent_twice_is_recorded_once(quorate, item, chair, business_manager):
    for by in (chair, chair, business_manager):
        save_discussion(item, text="Police spoke.", version=0, by=by)

    assert [event.by for event in Event.objects.about(item)] == [chair, business_manager]


# A session that ended -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("deed", "part", "field", "words"),
    [("decide", "decision", "wording", "Agreed as drafted."), ("act", "action", "title", "Sample the records")],
)
def test_words_sent_after_the_session_ended_are_in_their_form_again(client, quorate, chair, deed, part, field, words):
    other = quorate.items.last()
    page = client.get(address("chairing", quorate), {"item": other.uid})
    form = page.context[f"{part}_form"]
    sent = {"uid": form["uid"].value(), field: words, "written_by": mark_of(page, f"{part}-form")}
    client.logout()

    led = client.post(address(deed, other), sent)
    client.force_login(chair)
    back = client.get(parse_qs(urlsplit(led.url).query)["next"][0])

    assert back.context["sitting"].item == other
    assert back.context[f"{part}_form"][field].value() == words
    assert "Your words are back" in back.content.decode()


def mark_of(page, form):
    html = page.content.decode().partition(f'id="{form}"')[2]
    return html.partition('name="written_by" value="')[2].partition('"')[0]
