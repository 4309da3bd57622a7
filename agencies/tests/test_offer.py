"""A lead's letter to somebody their boards do not know: an offer, which tells nobody who has an account."""

import re
import uuid
from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from agencies.models import Event, Invitation, Notification, Post, User
from agencies.operations.appointment import give_post
from agencies.operations.invitation import accept, accept_offer, invite_contributor, resend, withdraw
from agencies.operations.notification import deliver_owed
from agencies.roles import Role
from agencies.tests.asserting import denied, fresh, refused, verbs
from agencies.tests.factories import BoardFactory, BoardRoleFactory

TODAY = date(2026, 11, 18)
PHRASE = "four words well apart"
OVER = "This invitation can no longer be used."
RAY = {"email": "Ray.Quill@example.org", "name": "Ray Quill", "job_title": "Sergeant"}
IDA = RAY | {"email": "Ida.Strand@example.org"}


@pytest.fixture(autouse=True)
def november(time_machine):
    time_machine.move_to("2026-11-18T10:00:00Z", tick=False)


def ask(agency, by, **more):
    wanted = {"board": agency.boards.first(), "uid": uuid.uuid4(), "starts_on": TODAY} | RAY | more
    return invite_contributor(agency, by=by, **wanted)


@pytest.fixture
def offered(police, lead):
    """To an address that has no account."""
    return ask(police, lead)


@pytest.fixture
def offered_to_stranger(police, lead, stranger):
    """To the address of somebody at another board, whom the lead calls by another name."""
    return ask(police, lead, **IDA)


# Asking --------------------------------------------------------------------------------------------------------------


def test_nothing_is_given_until_it_is_accepted(board, police, lead, offered):
    assert (offered.agency, offered.starts_on, offered.invitee) == (police, TODAY, "Ray Quill")
    assert (offered.person.roles_at(board), offered.state) == (frozenset(), "waiting")
    assert verbs(offered) == ["invitation.sent"]


def test_a_stranger_is_put_into_no_agency(board, stranger, offered_to_stranger):
    assert fresh(stranger).roles_at(board) == frozenset()
    assert (offered_to_stranger.person, offered_to_stranger.invitee) == (stranger, "Ray Quill")


def test_the_two_look_the_same_to_the_lead(client, board, police, lead, stranger):
    client.force_login(lead)
    pages = []
    for who in (RAY, IDA):
        form = who | {"uid": uuid.uuid4(), "starts_on": "2026-11-18"}
        sent = client.post(reverse("agencies:team_invite", args=[board.slug, police.uid]), form, follow=True)
        again = client.post(
            reverse("agencies:team_invite", args=[board.slug, police.uid]), form | {"uid": uuid.uuid4()}
        )
        invitation = Invitation.objects.first()
        letter = client.get(reverse("accept_invitation", args=[invitation.uid, "guessed"]))
        hasty = client.post(reverse("agencies:invitation_resend", args=[board.slug, invitation.uid]), follow=True)
        pages.append([plain(page, who, invitation) for page in (sent, again, letter, hasty)])
        Invitation.objects.all().delete()

    assert pages[0] == pages[1]
    assert "Ray Quill will have a message" in pages[0][0]
    assert "<address> has been invited already." in pages[0][1]
    assert "Ida Strand" not in "".join(pages[1])


def plain(page, who, invitation):
    """A page's text without what differs from one request to the next."""
    html = re.sub(r'(value|href)="[^"]*"', "", page.content.decode())
    return html.replace(who["email"].lower(), "<address>").replace(str(invitation.uid), "<uid>")


def test_a_colleague_of_the_board_is_given_the_post_at_once(board, police, lead, outsider):
    assert ask(police, lead, email="amara.sesay@example.org") is None

    assert fresh(outsider).roles_at(board) == {Role.LEAD, Role.CONTRIBUTOR}
    assert Invitation.objects.count() == 0


def test_a_colleague_who_was_deactivated_is_not_invited(police, lead, outsider):
    User.objects.filter(pk=outsider.pk).update(is_active=False)

    with refused("The account of amara.sesay@example.org was deactivated. It has to be reactivated first."):
        ask(police, lead, email="Amara.Sesay@example.org")


def test_a_deactivated_stranger_is_asked_like_anybody_and_hears_nothing(police, lead, stranger):
    User.objects.filter(pk=stranger.pk).update(is_active=False)

    assert ask(police, lead, **IDA).state == "waiting"
    deliver_owed()
    assert mail.outbox == []


def test_a_second_click_asks_once_and_a_second_form_is_refused(police, lead):
    uid = uuid.uuid4()
    assert ask(police, lead, uid=uid) == ask(police, lead, uid=uid)
    with refused("Ray.Quill@example.org has been invited already. You can send the letter again."):
        ask(police, lead)

    assert (Invitation.objects.count(), Notification.objects.count()) == (1, 1)


def test_only_the_agencys_own_lead_and_the_manager_ask(board, police, outsider, signatory, administrator, stranger):
    for somebody in (outsider, signatory, administrator, stranger):
        with denied():
            ask(police, somebody, board=board)
    assert User.objects.filter(name="Ray Quill").count() == 0


def test_a_lead_does_not_ask_in_the_name_of_a_board_the_agency_left(police, lead):
    with denied():
        ask(police, lead, board=BoardFactory(slug="elsewhere", name="Elsewhere"))


# The letter ----------------------------------------------------------------------------------------------------------


def letter_link():
    deliver_owed()
    return re.search(r"http://localhost:8000(/\S+)", mail.outbox[-1].body).group(1)


