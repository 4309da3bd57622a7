"""Words of a return and of evidence that look like an identifier: found, in the way of the hand-over, let stand."""

import datetime as dt
import io
import uuid
import zipfile

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from agencies.models import Event
from agencies.tests.factories import PostFactory
from audits import contents, screening
from audits.models import PlannedImprovement, ReturnComment, ScreeningOverride
from audits.operations.evidence import add_evidence
from audits.operations.screening import Identifying, keep_item_words, keep_words
from audits.operations.self_evaluation import hand_over
from audits.operations.sharing import comment
from audits.operations.submission import sign_off
from audits.screening import Text, texts_of_item, unsettled
from audits.tests.factories import EvidenceItemFactory, SelfEvaluationFactory
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.hashing import sha256_of

pytestmark = pytest.mark.django_db
CHILD = "We rang the mother of Kacper Nowak twice."
WHY = "It names somebody at work."


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def evaluation(police, signatory):
    """A complete return whose first answer names a child."""
    evaluation = SelfEvaluationFactory(agency=police, complete=True)
    evaluation.answers.filter(criterion__code="ST1.1").update(narrative=CHILD)
    return evaluation


def standard_of(evaluation, code="ST1"):
    return next(each.standard for each in contents.read(evaluation) if each.standard.code == code)


def looks(evaluation):
    return [look for each in contents.read(evaluation) for look in each.to_look_at]


def kinds(agency, words):
    found = unsettled(agency, [Text(1, "part", "label", "target", "place", words)])
    return [str(kind) for look in found for kind in look.kinds]


def keep(evaluation, by, look, reason=WHY):
    keep_words(evaluation, standard_of(evaluation), look.text.part, by=by, sha256=look.sha256, reason=reason)


class Forgetful(dict):
    """What was remembered, while other threads make everybody forget it at once."""

    def __contains__(self, key):
        held = super().__contains__(key)
        self.clear()
        return held

    def __setitem__(self, key, value):
        super().__setitem__(key, value)
        self.clear()


@pytest.mark.parametrize("remembered", [{}, {sha256_of(CHILD): screening.findings_in(CHILD)}])
def test_what_another_thread_forgets_is_found_all_the_same(monkeypatch, remembered):
    monkeypatch.setattr(screening, "_found", Forgetful(remembered))

    assert [str(found.kind) for found in screening.findings_in(CHILD)] == ["name"]


def test_what_is_found_is_missing_until_somebody_says_why_it_may_stay(evaluation, lead, signatory):
    (look,) = looks(evaluation)
    assert (look.text.part, look.text.target, look.said) == ("c1-narrative", "id_c1-narrative", "a name")
    assert look.excerpts == [[("We rang the mother of ", None), ("Kacper Nowak", "name"), (" twice.", None)]]
    gap = contents.read(evaluation)[0].gaps[-1]
    assert gap.text == "ST1.1, evidence: this looks like a name. Change it, or say why it may stay."
    with pytest.raises(Refused, match="1 thing still to do"):
        hand_over(evaluation, by=lead)

    for _ in range(2):
        keep(evaluation, lead, look)
    override = ScreeningOverride.objects.get()
    answer = evaluation.answers.get(criterion__code="ST1.1")
    assert (override.about, override.field, override.kinds) == (answer, "c1-narrative", ["name"])
    assert (override.reason, override.overridden_by, override.words_sha256) == (WHY, lead, look.sha256)
    (event,) = Event.objects.about(evaluation).filter(verb="screening.let_stand")
    assert ("Kacper" in event.facts, WHY in event.facts, override.words_sha256 in event.facts) == (False, False, True)
    hand_over(evaluation, by=lead)
    assert sign_off(evaluation, by=signatory, reauthenticated_at=timezone.now()).number == 1


def test_another_text_is_asked_about_anew_and_another_agency_too(evaluation, lead, hospital):
    (look,) = looks(evaluation)
    keep(evaluation, lead, look)
    assert looks(evaluation) == []
    assert kinds(hospital, CHILD) == ["name"]

    evaluation.answers.filter(criterion__code="ST1.1").update(narrative=f"{CHILD} Then again.")
    (changed,) = looks(evaluation)
    with pytest.raises(Refused, match="changed since"):
        keep(evaluation, lead, look._replace(sha256="0" * 64))
    keep(evaluation, lead, changed)
    assert looks(evaluation) == []


def test_what_was_handed_over_before_it_was_looked_at_cannot_be_signed(evaluation, signatory, lead):
    evaluation.answers.update(narrative="Plain words.")
    hand_over(evaluation, by=lead)
    evaluation.answers.filter(criterion__code="ST1.1").update(narrative=CHILD)

    with pytest.raises(Refused, match="Something is missing"):
        sign_off(evaluation, by=signatory, reauthenticated_at=timezone.now())


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (" ", "Say why"),
        ("x" * 301, "300 characters"),
        ("It is only Kacper Nowak.", "The reason itself looks"),
    ],
)
def test_a_reason_says_something_and_names_nobody(evaluation, lead, reason, sentence):
    (look,) = looks(evaluation)
    with pytest.raises(Refused, match=sentence):
        keep(evaluation, lead, look, reason)
    assert (ScreeningOverride.objects.count(), Event.objects.about(evaluation).count()) == (0, 0)


