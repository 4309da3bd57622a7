"""The pages of the library, and of words to look at."""

import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agencies.models import Membership
from agencies.tests.factories import BoardFactory
from audits.library import listed, review_of
from audits.models import EvidenceItem, ReturnComment, ScreeningOverride
from audits.tests.factories import EvidenceItemFactory, SelfEvaluationFactory

pytestmark = pytest.mark.django_db
CHILD = "We rang the mother of Kacper Nowak twice."


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def signed_in(client, lead):
    client.force_login(lead)
    return client


def at(name, *args):
    return reverse(f"audits:{name}", args=["northmere", *args])


def attached(police, number):
    evaluation = SelfEvaluationFactory(agency=police)
    for _ in range(number):
        evaluation.answers.first().attachments.create(item=EvidenceItemFactory(agency=police))
    return evaluation


def queries_of(client, url):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_the_list_takes_as_many_queries_for_thirty_items_as_for_one(signed_in, police, settings):
    evaluation = attached(police, 1)
    signed_in.get(at("library"))
    first = queries_of(signed_in, at("library"))
    for _ in range(29):
        evaluation.answers.last().attachments.create(item=EvidenceItemFactory(agency=police))

    assert queries_of(signed_in, at("library")) == first
    page = signed_in.get(at("library")).text
    assert ("1 to 25 of 30" in page, page.count("/library/") > 25) == (True, True)


def test_a_use_is_read_at_a_board_that_asked_for_the_return(signed_in, police):
    evaluation = attached(police, 1)
    Membership.objects.create(agency=police, board=BoardFactory(slug="westvale"), starts_on=dt.date(2020, 1, 1))
    answer = evaluation.answers.first()

    page = signed_in.get(reverse("audits:library", args=["westvale"])).text

    to_read = reverse("audits:standard", args=["northmere", evaluation.uid, answer.standard.code])
    assert f'href="{to_read}#{answer.criterion.code}"' in page


def test_what_the_filter_leaves(police):
    today = timezone.localdate()
    evaluation = attached(police, 1)
    used = EvidenceItem.objects.get()
    due = EvidenceItemFactory(agency=police, title="Bees", review_due_on=today + dt.timedelta(days=30))
    later = EvidenceItemFactory(agency=police, title="Ants", review_due_on=today + dt.timedelta(days=31))
    hidden = EvidenceItemFactory(agency=police, is_sensitive=True, link="https://example.org/wasps")
    retired = EvidenceItemFactory(agency=police, retired_at=timezone.now())
    older = EvidenceItemFactory(agency=police, title="Bees")
    EvidenceItem.objects.filter(pk=hidden.pk).update(replaces=older)

    def found(**asked):
        return list(listed(EvidenceItem.objects.all(), **asked))

    assert found() == [hidden, later, due, used]
    assert (found(show="used"), found(show="unused")) == ([used], [hidden, later, due])
    assert (found(show="due"), found(show="sensitive"), found(show="retired")) == ([due], [hidden], [retired])
    assert (found(words="bee"), found(words="WASPS")) == ([due], [hidden])
    assert found(order="review") == [due, later, used, hidden]
    assert found(order="title")[:2] == [later, due]
    assert [review_of(one, today).word for one in (due, later, used)] == ["Due soon", "Later", "No date"]
    assert review_of(EvidenceItem(review_due_on=today - dt.timedelta(days=1)), today).word == "Overdue"
    assert evaluation.round.status == "open"


def test_an_empty_library_and_a_filter_that_fits_nothing_say_so(signed_in, police):
    assert "No evidence yet" in signed_in.get(at("library")).text
    EvidenceItemFactory(agency=police)
    assert "No evidence fits" in signed_in.get(at("library") + "?q=nothing+like+it").text
    assert signed_in.get(at("library") + "?show=\x00&page=x&order=zz").status_code == 200


def test_from_upload_to_answers_to_a_newer_version(signed_in, police):
    evaluation = SelfEvaluationFactory(agency=police)
    form = {"uid": str(uuid.uuid4()), "title": "Survey", "relates_to": "2026-03-31", "review_due_on": "soon"}
    page = signed_in.post(at("library_add"), form | {"link": "https://example.org/1"})
    assert "Enter the day it is to be looked at again" in page.text
    form |= {"review_due_on": "2027-03-31", "upload": SimpleUploadedFile("a.txt", b"36 of 40.")}
    assert signed_in.post(at("library_add"), form).url == at("library_item", form["uid"])

    item = EvidenceItem.objects.get()
    assert "Choose at least one criterion." in signed_in.post(at("library_use", item.uid), {}).text
    keys = [str(pk) for pk in evaluation.answers.filter(standard__code="ST1").values_list("pk", flat=True)]
    assert signed_in.post(at("library_use", item.uid), {"r0-ST1": keys}).status_code == 302
    assert item.attachments.count() == len(keys) == 2
    assert "Already there" not in signed_in.get(at("library_use", item.uid)).text  # nothing of ST1 is left to choose

    newer = {"uid": str(uuid.uuid4()), "title": "Survey", "relates_to": "2026-09-30", "link": "https://example.org/2"}
    assert signed_in.post(at("library_replace", item.uid), newer).url == at("library_item", newer["uid"])
    page = signed_in.get(at("library_item", newer["uid"])).text
    assert ("Version 1: Survey" in page, "ST1.1" in page, "Nowhere yet" in page) == (True, True, True)
    assert "Version 2" in signed_in.get(at("library_item", item.uid)).text


