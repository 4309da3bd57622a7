import pytest

from agencies.tests.factories import UserFactory
from workplan.models import DeclaredInterest, Handling, ItemInterest
from workplan.operations.interest import declare, note_on_item
from workplan.operations.register import leave
from workplan.tests.factories import line, new_uid
from workplan.tests.pages import address, count_queries, words
from workplan.tests.test_authority import ruled

LIST = "/b/northmere/interests/"
DECLARE = f"{LIST}declare/"
NATURE = "Trustee of the Mere Youth Trust"


def declared(board, person, nature=NATURE):
    return declare(board, person, uid=new_uid(), nature=nature, by=person)


# ---- The register --------------------------------------------------------------------------------------------------


def test_a_member_declares_and_ends_an_interest(client, board, member):
    client.force_login(member)
    assert "Nobody has declared an interest." in words(client.get(LIST))

    assert client.post(DECLARE, {"uid": str(new_uid()), "nature": NATURE}).url == LIST
    interest = DeclaredInterest.objects.get()
    page = words(client.get(LIST))
    assert f"{member.name} {NATURE}" in page
    asked = words(client.get(address("end_interest", interest)))
    client.post(address("end_interest", interest))

    assert f"Has this interest of {member.name} ended?" in asked
    assert "Nobody has declared an interest." in words(client.get(LIST))
    assert f"{NATURE}" in words(client.get(LIST))


def test_the_office_says_whose_it_is_and_how_it_came(client, board, member, business_manager):
    client.force_login(business_manager)

    faults = words(client.post(DECLARE, {"uid": str(new_uid()), "nature": ""}))
    client.post(DECLARE, {"uid": str(new_uid()), "person": str(member.uid), "nature": NATURE, "through": "telephone"})

    assert "Choose whose interest it is." in faults
    assert "Say what the interest is." in faults
    assert f"entered by {business_manager.name}" in words(client.get(LIST))


def test_a_member_cannot_name_somebody_else(client, board, member, constable):
    client.force_login(member)

    client.post(DECLARE, {"uid": str(new_uid()), "person": str(constable.uid), "nature": NATURE})

    assert DeclaredInterest.objects.get().person == member
    other = declared(board, constable)
    assert client.get(address("end_interest", other)).status_code == 403


def test_somebody_of_another_board_finds_nothing(client, board, member):
    interest = declared(board, member)
    client.force_login(UserFactory())

    assert client.get(LIST).status_code == 404
    assert client.get(address("end_interest", interest)).status_code == 404


def test_thirty_interests_take_as_many_queries_as_one(client, board, member, business_manager):
    client.force_login(business_manager)
    declared(board, member)
    one = count_queries(client, LIST)
    for number in range(29):
        declared(board, member, nature=f"Interest {number}")

    assert count_queries(client, LIST) == one


# ---- On an item ----------------------------------------------------------------------------------------------------


def test_beside_each_person_stands_what_their_leaving_would_do_to_the_quorum(client, quorate, item, constable):
    page = words(client.get(address("note_interest", item)))

    assert "If they leave, the meeting is no longer quorate for this item: 2 of 3." in page


def test_an_interest_is_noted_and_the_chairing_page_says_so(client, quorate, item, constable):
    there = line(quorate, constable)
    sent = {"uid": str(new_uid()), "attendee": str(there.uid), "nature": NATURE, "handling": "leaves"}

    back = client.post(address("note_interest", item), sent, follow=True)

    page = words(back)
    assert back.redirect_chain[0][0] == f"{address('chairing', quorate)}?item={item.uid}#interests"
    assert f"{constable.name} {NATURE}. Leaves for this item and does not count." in page
    assert "Will be stamped: not quorate, 2 agencies" in page
    assert f"{constable.name} Police, out for this item" in page
    other = words(client.get(address("chairing", quorate), {"item": quorate.items.last().uid}))
    assert "Will be stamped: quorate, 3 agencies" in other