@pytest.mark.parametrize("role", ["signatory", "contributor", "outsider", "moderator", "stranger"])
def test_who_may_not_let_words_stand(request, role, evaluation):
    (look,) = looks(evaluation)
    with pytest.raises(PermissionDenied):
        keep(evaluation, request.getfixturevalue(role), look)


def test_every_free_text_of_a_standard_is_looked_at(evaluation):
    """All but the job title of who leads an improvement."""
    evaluation.responses.filter(standard__code="ST1").update(impact=CHILD, strengths=CHILD, gaps=CHILD)
    row = PlannedImprovement.objects.create(
        evaluation=evaluation,
        standard=standard_of(evaluation),
        what=CHILD,
        lead="Kacper Nowak",
        due_on=dt.date(2027, 1, 1),
        success_measure=CHILD,
    )
    assert [look.text.part for look in looks(evaluation)] == [
        "c1-narrative",
        *("impact", "strengths", "gaps"),
        f"improvement-{row.uid.hex}-what",
        f"improvement-{row.uid.hex}-success_measure",
    ]


def test_the_words_of_an_improvement_are_let_stand_for_that_row(evaluation, lead):
    evaluation.answers.update(narrative="Plain words.")
    what = {"what": CHILD, "lead": "Head", "due_on": dt.date(2027, 1, 1), "success_measure": "More"}
    row = PlannedImprovement.objects.create(evaluation=evaluation, standard=standard_of(evaluation), **what)
    (look,) = looks(evaluation)
    keep(evaluation, lead, look)

    assert ScreeningOverride.objects.get().about == row


def test_names_of_people_and_agencies_of_the_boards_do_not_nag(police, board):
    PostFactory(agency=police, person__name="Dr Helen Whitfield")
    police.name = "Alice Harding Centre"
    police.save()
    words = "Helen Whitfield and Dr Whitfield teach at the Alice Harding Centre. Mrs Whitfield rang. Helen did, too."

    (look,) = unsettled(police, [Text(1, "part", "label", "target", "place", words)])
    assert [words[start:end] for _, start, end in look.findings] == ["Mrs Whitfield", "Helen"]


def test_plain_words_cost_no_query(police, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert kinds(police, "A dip sample of 40 records found 36 with a recorded talk.") == []


# ---- Evidence ----------------------------------------------------------------------------------------------------


def word_file(words):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr("word/document.xml", f'<w:document xmlns:w="{space}"><w:p><w:t>{words}</w:t></w:p></w:document>')
    return made.getvalue()


def test_an_item_is_kept_and_marked_and_holds_the_return_back(evaluation, lead):
    evaluation.answers.update(narrative="Plain words.")
    file = SimpleUploadedFile("Case_of_Kacper_Nowak.docx", word_file("Born to Mrs Nowak, NHS 943 476 5919"))
    answer = evaluation.answers.get(criterion__code="ST1.1")
    item = add_evidence(
        answer, by=lead, uid=uuid.uuid4(), title="Case file", relates_to=dt.date(2026, 1, 1), upload=file
    )

    assert (item.file_was_read, item.found_in_file) == (True, ["name", "NHS number"])
    found = {look.text.part: look for look in looks(evaluation)}
    assert {part: look.said for part, look in found.items()} == {"name": "a name", "file": "a name and an NHS number"}
    assert {look.text.target for look in found.values()} == {"ST1.1"}
    for part, look in found.items():
        keep_item_words(item, part, by=lead, sha256=look.sha256, reason=WHY)
        keep_item_words(item, part, by=lead, sha256=look.sha256, reason=WHY)
    assert looks(evaluation) == []
    assert [event.verb for event in Event.objects.about(item)] == ["evidence.attached", *["screening.let_stand"] * 2]


def test_the_title_of_an_item_is_looked_at_and_a_pdf_is_not_read(police, lead, signatory):
    item = EvidenceItemFactory(agency=police, title="Letter about Kacper Nowak")
    (look,) = unsettled(police, texts_of_item(item))

    assert (look.text.part, look.said, item.file_was_read) == ("title", "a name", False)
    with pytest.raises(PermissionDenied):
        keep_item_words(item, "title", by=signatory, sha256=look.sha256, reason=WHY)


# ---- Comments ----------------------------------------------------------------------------------------------------


def test_a_comment_is_not_sent_until_there_is_a_reason(evaluation, lead):
    said = {"by": lead, "uid": uuid.uuid4()}
    with pytest.raises(Identifying) as asked:
        comment(evaluation, standard_of(evaluation), CHILD, **said)
    assert ([look.said for look in asked.value.looks], ReturnComment.objects.count()) == (["a name"], 0)

    made = comment(evaluation, standard_of(evaluation), CHILD, **said, reason=WHY)
    assert (ScreeningOverride.objects.get().about, made.text) == (made, CHILD)
    assert [event.verb for event in Event.objects.about(evaluation)] == [
        "screening.let_stand",
        "self_evaluation.commented",
    ]