def test_an_items_page_takes_as_many_queries_for_ten_versions_as_for_two(signed_in, police):
    evaluation = SelfEvaluationFactory(agency=police)
    versions = [EvidenceItemFactory(agency=police)]
    evaluation.answers.first().attachments.create(item=versions[0])

    def replaced():
        number = len(versions) + 1
        versions.append(EvidenceItemFactory(agency=police, replaces=versions[-1], version=number))
        evaluation.answers.first().attachments.create(item=versions[-1])

    replaced()
    signed_in.get(at("library_item", versions[0].uid))
    pages = [at("library_item", versions[0].uid), at("library_item", versions[1].uid)]
    oldest, newest = (queries_of(signed_in, page) for page in pages)
    for _ in range(8):
        replaced()

    assert queries_of(signed_in, pages[0]) == oldest
    assert queries_of(signed_in, at("library_item", versions[-1].uid)) == newest
    shown = signed_in.get(at("library_item", versions[4].uid)).context
    assert [row.item for row in shown["older"]] == versions[3::-1]
    assert shown["newer"] == versions[-1]


def test_an_item_is_changed_retired_restored_and_removed(signed_in, police):
    item = EvidenceItemFactory(agency=police)
    change = {"title": "Renamed", "relates_to": "2026-02-01", "is_sensitive": "on"}
    assert "Enter a title." in signed_in.post(at("library_change", item.uid), change | {"title": ""}).text
    signed_in.post(at("library_change", item.uid), change)
    item.refresh_from_db()
    assert (item.title, item.is_sensitive) == ("Renamed", True)
    signed_in.post(at("library_retire", item.uid))
    assert "Retired" in signed_in.get(at("library") + "?show=retired").text
    signed_in.post(at("library_restore", item.uid))
    assert "Remove “Renamed”?" in signed_in.get(at("library_remove", item.uid)).text
    assert signed_in.post(at("library_remove", item.uid)).url == at("library")
    assert EvidenceItem.objects.count() == 0


def test_the_title_of_an_item_is_shown_marked_and_let_stand(signed_in, police):
    item = EvidenceItemFactory(agency=police, title="Letter about Kacper Nowak")
    page = signed_in.get(at("library_item", item.uid)).text
    assert '<mark class="looked__m">Kacper Nowak' in page
    form = signed_in.get(at("library_item", item.uid)).context["looks"][0]
    posted = dict(form.initial) | {"why": "other"}
    assert "Write your reason." in signed_in.post(at("library_keep", item.uid), posted).text
    signed_in.post(at("library_keep", item.uid), posted | {"why": "at_work"})
    assert ScreeningOverride.objects.get().about == item
    assert "looked__m" not in signed_in.get(at("library_item", item.uid)).text


# ---- A standard's page -------------------------------------------------------------------------------------------


def page_of(client, evaluation, **changed):
    """What the browser would post of the standard's page."""
    page = client.get(at("standard", evaluation.uid, "ST1")).context["page"]
    data = {"improvements-TOTAL_FORMS": 0, "improvements-INITIAL_FORMS": 0, "version": 0}
    for form in page.answers:
        data[form.add_prefix("narrative")] = form.initial["narrative"]
    return data | changed


def test_saving_shows_the_words_and_loses_nothing(signed_in, police):
    evaluation = SelfEvaluationFactory(agency=police)
    posted = page_of(signed_in, evaluation, **{"c1-narrative": CHILD, "save": "continue"})
    look = at("look", evaluation.uid, "ST1")
    assert signed_in.post(at("standard", evaluation.uid, "ST1"), posted).url == f"{look}?then=continue"

    assert evaluation.answers.get(criterion__code="ST1.1").narrative == CHILD
    page = signed_in.get(look)
    assert '<mark class="looked__m">Kacper Nowak' in page.text
    (form,) = page.context["forms"]
    assert "Say why it may stay." in signed_in.post(look, dict(form.initial)).text
    assert "To look at." in signed_in.get(at("standard", evaluation.uid, "ST1")).text
    signed_in.post(f"{look}?then=continue", dict(form.initial) | {"why": "no_person"})
    assert signed_in.get(f"{look}?then=continue").url == at("standard", evaluation.uid, "ST2")
    assert "To look at." not in signed_in.get(at("standard", evaluation.uid, "ST1")).text


def test_an_automatic_save_keeps_the_words_and_says_that_they_are_to_be_looked_at(signed_in, police):
    evaluation = SelfEvaluationFactory(agency=police)
    posted = page_of(signed_in, evaluation, **{"c1-narrative": CHILD})
    line = signed_in.post(at("autosave", evaluation.uid, "ST1"), posted).text

    assert "To look at:</strong> ST1.1, evidence looks like a name." in line
    assert evaluation.answers.get(criterion__code="ST1.1").narrative == CHILD
    page = signed_in.get(at("check", evaluation.uid)).text
    assert f'{at("standard", evaluation.uid, "ST1")}#id_c1-narrative">ST1.1, evidence: this looks like a name' in page


def test_a_comment_stays_on_the_page_until_there_is_a_reason(signed_in, police):
    evaluation = SelfEvaluationFactory(agency=police)
    said = {"comment-uid": str(uuid.uuid4()), "comment-about": "", "comment-text": CHILD, "comment": "1"}
    posted = page_of(signed_in, evaluation) | said
    page = signed_in.post(at("standard", evaluation.uid, "ST1"), posted).text
    assert ("not sent yet" in page, CHILD in page, ReturnComment.objects.count()) == (True, True, 0)

    signed_in.post(at("standard", evaluation.uid, "ST1"), posted | {"comment-may_stay": "A colleague in their role."})
    assert ReturnComment.objects.get().text == CHILD
