import re
import uuid
from datetime import date, timedelta
from functools import partial

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from agencies.models import Invitation, Notification, User
from agencies.operations.appointment import give_board_role, give_post
from agencies.operations.invitation import OPEN_FOR, accept, by_letter, invite, invite_contributor, resend, withdraw
from agencies.operations.notification import deliver_owed
from agencies.roles import Role
from agencies.tests.asserting import denied, fresh, queries_of, refused, verbs
from agencies.tests.factories import BoardRoleFactory

TODAY = date(2026, 11, 18)
PHRASE = "four words well apart"
RAY = {"email": "Ray.Quill@example.org", "name": "Ray Quill", "job_title": "Sergeant"}


@pytest.fixture(autouse=True)
def november(time_machine):
    time_machine.move_to("2026-11-18T10:00:00Z", tick=False)


def ask(board, by, give=None, **more):
    give = give or partial(give_board_role, role=Role.LAY_MEMBER, starts_on=TODAY)
    return invite(board, by=by, give=give, **({"uid": uuid.uuid4()} | RAY | more))


@pytest.fixture
def invitation(board, business_manager):
    return ask(board, business_manager)


# Inviting ------------------------------------------------------------------------------------------------------------


def test_an_invited_person_holds_the_role_but_cannot_sign_in_yet(board, business_manager, invitation):
    ray = invitation.person

    assert (ray.email, ray.name, ray.job_title) == ("ray.quill@example.org", "Ray Quill", "Sergeant")
    assert (ray.roles_at(board), ray.has_usable_password()) == ({Role.LAY_MEMBER}, False)
    assert (invitation.state, invitation.invited_by) == ("waiting", business_manager)
    assert invitation.expires_at - timezone.now() == timedelta(days=14)
    assert verbs(invitation) == ["invitation.sent"]


def test_the_letter_says_who_invites_and_carries_the_key(invitation):
    deliver_owed()

    (letter,) = mail.outbox
    assert letter.to == ["ray.quill@example.org"]
    assert letter.subject == "Your invitation to the portal"
    assert "Sam Whitlock has invited you to the portal of Northmere Safeguarding Children Board." in letter.body
    assert f"http://localhost:8000/accounts/invitation/{invitation.uid}/{invitation.key}/" in letter.body


def test_the_key_stands_nowhere_in_the_database(invitation):
    notification = Notification.objects.get()

    assert notification.link == f"/accounts/invitation/{invitation.uid}/"
    columns = [str(getattr(row, field.attname)) for row in (invitation, notification) for field in row._meta.fields]
    assert [value for value in columns if invitation.key in value] == []


def test_a_second_click_invites_once(board, business_manager):
    uid = uuid.uuid4()

    assert ask(board, business_manager, uid=uid) == ask(board, business_manager, uid=uid)
    assert (Invitation.objects.count(), User.objects.filter(name="Ray Quill").count()) == (1, 1)
    assert Notification.objects.count() == 1


def test_who_waits_for_a_letter_gets_a_second_post_but_no_second_letter(board, business_manager, invitation, police):
    again = ask(board, business_manager, give=partial(give_post, agency=police, role=Role.AUDITOR, starts_on=TODAY))

    assert again == invitation
    assert fresh(invitation.person).roles_at(board) == {Role.LAY_MEMBER, Role.AUDITOR}
    assert Notification.objects.count() == 1


def test_who_has_an_account_is_only_told(board, business_manager, lead):
    assert ask(board, business_manager, email="JOY.okafor@example.org", name="J. Okafor") is None

    assert fresh(lead).roles_at(board) == {Role.LEAD, Role.LAY_MEMBER}
    assert (Invitation.objects.count(), fresh(lead).name) == (0, "Joy Okafor")
    assert [(one.kind, one.recipient) for one in Notification.objects.all()] == [("agencies/appointed", lead)]


def test_who_was_deactivated_is_not_invited(board, business_manager, lead):
    lead.is_active = False
    lead.save()

    with refused("The account of joy.okafor@example.org was deactivated. It has to be reactivated first."):
        ask(board, business_manager, email="joy.okafor@example.org")


def test_what_cannot_be_given_invites_nobody(board, business_manager, lead, police):
    with refused("Joy Okafor is agency lead at Northmere Police already."):
        ask(
            board,
            business_manager,
            email="joy.okafor@example.org",
            give=partial(give_post, agency=police, role=Role.LEAD, starts_on=TODAY),
        )

    assert Invitation.objects.count() == 0


def test_others_invite_nobody(board, administrator, chair, contributor, signatory, lead, stranger):
    for somebody in (administrator, chair, contributor, signatory, lead, stranger):
        with denied():
            ask(board, somebody)


# Sending again, withdrawing ------------------------------------------------------------------------------------------


