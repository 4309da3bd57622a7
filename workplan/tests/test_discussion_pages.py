import pytest

from agencies import kept
from workplan.operations.discussion import save_discussion
from workplan.operations.session import close_meeting
from workplan.tests.pages import HTMX, address, said, words


def typed(text, version, **more):
    return {"text": text, "version": str(version)} | more


def test_autosave_says_when_and_brings_the_new_version(client, quorate, item):
    page = client.post(address("discussion", item), typed("Police spoke.", 0), headers=HTMX)

    assert words(page).startswith("Saved at ")
    assert 'id="version" value="1" hx-swap-oob="true"' in page.content.decode()


def test_autosave_meets_other_words(client, quorate, business_manager, item):
    save_discussion(item, text="Theirs", version=0, by=business_manager)

    page = client.post(address("discussion", item), typed("Mine", 0), headers=HTMX)

    item.refresh_from_db()
    assert (page.status_code, item.discussion) == (409, "Theirs")
    assert "Not saved: somebody else has written here." in words(page)
    assert "Theirs" in words(page)


@pytest.mark.parametrize(("keep", "left"), [("both", "Theirs\n\nMine"), ("mine", "Mine")])
def test_after_a_conflict_the_person_chooses(client, quorate, business_manager, item, keep, left):
    save_discussion(item, text="Theirs", version=0, by=business_manager)
    page = client.post(address("discussion", item), typed("Mine", 0))
    assert page.status_code == 409
    assert 'name="their_version" value="1"' in page.content.decode()

    client.post(address("discussion", item), typed("Mine", 0, their_version="1", keep=keep))

    item.refresh_from_db()
    assert (item.discussion, item.discussion_version) == (left, 2)


def test_what_was_chosen_does_not_overwrite_a_third_text(client, quorate, business_manager, item):
    save_discussion(item, text="Theirs", version=0, by=business_manager)
    save_discussion(item, text="Theirs, and more", version=1, by=business_manager)

    page = client.post(address("discussion", item), typed("Mine", 0, their_version="1", keep="mine"))

    assert page.status_code == 409
    assert "Theirs, and more" in words(page)


def test_the_save_button_works_without_script(client, quorate, item):
    response = client.post(address("discussion", item), typed("Police spoke.", 0), follow=True)

    assert said(response) == ["The words are saved."]
    assert "Police spoke." in words(response)


@pytest.mark.parametrize(
    "posted",
    [
        {},
        typed("x" * 100_000, 0),
        typed("a\x00b", 0),
        typed("Words", "x"),
        typed("Words", -1),
        typed("Words", 10**20),
        {"text": "Words"},
    ],
)
def test_absurd_words_are_not_saved_and_not_an_error(client, quorate, item, posted):
    assert client.post(address("discussion", item), posted, headers=HTMX).status_code == 422
    assert client.post(address("discussion", item), posted).status_code == 200
    item.refresh_from_db()
    assert item.discussion == ""


def test_keeping_without_a_version_seen_is_not_saved(client, quorate, item, business_manager):
    save_discussion(item, text="Theirs", version=0, by=business_manager)

    assert client.post(address("discussion", item), typed("Mine", 0, keep="mine")).status_code == 409


def test_words_of_the_draft_are_edited_from_the_minutes(client, quorate, chair, item):
    close_meeting(quorate, by=chair)
    assert address("discussion", item) in client.get(address("minutes", quorate)).content.decode()

    response = client.post(address("discussion", item), typed("Later.", 0))

    assert response.url == f"{address('minutes', quorate)}#item-{item.uid}"


def test_words_are_not_for_members(client, session, member, item):
    client.force_login(member)

    assert client.get(address("discussion", item)).status_code == 403


def test_words_sent_after_signing_out_are_offered_back_to_their_author(client, quorate, chair, item):
    where = address("discussion", item)
    client.logout()
    client.post(where, typed("Police spoke.", 0, **{kept.FIELD: kept.mark(chair, where)}))
    client.force_login(chair)
    offered = client.get(where)

    item.refresh_from_db()
    assert (offered.context["form"]["text"].value(), item.discussion) == ("Police spoke.", "")
