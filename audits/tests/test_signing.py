"""Two signatories where the framework asks for two, and declarations signed on paper."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from agencies.models import Event, Notification, StoredFile
from agencies.roles import Role
from agencies.tests.asserting import denied, refused, verbs
from agencies.tests.factories import PostFactory
from audits.forms.submission import SignForm
from audits.models import FrameworkVersion, SelfEvaluation, Signature, Submission
from audits.operations.paper import sign_on_paper
from audits.operations.self_evaluation import board_of, hand_over, take_back
from audits.operations.submission import handed_over, sign_off
from audits.tests.factories import SelfEvaluationFactory
from audits.views.reading import Reading

pytestmark = pytest.mark.django_db


def pdf(name="declaration.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF")


def picture():
    drawn = io.BytesIO()
    Image.new("RGB", (30, 20), "white").save(drawn, "JPEG")
    return SimpleUploadedFile("declaration.jpg", drawn.getvalue())


@pytest.fixture
def evaluation(police, lead):
    return SelfEvaluationFactory(agency=police, awaiting=True, handed_over_by=lead)


@pytest.fixture
def two_needed(evaluation, unguarded):
    """The framework of the return asks for two signatories, as in schools."""
    FrameworkVersion.objects.update(signatories=2)
    return SelfEvaluation.objects.get(pk=evaluation.pk)


@pytest.fixture
def governor(police):
    """A second signatory."""
    return PostFactory(agency=police, role=Role.SIGNATORY).person


def signed(evaluation, by):
    return sign_off(evaluation, by=by, reauthenticated_at=timezone.now())


def on_paper(evaluation, signatory, by, **changed):
    told = {
        "upload": pdf(),
        "signed_on": timezone.localdate(),
        "seen": handed_over(evaluation),
        "reauthenticated_at": timezone.now(),
    } | changed
    return sign_on_paper(evaluation, signatory, by=by, **told)


# ---- One signatory -----------------------------------------------------------------------------------------------


def test_a_signature_is_a_row_of_the_submission(evaluation, signatory):
    submission = signed(evaluation, signatory)

    (signature,) = submission.signatures.all()
    assert (signature.person, signature.name, signature.on_paper) == (signatory, "Daniel Orme", False)
    assert verbs(evaluation)[-1] == "self_evaluation.submitted"


# ---- Two signatories ---------------------------------------------------------------------------------------------


def test_the_first_signature_submits_nothing_and_the_second_does(two_needed, signatory, governor):
    assert signed(two_needed, signatory) is None
    two_needed.refresh_from_db()
    assert (two_needed.status, Submission.objects.count()) == ("awaiting_sign_off", 0)

    submission = signed(two_needed, governor)
    two_needed.refresh_from_db()
    assert (two_needed.status, two_needed.submitted_by) == ("submitted", governor)
    assert [each.person for each in submission.signatures.all()] == [signatory, governor]
    own = Event.objects.about(two_needed).filter(book__key=two_needed.ledger_key)
    assert [(event.verb, event.by) for event in own] == [
        ("self_evaluation.signed", signatory),
        ("self_evaluation.submitted", governor),
    ]
    assert own[0].facts == '{"needed":2,"signature":1}'


def test_one_person_does_not_sign_twice(two_needed, signatory, governor):
    signed(two_needed, signatory)

    with refused("Daniel Orme has signed this return. Somebody else must sign it as well."):
        signed(two_needed, signatory)


def test_a_signature_falls_when_the_return_is_taken_back(two_needed, signatory, governor, lead):
    signed(two_needed, signatory)
    take_back(two_needed, by=lead)
    hand_over(two_needed, by=lead)

    two_needed.refresh_from_db()
    assert list(Signature.objects.of_hand_over(two_needed)) == []
    assert signed(two_needed, governor) is None
    submission = signed(two_needed, signatory)
    assert [each.person for each in submission.signatures.all()] == [governor, signatory]


def test_a_return_that_needs_two_is_not_handed_to_one(police, lead, signatory, unguarded):
    complete = SelfEvaluationFactory(agency=police, complete=True)
    FrameworkVersion.objects.update(signatories=2)

    with refused(
        "This return needs 2 signatures and the agency has 1 person who can sign it. "
        "Ask the board’s business unit to name another signatory."
    ):
        hand_over(complete, by=lead)


def told_to_sign(evaluation, person):
    """What the page of the signature says below the declaration."""
    request = RequestFactory().get("/")
    request.user, request.session = person, {}
    fresh = SelfEvaluation.objects.get(pk=evaluation.pk)
    told = {"reading": Reading(fresh, person), "board": board_of(fresh), "form": SignForm()}
    return render_to_string("audits/submission/sign.html", told, request)


def test_the_pages_say_who_has_signed_and_who_has_not(client, two_needed, signatory, governor):
    to_sign = told_to_sign(two_needed, governor)
    assert ("once the other has signed it as well" in to_sign, "Sign and submit" in to_sign) == (True, False)
    signed(two_needed, signatory)
    to_sign = told_to_sign(two_needed, governor)
    assert ("Daniel Orme signed on" in to_sign, "Sign and submit" in to_sign) == (True, True)

    client.force_login(signatory)
    check = client.get(reverse("audits:check", args=["northmere", two_needed.uid])).text
    assert f"You have signed. The return waits for {governor.name} to sign it as well." in check
    assert client.get(reverse("audits:sign", args=["northmere", two_needed.uid])).status_code == 302

    submission = signed(two_needed, governor)
    page = client.get(reverse("audits:submission", args=["northmere", submission.uid])).text
    assert f"Signed by Daniel Orme and {governor.name}" in page


# ---- On paper ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("uploader", ["lead", "business_manager"])
def test_a_paper_signs_for_the_signatory_and_both_names_are_kept(request, evaluation, signatory, uploader):
    by = request.getfixturevalue(uploader)
    submission = on_paper(evaluation, signatory, by)

    evaluation.refresh_from_db()
    assert (evaluation.status, evaluation.submitted_by) == ("submitted", signatory)
    (signature,) = submission.signatures.all()
    assert (signature.person, signature.on_paper, signature.entered_by) == (signatory, True, by)
    assert (submission.paper, submission.signed_by) == (signature.paper, signatory)
    assert timezone.localdate(signature.signed_at) == timezone.localdate()
    events = Event.objects.about(evaluation).filter(book__key=evaluation.ledger_key)
    assert [(each.verb, each.by, each.on_behalf_of, each.through) for each in events] == [
        ("self_evaluation.signed_on_paper", by, signatory, "letter"),
        ("self_evaluation.submitted", by, signatory, "letter"),
    ]
    assert list(Notification.objects.filter(kind="audits/signed_on_paper").values_list("recipient", flat=True)) == [
        signatory.pk
    ]


def test_a_photograph_will_do(evaluation, signatory, lead):
    assert on_paper(evaluation, signatory, lead, upload=picture()).paper.content_type == "image/jpeg"


def test_one_signs_on_paper_and_the_other_in_the_portal(two_needed, signatory, governor, lead):
    assert on_paper(two_needed, governor, lead) is None
    submission = signed(two_needed, signatory)

    assert [(each.person, each.on_paper) for each in submission.signatures.all()] == [
        (governor, True),
        (signatory, False),
    ]
    assert submission.paper == submission.signatures.first().paper


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"upload": SimpleUploadedFile("d.docx", b"x")}, "Upload the signed paper as a PDF or a picture."),
        ({"upload": SimpleUploadedFile("d.pdf", b"no")}, "The file is called .pdf, but that is not what is inside it."),
        ({"signed_on": dt.date(2099, 1, 1)}, "The paper cannot have been signed in the future."),
        (
            {"signed_on": dt.date(2020, 1, 1)},
            "The paper was signed before the return was handed over. It must be signed as it is now.",
        ),
        ({"seen": "x"}, "The return was changed and handed over again. Read it as it is now before you sign it."),
        (
            {"reauthenticated_at": None},
            "Confirm that it is you: give your password again before you sign.",
        ),
    ],
    ids=str,
)
def test_what_is_no_such_paper_is_refused(evaluation, signatory, lead, changed, sentence):
    with refused(sentence):
        on_paper(evaluation, signatory, lead, **changed)
    assert (Signature.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_only_a_signatory_who_answered_nothing_signs_on_paper(evaluation, signatory, lead, contributor):
    sentence = "Choose a signatory of the agency who answered no part of the return."
    with refused(sentence):
        on_paper(evaluation, contributor, lead)
    evaluation.contributors.add(signatory)
    with refused(sentence):
        on_paper(evaluation, signatory, lead)


@pytest.mark.parametrize("role", ["signatory", "contributor", "outsider", "moderator", "chair", "stranger"])
def test_nobody_else_uploads_a_paper(request, evaluation, signatory, role):
    with denied():
        on_paper(evaluation, signatory, request.getfixturevalue(role))


# ---- The pages of a paper ----------------------------------------------------------------------------------------


def address(name, evaluation):
    return reverse(f"audits:{name}", args=["northmere", evaluation.uid])


@pytest.fixture
def confirmed(monkeypatch):
    """Whoever is signed in has just given their password again."""
    monkeypatch.setattr("audits.views.paper.reauthenticated_at", lambda request: timezone.now())


def test_the_declaration_is_printed_with_room_to_sign(client, evaluation, lead, signatory):
    client.force_login(lead)
    page = client.get(address("declaration", evaluation)).text

    assert "I sign it on behalf of Northmere Police." in page
    assert "Daniel Orme" in page


def test_the_page_asks_for_the_password_first(client, evaluation, lead):
    client.force_login(lead)

    assert "/accounts/reauthenticate/" in client.get(address("paper_add", evaluation)).url


def test_a_paper_is_uploaded_and_read_again(client, evaluation, lead, signatory, moderator, outsider, confirmed):
    client.force_login(lead)
    data = {"seen": handed_over(evaluation), "signatory": signatory.uid, "vouched": "on", "upload": pdf()}
    sent = client.post(address("paper_add", evaluation), data | {"signed_on": timezone.localdate().isoformat()})
    submission = Submission.objects.get()
    assert sent.url == reverse("audits:submission", args=["northmere", submission.uid])

    page = client.get(sent.url).text
    assert "signed on paper" in page
    assert "Joy Okafor entered it" in page
    file = reverse("audits:paper", args=["northmere", submission.uid, submission.signatures.get().uid])
    assert file in page
    found = {}
    for person in (lead, moderator, outsider):
        client.force_login(person)
        answer = client.get(file)
        found[person.name] = b"".join(answer.streaming_content)[:5] if answer.streaming else answer.status_code
    assert found == {"Joy Okafor": b"%PDF-", "Bethan Pryce": b"%PDF-", "Amara Sesay": 404}


def test_an_empty_form_says_what_is_missing(client, evaluation, lead, signatory, confirmed):
    client.force_login(lead)
    page = client.post(address("paper_add", evaluation), {"seen": handed_over(evaluation)}).text

    for sentence in ("Choose who signed.", "Enter the date.", "Choose the file.", "Tick the box to say"):
        assert sentence in page
    assert Signature.objects.count() == 0


def test_a_signature_in_the_portal_has_no_paper(client, evaluation, signatory):
    submission = signed(evaluation, signatory)
    client.force_login(signatory)
    file = reverse("audits:paper", args=["northmere", submission.uid, submission.signatures.get().uid])

    assert client.get(file).status_code == 404
