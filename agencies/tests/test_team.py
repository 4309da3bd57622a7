"""The page where an agency's lead brings in those who help to answer."""

import uuid
from datetime import date

import pytest
from django.urls import reverse

from agencies.models import Invitation
from agencies.tests.asserting import queries_of
from agencies.tests.factories import PostFactory
from agencies.tests.test_invitation import RAY


@pytest.fixture(autouse=True)
def november(time_machine):
    time_machine.move_to("2026-11-18T10:00:00Z", tick=False)


def page(board, name, *args):
    return reverse(f"agencies:{name}", args=[board.slug, *args])


def test_a_lead_sees_the_agencys_people_and_invites_contributors(client, board, lead, signatory, outsider, police):
    client.force_login(lead)

    html = client.get(page(board, "team")).content.decode()
    sent = client.post(page(board, "team_invite", police.uid), RAY | {"uid": uuid.uuid4(), "starts_on": "2026-11-18"})

    assert [name in html for name in ("Joy Okafor", "Daniel Orme", "Amara Sesay")] == [True, True, False]
    assert sent.url == page(board, "team")
    assert "Ray Quill" in client.get(page(board, "team")).content.decode()
    invitation = Invitation.objects.get()
    assert client.post(page(board, "invitation_withdraw", invitation.uid)).url == page(board, "team")


def test_a_refusal_is_shown_on_the_leads_form(client, board, lead, contributor, police):
    client.force_login(lead)
    form = RAY | {"uid": uuid.uuid4(), "starts_on": "2026-11-18", "email": "mina.farrow@example.org"}

    html = client.post(page(board, "team_invite", police.uid), form).content.decode()

    assert "Mina Farrow is contributor at Northmere Police already." in html


def test_nobody_else_has_a_team(client, board, lead, signatory, business_manager, police, hospital, stranger):
    for somebody in (signatory, business_manager):
        client.force_login(somebody)
        assert client.get(page(board, "team")).status_code == 403
        assert client.get(page(board, "team_invite", police.uid)).status_code == 403
    client.force_login(lead)
    assert client.get(page(board, "team_invite", hospital.uid)).status_code == 403
    client.force_login(stranger)
    assert client.get(page(board, "team")).status_code == 404


def test_another_lead_does_not_see_the_invitation(client, board, lead, outsider, police):
    client.force_login(lead)
    client.post(page(board, "team_invite", police.uid), RAY | {"uid": uuid.uuid4(), "starts_on": "2026-11-18"})
    invitation = Invitation.objects.get()
    client.force_login(outsider)

    assert client.post(page(board, "invitation_withdraw", invitation.uid)).status_code == 404
    assert list(Invitation.objects.visible_to(outsider)) == []


def test_the_page_costs_the_same_for_one_person_and_for_thirty(client, board, lead, police):
    client.force_login(lead)
    one = queries_of(client, page(board, "team"))
    PostFactory.create_batch(30, agency=police, role="contributor", starts_on=date(2026, 1, 1))

    assert queries_of(client, page(board, "team")) == one
