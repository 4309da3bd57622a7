"""The ledger of an agency: who reads it, and what another board of a shared agency does not."""

import pytest
from django.urls import reverse

from agencies.models import Agency, Book, Event, Membership
from agencies.tests.asserting import queries_of


def agency_url(board, agency):
    return reverse("agencies:agency_ledger", args=[board.slug, agency.uid])


@pytest.fixture
def own(police, lead, signatory):
    """The police's own book with two lines."""
    Event.record("self_evaluation.handed_over", by=lead, about=police)
    Event.record("self_evaluation.sent_back", by=signatory, about=police)
    return Book.objects.get(key=police.ledger_key)


def test_the_lead_and_the_signatory_read_what_their_agency_did(client, board, police, lead, signatory, own):
    for somebody in (lead, signatory):
        client.force_login(somebody)
        response = client.get(agency_url(board, police))
        assert [row["event"].number for row in response.context["rows"]] == [2, 1]
        assert "Self-evaluation sent back" in response.content.decode()


def test_the_agencys_ledger_is_filtered_by_the_people_in_it(client, board, police, lead, signatory, own, chair):
    client.force_login(lead)

    form = client.get(agency_url(board, police)).context["filter"]
    shown = client.get(agency_url(board, police), {"person": signatory.uid}).context["rows"]

    assert set(form.fields["person"].queryset) == {lead, signatory}
    assert [row["event"].number for row in shown] == [2]


def test_who_reads_the_boards_ledger_reads_those_of_its_agencies(client, board, police, business_manager, own):
    client.force_login(business_manager)

    assert "Ledger</a>" in client.get(reverse("agencies:agency", args=[board.slug, police.uid])).content.decode()
    assert len(client.get(agency_url(board, police)).context["rows"]) == 2


def test_one_board_of_two_does_not_open_what_the_agency_wrote_for_the_other(
    client, board, police, business_manager, lead, stranger, own
):
    Membership.objects.create(board=stranger.board_roles.get().board, agency=police)
    westvale = stranger.board_roles.get().board
    for manager, place in ((business_manager, board), (stranger, westvale)):
        client.force_login(manager)
        page = client.get(reverse("agencies:agency", args=[place.slug, police.uid])).content.decode()
        assert agency_url(place, police) not in page
        assert client.get(agency_url(place, police)).status_code == 403
        assert list(Event.objects.visible_to(manager)) == []
    client.force_login(lead)
    assert client.get(agency_url(westvale, police)).status_code == 200


def test_nobody_else_reads_an_agencys_ledger(
    client, board, police, own, contributor, outsider, chair, administrator, stranger
):
    for somebody, status in [(contributor, 403), (outsider, 403), (chair, 403), (administrator, 403), (stranger, 404)]:
        client.force_login(somebody)
        assert client.get(agency_url(board, police)).status_code == status


def test_the_deactivated_read_no_book(lead, own):
    lead.is_active = False

    assert list(Agency.objects.with_ledger_open_to(lead)) == []


def test_an_agencys_ledger_costs_the_same_for_two_lines_and_for_forty(client, board, police, lead, own):
    client.force_login(lead)
    few = queries_of(client, agency_url(board, police))
    for _ in range(38):
        Event.record("self_evaluation.standard_saved", by=lead, about=police, standard="ST1")

    assert queries_of(client, agency_url(board, police)) == few


def test_the_team_page_leads_to_the_ledger(client, board, police, lead):
    client.force_login(lead)

    assert agency_url(board, police) in client.get(reverse("agencies:team", args=[board.slug])).content.decode()
