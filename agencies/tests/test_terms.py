"""Terms of reference in full: what they hold, their versions, what changed, who may commit whom, and the guard."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from agencies.models import SeatRole
from agencies.operations.appointment import confirm_authority
from agencies.tests.asserting import denied, queries_of, refused, verbs
from agencies.tests.factories import QuorumRuleFactory, SeatFactory, TermsOfReferenceFactory
from agencies.tests.frozen import changeable, deletable

EXPECTED = {
    "seniority": "Head of service.",
    "authority": "Staff time.",
    "attendance": 80,
    "agenda_notice": 7,
    "papers_notice": 10,
    "agreed_meeting": "Extraordinary meeting",
    "minute_reference": "SB/2026/31",
}


@pytest.fixture(autouse=True)
def wednesday():
    with time_machine.travel(dt.datetime(2026, 11, 18, 10, tzinfo=dt.UTC), tick=False):
        yield


def page(name, *args):
    return reverse(f"agencies:{name}", args=["northmere", *args])


def words(response):
    return " ".join(response.content.decode().split())


def typed(**changed):
    return {
        "following": 1,
        "purpose": "To follow action plans.",
        "membership": "One from each agency.",
        "delegated_authority": "To agree audits.",
        "agreed_by": "Strategic Board",
        "agreed_on": "2026-09-16",
        "review_on": "2028-09-16",
        **EXPECTED,
        **changed,
    }


def test_a_version_holds_expectations_notice_and_where_it_was_agreed(client, group, business_manager):
    client.force_login(business_manager)

    assert client.post(page("terms_add", group.uid), typed()).url == page("terms", group.uid)

    terms = group.terms
    assert {name: getattr(terms, name) for name in EXPECTED} == EXPECTED
    html = words(client.get(page("terms", group.uid)))
    for sentence in (
        "Head of service.",
        "80 % of the meetings.",
        "The agenda 7 working days before the meeting, papers 10 working days before.",
        "Extraordinary meeting",
        "Sam Whitlock, 18 November 2026",
    ):
        assert sentence in html


def test_the_next_version_begins_with_the_words_of_this_one(client, group, business_manager):
    TermsOfReferenceFactory(group=group, version=2, **EXPECTED)
    client.force_login(business_manager)

    begun = client.get(page("terms_add", group.uid)).context["form"].initial

    kept = {name: value for name, value in EXPECTED.items() if name not in ("agreed_meeting", "minute_reference")}
    assert {name: begun[name] for name in kept} == kept
    assert "agreed_on" not in begun


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("attendance", "101", "Enter a whole number from 1 to 100."),
        ("attendance", "most", "Enter a whole number from 1 to 100."),
        ("agenda_notice", "-1", "Enter 0 or more."),
        ("papers_notice", "61", "Enter 60 at most."),
        ("agreed_on", "0026-09-16", "Enter a day with its year in four figures"),
    ],
)
def test_what_nobody_can_mean_is_refused_beside_its_field(client, group, business_manager, field, value, sentence):
    client.force_login(business_manager)

    html = words(client.post(page("terms_add", group.uid), typed(**{field: value})))

    assert html.count(sentence) == 2
    assert group.terms.version == 1


def test_who_has_not_seen_the_newest_version_may_send_theirs_after_it(client, group, business_manager):
    TermsOfReferenceFactory(group=group, version=2)
    client.force_login(business_manager)

    page_again = client.post(page("terms_add", group.uid), typed())

    assert "somebody else entered version 2 while you wrote." in words(page_again)
    form = page_again.context["form"]
    assert (form["purpose"].value(), form["following"].value()) == ("To follow action plans.", "2")
    client.post(page("terms_add", group.uid), typed(following=2))
    assert (group.terms.version, group.terms.purpose) == (3, "To follow action plans.")


def test_everybody_of_the_board_reads_them_and_only_the_manager_enters(client, group, member, lead):
    for person in (member, lead):
        client.force_login(person)
        html = words(client.get(page("terms", group.uid)))
        assert "To scrutinise, monitor and evaluate." in html
        assert "Enter a new version" not in html
        assert client.get(page("terms_add", group.uid)).status_code == 403


def test_another_boards_terms_are_not_found(client, group, stranger):
    client.force_login(stranger)
    for name in ("terms", "terms_compare", "quorum"):
        assert client.get(page(name, group.uid)).status_code == 404


def test_a_group_without_terms_says_so(client, strategic_board, business_manager):
    client.force_login(business_manager)

    assert "None have been entered" in words(client.get(page("terms", strategic_board.uid)))
    assert client.get(page("terms_compare", strategic_board.uid)).status_code == 404


def test_terms_past_their_review_say_so(client, group, business_manager):
    TermsOfReferenceFactory(group=group, version=2, review_on=dt.date(2026, 11, 18))
    client.force_login(business_manager)

    assert "Due for review." in words(client.get(page("terms", group.uid)))
    assert "Due for review" in words(client.get(page("group", group.uid)))


# Versions -------------------------------------------------------------------------------------------------------------


def test_an_earlier_version_is_read_by_its_number(client, group, member):
    TermsOfReferenceFactory(group=group, version=2, purpose="To follow action plans.")
    client.force_login(member)

    html = words(client.get(page("terms_version", group.uid, 1)))

    assert "This is an earlier version." in html
    assert "To scrutinise, monitor and evaluate." in html
    assert client.get(page("terms_version", group.uid, 3)).status_code == 404


def test_two_versions_are_compared_word_by_word(client, group, member):
    TermsOfReferenceFactory(
        group=group, version=2, purpose="To scrutinise and evaluate.", standing_items=["Risks"], attendance=80
    )
    client.force_login(member)

    changes = client.get(page("terms_compare", group.uid)).context["changes"]

    assert [change.label for change in changes] == ["Purpose", "Attendance expected", "Standing items"]
    assert [(piece.kind, piece.text) for piece in changes[0].pieces] == [
        ("same", "To "),
        ("removed", "scrutinise, monitor "),
        ("added", "scrutinise "),
        ("same", "and evaluate."),
    ]
    assert [piece.text for piece in changes[1].pieces] == ["80 %"]


def test_any_two_versions_may_be_chosen_and_the_earlier_comes_first(client, group, member):
    for version in (2, 3):
        TermsOfReferenceFactory(group=group, version=version, purpose=f"Purpose {version}.")
    client.force_login(member)

    def compared(query):
        told = client.get(page("terms_compare", group.uid) + query).context
        return told["earlier"].version, told["later"].version

    assert compared("") == (2, 3)
    assert compared("?from=3&to=1") == (1, 3)
    assert compared("?from=9&to=x") == (2, 3)
    assert "They say the same." in words(client.get(page("terms_compare", group.uid) + "?from=2&to=2"))


def test_the_pages_cost_the_same_for_one_and_for_thirty(client, group, business_manager):
    client.force_login(business_manager)
    TermsOfReferenceFactory(group=group, version=2)
    SeatFactory(group=group)
    pages = (page("terms", group.uid), page("terms_compare", group.uid))
    few = [queries_of(client, each) for each in pages]
    for version in range(3, 33):
        TermsOfReferenceFactory(group=group, version=version)
        SeatFactory(group=group)

    assert [queries_of(client, each) for each in pages] == few


def test_the_database_lets_no_version_be_changed_or_deleted(group):
    for version in (TermsOfReferenceFactory(group=group), QuorumRuleFactory(group=group)):
        assert (changeable(version), deletable(version)) == (set(), False)


# Authority to commit --------------------------------------------------------------------------------------------------


def test_authority_is_confirmed_today(client, group, member, business_manager):
    client.force_login(business_manager)
    seat = member.seats.get()

    assert client.post(page("authority_confirm", seat.uid)).url == page("terms", group.uid)

    seat.refresh_from_db()
    assert (seat.authority_confirmed_on, verbs(seat)) == (timezone.localdate(), ["seat.authority_confirmed"])
    assert "18 November 2026" in words(client.get(page("terms", group.uid)))


def test_the_page_names_the_seats_that_carry_an_agency(client, group, chair, member, adviser, business_manager):
    client.force_login(business_manager)

    told = client.get(page("terms", group.uid)).context["seats"]

    assert [seat.person for seat in told] == [chair, member]


def test_confirming_twice_or_for_an_adviser_is_refused(group, member, adviser, business_manager):
    seat = member.seats.get()
    confirm_authority(seat, by=business_manager)

    with refused("It was confirmed on 18 November 2026 already."):
        confirm_authority(seat, by=business_manager)
    with refused("Only a seat that carries an agency needs authority to commit it."):
        confirm_authority(adviser.seats.get(), by=business_manager)


def test_a_seat_that_is_over_is_not_confirmed(group, business_manager):
    seat = SeatFactory(group=group, ends_on=dt.date(2026, 1, 31), role=SeatRole.MEMBER)

    with refused("This seat ended on 31 January 2026."):
        confirm_authority(seat, by=business_manager)


def test_only_who_manages_people_confirms(group, chair, member, administrator, stranger):
    for somebody in (chair, administrator, stranger):
        with denied():
            confirm_authority(member.seats.get(), by=somebody)


def test_a_seat_of_another_board_is_not_found(client, stranger, business_manager):
    elsewhere = SeatFactory(group__board=stranger.board_roles.get().board, group__slug="westvale")
    client.force_login(business_manager)

    assert client.post(page("authority_confirm", elsewhere.uid)).status_code == 404
    elsewhere.refresh_from_db()
    assert elsewhere.authority_confirmed_on is None


def test_looking_does_not_confirm(client, group, member, business_manager):
    client.force_login(business_manager)

    assert client.get(page("authority_confirm", member.seats.get().uid)).status_code == 405
