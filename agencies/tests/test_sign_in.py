import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from agencies.models import User
from agencies.operations.invitation import verify_address
from agencies.tests.asserting import fresh
from agencies.tests.cast import person
from agencies.tests.factories import PASSWORD

NEW = "another long pass phrase"
WRONG = "The e-mail address or the password is not right."


@pytest.fixture(autouse=True)
def no_attempts_yet(db):
    cache.clear()


@pytest.fixture
def joy(lead):
    """The lead, as sign-in knows her."""
    verify_address(lead)
    return lead


def sign_in(client, email="joy.okafor@example.org", password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": email, "password": password} | more)


def words(response):
    return " ".join(response.content.decode().split())


# In and out ----------------------------------------------------------------------------------------------------------


def test_the_right_password_leads_home(client, joy):
    assert sign_in(client).url == reverse("reports:start")
    assert client.get(reverse("account")).status_code == 200


def test_the_address_may_be_written_in_any_case(client, joy):
    assert sign_in(client, email=" Joy.OKAFOR@example.org").status_code == 302


def test_after_signing_in_one_comes_to_the_page_one_wanted_and_never_elsewhere(client, joy):
    assert sign_in(client, next=reverse("account")).url == reverse("account")
    client.logout()
    assert sign_in(client, next="https://example.org/").url == reverse("reports:start")


def test_the_key_of_the_session_changes_with_signing_in(client, joy):
    client.get(reverse("account_login"))
    client.session["kept"] = "x"
    before = client.session.session_key
    sign_in(client)

    assert client.session.session_key != before


def test_signing_out_is_asked_on_a_page_and_done_by_a_button(client, joy):
    sign_in(client)

    assert "Sign out?" in words(client.get(reverse("account_logout")))
    assert client.get(reverse("account")).status_code == 200
    assert client.post(reverse("account_logout")).url == reverse("account_login")
    assert client.get(reverse("account")).status_code == 302


def test_the_sign_in_page_names_no_board(client, board):
    html = words(client.get(reverse("account_login")))

    assert ("Northmere" in html, "LSCB Portal" in html) == (False, True)


def test_a_page_without_its_token_is_refused(joy):
    strict = Client(enforce_csrf_checks=True)

    assert sign_in(strict).status_code == 403


def test_who_is_deactivated_is_told_only_with_the_right_password(client, joy):
    User.objects.update(is_active=False)

    assert sign_in(client).url == reverse("account_inactive")
    assert "This account is deactivated" in words(client.get(reverse("account_inactive")))
    assert WRONG in words(sign_in(client, password="not the pass phrase"))


def test_an_address_not_known_to_be_theirs_is_asked_about_first(client, lead):
    """Somebody whom no invitation brought in: sign-in sends a link, which acts only on a click on its page."""
    assert sign_in(client).url == reverse("account_email_verification_sent")
    assert "Look in your e-mail" in words(client.get(reverse("account_email_verification_sent")))
    link = re.search(r"http://testserver(/\S+)", mail.outbox[0].body).group(1)

    client.get(link)
    assert not EmailAddress.objects.get().verified
    client.post(link)

    assert EmailAddress.objects.get().verified
    assert sign_in(client).url == reverse("reports:start")


# Nothing is given away -----------------------------------------------------------------------------------------------


def without_what_differs(html, email):
    """A page without its token and the address that was typed."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html).replace(email, "")


def test_a_known_and_an_unknown_address_get_the_same_answer(client, joy):
    known = sign_in(client, password="not the pass phrase")
    unknown = sign_in(client, email="nobody@example.org", password="not the pass phrase")

    assert known.status_code == unknown.status_code == 200
    assert WRONG in words(known)
    assert without_what_differs(words(known), "joy.okafor@example.org") == without_what_differs(
        words(unknown), "nobody@example.org"
    )


def test_a_password_is_checked_for_an_unknown_address_too(client, joy, monkeypatch):
    """Or the time it takes would tell who has an account."""
    hashed = []
    set_password = User.set_password
    monkeypatch.setattr(User, "set_password", lambda self, raw: (hashed.append(raw), set_password(self, raw)))

    sign_in(client, email="nobody@example.org", password="not the pass phrase")

    assert hashed == ["not the pass phrase"]


def test_asking_for_a_new_password_tells_nobody_who_has_an_account(client, joy):
    pages = [
        client.post(reverse("account_reset_password"), {"email": email}) for email in (joy.email, "no@example.org")
    ]

    assert [page.url for page in pages] == [reverse("account_reset_password_done")] * 2
    assert [message.subject for message in mail.outbox] == [
        "A link to choose a new password",
        "No account with this address",
    ]


@pytest.mark.parametrize("name", ["account_email", "account_set_password", "account_change_phone"])
def test_only_the_pages_we_need_exist(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_nobody_signs_up(client, db):
    page = client.post(reverse("account_signup"), {"email": "new@example.org", "password1": NEW, "password2": NEW})

    assert (page.status_code, "By invitation only" in words(page)) == (200, True)
    assert User.objects.count() == 0


# Limits --------------------------------------------------------------------------------------------------------------


def test_after_five_wrong_passwords_the_sixth_try_waits(client, joy, time_machine):
    time_machine.move_to("2026-11-18T10:00:00Z")
    for _ in range(5):
        assert WRONG in words(sign_in(client, password="not the pass phrase"))

    assert "Too many attempts. Wait five minutes, then try again." in words(sign_in(client))
    time_machine.move_to("2026-11-18T10:05:30Z")
    assert sign_in(client).status_code == 302


def test_the_limit_is_kept_by_every_worker_in_the_shared_cache(joy, settings):
    for _ in range(5):
        sign_in(Client(), password="not the pass phrase")

    assert "Too many attempts" in words(sign_in(Client()))


def test_too_many_tries_from_one_place_get_a_polite_page(client, db):
    answers = [client.post(reverse("account_login"), {"login": "", "password": ""}).status_code for _ in range(31)]
    page = client.post(reverse("account_login"), {})

    assert answers == [200] * 30 + [429]
    assert page.status_code == 429
    assert "Nothing is wrong with your account." in words(page)


def test_new_passwords_can_be_asked_for_only_so_often(client, joy):
    answers = [client.post(reverse("account_reset_password"), {"email": joy.email}).status_code for _ in range(6)]

    assert answers == [302] * 5 + [429]
    assert len(mail.outbox) == 5


# Passwords -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def link(client, joy):
    """The link in the mail, for a new password."""
    client.post(reverse("account_reset_password"), {"email": joy.email})
    return re.search(r"http://testserver(/\S+)", mail.outbox.pop().body).group(1)


def test_a_new_password_is_chosen_through_the_link_which_works_once(client, joy, link):
    page = client.get(link).url
    client.get(page)
    done = client.post(page, {"password1": NEW, "password2": NEW})

    assert done.url == reverse("account_reset_password_from_key_done")
    assert fresh(joy).check_password(NEW)
    assert [message.subject for message in mail.outbox] == ["Your password was changed"]
    assert "This link can no longer be used" in words(client.get(link))


def test_opening_the_link_changes_nothing(client, joy, link):
    client.get(client.get(link).url)

    assert fresh(joy).check_password(PASSWORD)


def test_the_link_is_good_for_one_hour(client, joy, time_machine):
    time_machine.move_to("2026-11-18T10:00:00Z")
    client.post(reverse("account_reset_password"), {"email": joy.email})
    link = re.search(r"http://testserver(/\S+)", mail.outbox.pop().body).group(1)

    time_machine.move_to("2026-11-18T11:00:05Z")
    assert "This link can no longer be used" in words(client.get(link))


@pytest.fixture
def elsewhere(joy):
    """Another browser where she is signed in."""
    browser = Client()
    sign_in(browser)
    return browser


def test_a_new_password_ends_every_session(client, joy, elsewhere, link):
    page = client.get(link).url
    client.post(page, {"password1": NEW, "password2": NEW})

    assert elsewhere.get(reverse("account")).status_code == 302


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        ("short", "short", "This password is too short."),
        (NEW, "something else entirely", "The two passwords are not the same."),
        ("joy.okafor@example.org", "joy.okafor@example.org", "The password is too similar to the email."),
        ("", "", "Choose a new password."),
    ],
)
def test_a_poor_new_password_is_refused(client, joy, link, first, second, sentence):
    page = client.get(link).url

    assert sentence in words(client.post(page, {"password1": first, "password2": second}))
    assert fresh(joy).check_password(PASSWORD)


def test_who_was_invited_and_has_not_answered_gets_no_link(client, db):
    ray = person("Ray Quill")
    ray.set_unusable_password()
    ray.save()

    client.post(reverse("account_reset_password"), {"email": ray.email})

    assert [message.subject for message in mail.outbox] == ["No account with this address"]


def test_the_deactivated_get_no_link(client, joy):
    User.objects.update(is_active=False)

    client.post(reverse("account_reset_password"), {"email": joy.email})

    assert [message.subject for message in mail.outbox] == ["No account with this address"]


def test_a_mail_server_that_is_down_is_not_a_fault_page(client, joy, monkeypatch):
    def refuse(self):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)

    assert client.post(reverse("account_reset_password"), {"email": joy.email}).status_code == 302


def test_a_password_is_changed_with_the_old_one_and_signs_out_everywhere(client, joy, elsewhere):
    sign_in(client)
    form = {"password1": NEW, "password2": NEW}
    url = reverse("account_change_password")

    assert "This is not the password you have now." in words(client.post(url, form | {"oldpassword": "wrong"}))
    client.post(url, form | {"oldpassword": PASSWORD})

    assert [browser.get(reverse("account")).status_code for browser in (client, elsewhere)] == [302, 302]
    assert sign_in(client, password=NEW).status_code == 302
    assert [message.subject for message in mail.outbox] == ["Your password was changed"]


def test_one_is_asked_again_before_what_carries_ones_name(client, joy):
    sign_in(client)
    url = reverse("account_reauthenticate")

    assert "The password is not right." in words(client.post(url, {"password": "wrong"}))
    assert client.post(url, {"password": PASSWORD, "next": reverse("account")}).url == reverse("account")
    (record,) = [one for one in client.session["account_authentication_methods"] if one.get("reauthenticated")]
    assert record["method"] == "password"


# Sessions ------------------------------------------------------------------------------------------------------------


def test_a_session_ends_after_half_an_hour_without_use(client, joy, time_machine):
    time_machine.move_to("2026-11-18T09:00:00Z")
    sign_in(client)
    client.get(reverse("account"))

    time_machine.move_to("2026-11-18T09:29:00Z")
    assert client.get(reverse("account")).status_code == 200
    time_machine.move_to("2026-11-18T09:58:00Z")
    assert client.get(reverse("account")).status_code == 200
    time_machine.move_to("2026-11-18T10:28:01Z")
    assert client.get(reverse("account")).status_code == 302


def test_a_session_ends_after_twelve_hours_however_much_it_is_used(client, joy, time_machine):
    time_machine.move_to("2026-11-18T08:00:00Z", tick=False)
    sign_in(client)
    for _ in range(48):
        time_machine.shift(timedelta(minutes=15))
        assert client.get(reverse("help")).context["user"] == joy

    time_machine.shift(timedelta(seconds=1))
    assert client.get(reverse("account")).status_code == 302


def test_a_session_is_saved_at_most_every_five_minutes(client, joy, time_machine):
    time_machine.move_to("2026-11-18T09:00:00Z", tick=False)
    sign_in(client)
    client.get(reverse("help"))
    touched = client.session["touched"]

    time_machine.shift(timedelta(minutes=4))
    assert "sessionid" not in client.get(reverse("help")).cookies
    assert client.session["touched"] == touched
    time_machine.shift(timedelta(minutes=2))
    client.get(reverse("help"))
    assert client.session["touched"] == touched + 6 * 60


def test_cookies_are_locked_to_this_host_and_hidden_from_scripts(client, joy):
    sign_in(client)

    cookie = client.cookies["__Host-sessionid"]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["domain"], cookie["path"]) == (
        True,
        True,
        "Lax",
        "",
        "/",
    )
    assert cookie["max-age"] == ""


def test_signed_in_pages_are_nobody_elses(client, joy):
    sign_in(client)

    assert client.get(reverse("account"))["Cache-Control"] == "no-store"