def test_the_letter_says_what_is_offered(offered):
    letter_link()

    assert "You are asked to help to answer the returns of Northmere Police." in mail.outbox[0].body
    assert "to choose a password and sign in" in mail.outbox[0].body


def test_the_letter_to_who_has_an_account_asks_for_no_password(stranger, offered_to_stranger):
    letter_link()

    assert mail.outbox[0].to == ["ida.strand@example.org"]
    assert "Open this link and sign in as usual:" in mail.outbox[0].body


def test_it_is_sent_again_and_withdrawn_like_any_letter(lead, offered_to_stranger, time_machine):
    time_machine.move_to("2026-11-18T10:05:00Z", tick=False)
    resend(offered_to_stranger, by=lead)
    withdraw(offered_to_stranger, by=lead)

    assert verbs(offered_to_stranger) == ["invitation.sent", "invitation.resent", "invitation.withdrawn"]


# Accepting -----------------------------------------------------------------------------------------------------------


def test_a_new_person_chooses_a_password_and_has_the_post(client, board, police, lead, offered):
    response = client.post(letter_link(), {"password1": PHRASE, "password2": PHRASE})

    ray = fresh(offered.person)
    assert response.url == reverse("reports:start")
    assert (ray.roles_at(board), ray.check_password(PHRASE)) == ({Role.CONTRIBUTOR}, True)
    assert Event.objects.filter(verb="post.given", book__key=board.ledger_key).get().by == lead


def test_who_has_an_account_signs_in_reads_and_accepts(client, board, stranger, lead, offered_to_stranger):
    link = letter_link()
    asked = client.get(link)
    assert asked.url == f"{reverse('account_login')}?next={link}"

    client.force_login(stranger)
    html = " ".join(client.get(link).content.decode().split())
    assert "Joy Okafor asks you to help to answer the returns of Northmere Police" in html
    assert fresh(stranger).roles_at(board) == frozenset()
    accepted = client.post(link)

    offered_to_stranger.refresh_from_db()
    assert accepted.url == reverse("reports:home", args=[board.slug])
    assert (fresh(stranger).roles_at(board), offered_to_stranger.state) == ({Role.CONTRIBUTOR}, "accepted")
    assert verbs(offered_to_stranger) == ["invitation.sent", "invitation.accepted"]
    assert client.get(link).status_code == 410


def test_the_letter_never_sets_the_password_of_somebody_who_has_one(stranger, offered_to_stranger):
    with refused(OVER):
        accept(offered_to_stranger, key=offered_to_stranger.key, password=PHRASE)

    assert not fresh(stranger).check_password(PHRASE)


def test_nobody_accepts_for_another(lead, offered_to_stranger):
    with denied():
        accept_offer(offered_to_stranger, by=lead)


def test_an_offer_whose_lead_may_no_longer_make_it_is_over(lead, stranger, offered_to_stranger):
    lead.posts.update(ends_on=TODAY - timedelta(days=1))

    with refused(OVER):
        accept_offer(offered_to_stranger, by=stranger)
    assert offered_to_stranger.state == "waiting"


def test_what_was_withdrawn_or_has_run_out_is_not_accepted(lead, stranger, offered_to_stranger, time_machine):
    withdraw(offered_to_stranger, by=lead)
    with refused(OVER):
        accept_offer(offered_to_stranger, by=stranger)

    resend(offered_to_stranger, by=lead)
    time_machine.move_to("2026-12-03T10:00:00Z", tick=False)
    with refused(OVER):
        accept_offer(offered_to_stranger, by=stranger)


def test_a_post_that_was_given_meanwhile_is_not_given_twice(
    board, police, business_manager, stranger, offered_to_stranger
):
    held = {"agency": police, "role": Role.CONTRIBUTOR, "starts_on": TODAY}
    give_post(stranger, by=business_manager, board=board, uid=uuid.uuid4(), **held)

    accept_offer(offered_to_stranger, by=stranger)

    assert Post.objects.filter(person=stranger).count() == 1


def test_the_first_day_is_not_before_the_answer(stranger, offered_to_stranger, time_machine):
    time_machine.move_to("2026-11-25T10:00:00Z", tick=False)

    accept_offer(offered_to_stranger, by=stranger)

    assert Post.objects.get(person=stranger).starts_on == date(2026, 11, 25)


def test_a_password_chosen_by_one_letter_leaves_an_offer_of_another_agency_open(
    board, hospital, outsider, offered, client
):
    other = ask(hospital, outsider)
    link = reverse("accept_invitation", args=[other.uid, other.key])

    accept(offered, key=offered.key, password=PHRASE)

    assert client.get(link).status_code == 410
    client.force_login(fresh(offered.person))
    assert client.get(link).status_code == 200


def test_a_managers_letter_does_not_wait_for_an_offer(board, business_manager, offered):
    from functools import partial

    from agencies.operations.appointment import give_board_role
    from agencies.operations.invitation import invite

    give = partial(give_board_role, role=Role.LAY_MEMBER, starts_on=TODAY)
    letter = invite(board, by=business_manager, uid=uuid.uuid4(), give=give, **RAY)

    assert (letter.is_offer, letter.person) == (False, offered.person)


def test_a_manager_sees_the_name_the_lead_wrote(client, board, business_manager, offered_to_stranger):
    BoardRoleFactory(person=business_manager, board=BoardFactory(slug="third", name="Third"))
    client.force_login(business_manager)

    html = client.get(reverse("agencies:invitation_list", args=[board.slug])).content.decode()

    assert ("Ray Quill" in html, "Ida Strand" in html) == (True, False)