def test_sending_again_makes_a_new_key_and_fourteen_new_days(business_manager, invitation, time_machine):
    first = invitation.key
    time_machine.move_to("2026-11-20T10:00:00Z", tick=False)

    resend(invitation, by=business_manager)

    invitation.refresh_from_db()
    assert invitation.expires_at == timezone.now() + OPEN_FOR
    assert (invitation.opens_with(first), invitation.opens_with(invitation.key)) == (False, True)
    assert (verbs(invitation), Notification.objects.count()) == (["invitation.sent", "invitation.resent"], 2)


def test_a_double_click_sends_one_letter(business_manager, invitation):
    with refused("It was sent a moment ago. Wait a minute before you send it again."):
        resend(invitation, by=business_manager)

    assert Notification.objects.count() == 1


def test_what_was_withdrawn_opens_nothing_until_it_is_sent_again(business_manager, invitation):
    key = invitation.key
    withdraw(invitation, by=business_manager)

    invitation.refresh_from_db()
    assert (invitation.state, invitation.opens_with(key)) == ("withdrawn", False)
    with refused("The invitation was withdrawn already."):
        withdraw(invitation, by=business_manager)

    resend(invitation, by=business_manager)
    invitation.refresh_from_db()
    assert invitation.state == "waiting"


def test_a_form_sent_again_after_its_letter_was_withdrawn_makes_no_second_one(board, business_manager):
    uid = uuid.uuid4()
    first = ask(board, business_manager, uid=uid)
    withdraw(first, by=business_manager)

    assert ask(board, business_manager, uid=uid) == first
    assert Invitation.objects.count() == 1


def test_who_accepted_gets_no_letter_and_loses_none(business_manager, invitation):
    accept(invitation, key=invitation.key, password=PHRASE)

    for deed in (resend, withdraw):
        with refused("Ray Quill has accepted already."):
            deed(invitation, by=business_manager)


def test_only_who_sent_it_or_manages_people_may_change_it(
    board, lead, police, business_manager, outsider, administrator
):
    invitation = invite_contributor(police, by=lead, board=board, uid=uuid.uuid4(), starts_on=TODAY, **RAY)

    for somebody in (outsider, administrator):
        with denied():
            withdraw(invitation, by=somebody)
        with denied():
            resend(invitation, by=somebody)
    withdraw(invitation, by=lead)
    resend(invitation, by=business_manager)
    lead.posts.update(ends_on=TODAY - timedelta(days=1))
    with denied():
        withdraw(invitation, by=fresh(lead))


# Accepting -----------------------------------------------------------------------------------------------------------


def test_accepting_sets_the_password_and_counts_the_address_as_theirs(invitation):
    accept(invitation, key=invitation.key, password=PHRASE)

    invitation.refresh_from_db()
    ray = fresh(invitation.person)
    assert (invitation.state, ray.check_password(PHRASE)) == ("accepted", True)
    assert list(EmailAddress.objects.values_list("user", "email", "verified", "primary")) == [
        (ray.pk, "ray.quill@example.org", True, True)
    ]
    assert verbs(invitation) == ["invitation.sent", "invitation.accepted"]


def test_an_invitation_is_used_once(invitation):
    key = invitation.key
    accept(invitation, key=key, password=PHRASE)

    with refused("This invitation can no longer be used."):
        accept(by_letter(invitation.uid), key=key, password="another pass phrase here")
    assert fresh(invitation.person).check_password(PHRASE)


@pytest.mark.parametrize("key", ["", "x" * 40])
def test_a_wrong_key_opens_nothing(invitation, key):
    with refused("This invitation can no longer be used."):
        accept(invitation, key=key, password=PHRASE)


def test_after_fourteen_days_it_opens_nothing(invitation, time_machine):
    time_machine.move_to("2026-12-02T10:00:01Z", tick=False)

    with refused("This invitation can no longer be used."):
        accept(invitation, key=invitation.key, password=PHRASE)
    assert invitation.state == "expired"


def test_the_deactivated_cannot_accept(invitation):
    User.objects.filter(pk=invitation.person.pk).update(is_active=False)

    with refused("This invitation can no longer be used."):
        accept(by_letter(invitation.uid), key=invitation.key, password=PHRASE)


def test_invitations_of_two_boards_are_accepted_together(invitation, stranger):
    westvale = stranger.board_roles.get().board
    other = ask(westvale, stranger)

    accept(invitation, key=invitation.key, password=PHRASE)

    other.refresh_from_db()
    assert (other.person, other.state) == (invitation.person, "accepted")


# Pages ---------------------------------------------------------------------------------------------------------------


def page(board, name, *args):
    return reverse(f"agencies:{name}", args=[board.slug, *args])


def letter_url(invitation, key=None):
    return reverse("accept_invitation", args=[invitation.uid, key or invitation.key])