def test_a_standing_interest_of_somebody_here_is_brought_to_mind(client, board, quorate, item, constable, chair):
    interest = declared(board, constable)
    reminder = f"{constable.name} declared: {NATURE}."

    assert reminder in words(client.get(address("chairing", quorate)))
    form = client.get(address("note_interest", item), {"declared": interest.uid}).context["form"]
    assert (form["attendee"].value(), form["nature"].value()) == (line(quorate, constable).uid, NATURE)
    assert client.get(address("note_interest", item), {"declared": "nonsense"}).status_code == 200
    leave(line(quorate, constable), by=chair)
    assert reminder not in words(client.get(address("chairing", quorate)))


def test_what_is_missing_is_said_beside_each_field(client, quorate, item):
    page = client.post(address("note_interest", item), {"uid": str(new_uid()), "nature": "A cousin works there"})

    assert set(page.context["form"].errors) == {"attendee", "handling"}
    assert "A cousin works there" in page.content.decode()
    assert ItemInterest.objects.count() == 0


def test_a_slip_is_taken_back_with_one_press(client, quorate, item, constable, chair):
    noted = note_on_item(
        item, line(quorate, constable), uid=new_uid(), nature=NATURE, handling=Handling.LEAVES, by=chair
    )

    back = client.post(address("take_back_interest", noted), follow=True)

    assert f"Taken back: {constable.name}." in words(back)
    assert "Will be stamped: quorate, 3 agencies" in words(back)


def test_members_do_not_note(client, quorate, item, member):
    client.force_login(member)

    assert client.get(address("note_interest", item)).status_code == 403


def test_a_meeting_not_in_session_says_when(client, meeting, chair):
    from workplan.tests.factories import ItemFactory

    client.force_login(chair)
    back = client.get(address("note_interest", ItemFactory(meeting=meeting)), follow=True)

    assert "An interest in an item is noted while the meeting is in session." in words(back)


# ---- The chair's discretion ----------------------------------------------------------------------------------------


@pytest.fixture
def short(group, chair, member, constable, client):
    """A meeting of two agencies under a rule that leaves items to the chair, who is signed in."""
    from workplan.tests.factories import here, in_session

    ruled(group, chair_discretion=True)
    meeting = in_session(group, chair)
    here(meeting, chair, member)
    client.force_login(chair)
    return meeting


def test_the_chair_lets_an_item_be_decided_and_the_page_offers_every_outcome(client, short):
    item = short.items.first()
    page = words(client.get(address("chairing", short)))
    assert "Let this item be decided" in page
    assert "Recommend to Board" not in page

    assert "Give the reason: it stands in the minutes." in words(client.post(address("discretion", item), {}))
    client.post(address("discretion", item), {"reason": "A child waits for it."})

    page = words(client.get(address("chairing", short)))
    assert "the chair lets this item be decided all the same." in page
    assert "Recommend to Board" in page
    sent = {"uid": str(new_uid()), "wording": "Commission it.", "outcome": "agreed"}
    client.post(address("decide", item), sent)
    assert "By the chair’s discretion: A child waits for it." in words(client.get(address("minutes", short)))


def test_without_such_a_rule_nothing_of_it_is_offered(client, quorate, constable, chair):
    leave(line(quorate, constable), by=chair)

    assert "Let this item be decided" not in words(client.get(address("chairing", quorate)))


def test_a_quorate_meeting_takes_up_what_waits_to_be_ratified(client, group, short, chair, member, constable):
    from workplan.operations.decision import record_decision
    from workplan.operations.session import close_meeting
    from workplan.tests.factories import here, in_session

    close_meeting(short, by=chair)
    ruled(group, if_inquorate="ratify_later")
    first = in_session(group, chair, starts_at="13:00")
    here(first, chair, member)
    provisional = record_decision(
        first.items.first(), uid=new_uid(), wording="Commission it.", outcome="agreed", by=chair
    )
    close_meeting(first, by=chair)
    later = in_session(group, chair, starts_at="17:00")
    here(later, chair, member)
    assert "Does it ratify an earlier decision?" not in words(client.get(address("chairing", later)))
    here(later, constable)

    assert "D-001 Commission it." in words(client.get(address("chairing", later)))
    sent = {"uid": str(new_uid()), "wording": "Ratified.", "outcome": "agreed", "ratifies": str(provisional.uid)}
    client.post(address("decide", later.items.first()), sent)

    assert "On D-001, which was decided without a quorum." in words(client.get(address("chairing", later)))
    assert "Ratified by D-002." in words(client.get(address("minutes", first)))