def test_the_whole_way_from_invitation_to_home(client, board, business_manager, police):
    client.force_login(business_manager)
    form = {"uid": uuid.uuid4(), "agency": police.uid, "role": "lead", "starts_on": "2026-11-18"} | RAY

    sent = client.post(page(board, "invite", "post"), form)
    assert sent.url == page(board, "invitation_list")
    client.logout()
    deliver_owed()
    link = re.search(r"http://localhost:8000(/\S+)", mail.outbox[0].body).group(1)
    assert "Sam Whitlock" in client.get(link).content.decode()
    accepted = client.post(link, {"password1": PHRASE, "password2": PHRASE})

    assert accepted.url == reverse("reports:start")
    account = client.get(reverse("account")).content.decode()
    assert "Agency lead, Northmere Police" in account


def test_opening_the_link_does_nothing(client, invitation):
    client.get(letter_url(invitation))
    client.head(letter_url(invitation))

    invitation.refresh_from_db()
    assert (invitation.state, fresh(invitation.person).has_usable_password()) == ("waiting", False)


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        ("short", "short", "This password is too short."),
        ("ray.quill@example.org", "ray.quill@example.org", "The password is too similar to the email."),
        ("1q2w3e4r5t6y7u8i9o0p", "1q2w3e4r5t6y7u8i9o0p", "This password is too common."),
        (PHRASE, "four words not so", "The two passwords are not the same."),
        ("", "", "Choose a password."),
    ],
)
def test_a_poor_password_is_refused_with_a_reason(client, invitation, first, second, sentence):
    html = client.post(letter_url(invitation), {"password1": first, "password2": second}).content.decode()

    assert sentence in html
    assert not fresh(invitation.person).has_usable_password()


def test_a_link_that_is_over_says_so_and_names_nobody(client, invitation):
    response = client.get(letter_url(invitation, "x" * 40))

    assert response.status_code == 410
    assert "Ray Quill" not in response.content.decode()


def test_a_link_to_nothing_is_not_found(client, db):
    assert client.get(reverse("accept_invitation", args=[uuid.uuid4(), "key"])).status_code == 404


def test_who_is_signed_in_as_somebody_else_is_told_to_sign_out(client, invitation, lead):
    client.force_login(lead)

    html = client.post(letter_url(invitation), {"password1": PHRASE, "password2": PHRASE}).content.decode()

    assert "You are signed in as somebody else" in html
    assert not fresh(invitation.person).has_usable_password()


def test_the_list_tells_what_has_become_of_each(client, board, business_manager, invitation, time_machine):
    client.force_login(business_manager)
    assert "Waiting" in client.get(page(board, "invitation_list")).content.decode()

    client.post(page(board, "invitation_withdraw", invitation.uid))
    assert "Withdrawn" in client.get(page(board, "invitation_list")).content.decode()
    assert client.post(page(board, "invitation_resend", invitation.uid)).url == page(board, "invitation_list")
    assert verbs(invitation) == ["invitation.sent", "invitation.withdrawn", "invitation.resent"]


def test_the_list_costs_the_same_for_one_and_for_thirty(client, board, business_manager, invitation):
    client.force_login(business_manager)
    one = queries_of(client, page(board, "invitation_list"))
    for number in range(30):
        ask(board, business_manager, email=f"somebody{number}@example.org")

    assert queries_of(client, page(board, "invitation_list")) == one


def test_both_halves_of_the_form_say_what_is_wrong(client, board, business_manager):
    client.force_login(business_manager)

    html = client.post(page(board, "invite", "role"), {"email": "nobody"}).content.decode()

    for sentence in ("Enter an e-mail address, like name@example.org.", "Enter their name.", "Choose the role."):
        assert html.count(sentence) == 2


def test_invitations_of_another_board_are_not_found(client, board, invitation, stranger):
    westvale = stranger.board_roles.get().board
    client.force_login(stranger)

    for place in (board, westvale):
        for name in ("invitation_resend", "invitation_withdraw"):
            assert client.post(page(place, name, invitation.uid)).status_code == 404


def test_sending_and_withdrawing_are_deeds_and_no_links(client, board, business_manager, invitation):
    client.force_login(business_manager)

    for name in ("invitation_resend", "invitation_withdraw"):
        assert client.get(page(board, name, invitation.uid)).status_code == 405


def test_others_are_shown_a_closed_door(client, board, lead, chair, administrator):
    for somebody in (lead, chair, administrator):
        client.force_login(somebody)
        for name, args in [("invitation_list", []), ("invitation_choose", []), ("invite", ["role"])]:
            assert client.get(page(board, name, *args)).status_code == 403


def test_a_manager_of_another_board_sees_no_invitation(invitation, stranger, business_manager):
    BoardRoleFactory(person=stranger, board=invitation.board, role=Role.ANALYST)

    assert list(Invitation.objects.visible_to(fresh(stranger))) == []
    assert list(Invitation.objects.visible_to(business_manager)) == [invitation]
