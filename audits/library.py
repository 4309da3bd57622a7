"""An agency's library of evidence as its people read it: every item with its versions, where it is used, and what is
due. The same number of queries for one item and for a hundred."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.utils import timezone

from agencies.models import Board
from agencies.roles import Role
from audits.models import Answer, AnswerEvidence, Assignment, EvidenceItem, Round, SelfEvaluation, SignedEvidence
from audits.screening import Look, findings_for, texts_of_item, unsettled
from lscb_portal.lib.document_text import text_of

SOON = dt.timedelta(days=30)
Status = SelfEvaluation.Status
IN_OPEN_ROUND = AnswerEvidence.objects.filter(item=OuterRef("pk"), answer__evaluation__round__status=Round.Status.OPEN)
# A board may still judge what was signed while the agency's answers are open again and name it no longer.
SIGNED_IN_OPEN_ROUND = SignedEvidence.objects.filter(
    item=OuterRef("pk"), submission__reviews__isnull=False, submission__evaluation__round__status=Round.Status.OPEN
)


class Show(StrEnum):
    """Which items of the library to list."""

    ALL = ""
    USED = "used"
    UNUSED = "unused"
    DUE = "due"
    SENSITIVE = "sensitive"
    RETIRED = "retired"


SHOWN = {
    Show.ALL: "All in use",
    Show.USED: "Used in an open round",
    Show.UNUSED: "Not used in an open round",
    Show.DUE: "Review due or overdue",
    Show.SENSITIVE: "Sensitive",
    Show.RETIRED: "Retired",
}
ORDERS = {
    "": ("Newest first", ("-added_at", "-pk")),
    "title": ("Title", ("title", "pk")),
    "relates": ("Date it relates to", ("-relates_to", "pk")),
    "review": ("Review due", (F("review_due_on").asc(nulls_last=True), "pk")),
}


@dataclass(frozen=True)
class Due:
    """How the review of an item stands, in a word and a colour."""

    word: str
    colour: str
    letter: str


NO_DATE, LATER = Due("No date", "n", "–"), Due("Later", "g", "✓")
OVERDUE, DUE_SOON = Due("Overdue", "r", "!"), Due("Due soon", "a", "•")


def review_of(item, today) -> Due:
    """How the review of an item stands: overdue, due within 30 days, later, or without a date."""
    if item.review_due_on is None:
        return NO_DATE
    if item.review_due_on < today:
        return OVERDUE
    return DUE_SOON if item.review_due_on <= today + SOON else LATER


@dataclass
class Use:
    """The answers of one return that name an item: their criteria, with whether the reader may open each.

    No answers where only what was signed names it: the return is open again, and the item was taken off.
    """

    evaluation: SelfEvaluation
    board: Board | None  # at which the reader opens the return: the board they are at, where it is asked there
    answers: list[Answer] = field(default_factory=list)

    @property
    def is_signed(self) -> bool:
        """Whether the return is submitted, so that it keeps this version."""
        return self.evaluation.status == Status.SUBMITTED

    @property
    def submission(self):
        return max(self.evaluation.submissions.all(), key=lambda one: one.number, default=None)


@dataclass
class Row:
    """An item as the library shows it."""

    item: EvidenceItem
    due: Due
    uses: list[Use]
    looks: list[Look]


def listed(items, show="", words="", order=""):
    """The items that a filter leaves, in an order of `ORDERS`; earlier versions stand on their item's own page."""
    items = items.filter(replaced_by__isnull=True, retired_at__isnull=show != Show.RETIRED)
    if show in (Show.USED, Show.UNUSED):
        used = Exists(IN_OPEN_ROUND) | Exists(SIGNED_IN_OPEN_ROUND)
        items = items.filter(used if show == Show.USED else ~used)
    if show == Show.DUE:
        items = items.filter(review_due_on__lte=timezone.localdate() + SOON)
    if show == Show.SENSITIVE:
        items = items.filter(is_sensitive=True)
    if words:
        items = items.filter(Q(title__icontains=words) | Q(file__name__icontains=words) | Q(link__icontains=words))
    return items.order_by(*ORDERS.get(order, ORDERS[""])[1])


def with_uses(items):
    """The items with all that a row of the library shows."""
    answers = AnswerEvidence.objects.select_related("answer__criterion", "answer__evaluation__round__scale")
    answers = answers.select_related("answer__standard", "answer__evaluation__agency").order_by(
        "-answer__evaluation__round__opens_on", "answer__standard__position", "answer__criterion__position"
    )
    asked = ("answer__evaluation__submissions", "answer__evaluation__round__round_boards")
    attached = Prefetch("attachments", answers.prefetch_related(*asked))
    asked = ("submission__evaluation__submissions", "submission__evaluation__round__round_boards")
    named = SignedEvidence.objects.select_related("submission__evaluation__round").order_by("-submission")
    signed = Prefetch("signed_in", named.prefetch_related(*asked))
    return items.select_related("file", "added_by", "agency", "replaces").prefetch_related(attached, signed)


def rows_of(items, user, board) -> list[Row]:
    """The rows of these items (see `with_uses`), as one person reads them at a board."""
    items, today = list(items), timezone.localdate()
    looks = defaultdict(list)
    for agency in {item.agency for item in items}:
        texts = [text for item in items if item.agency == agency for text in texts_of_item(item)]
        for look in unsettled(agency, texts):
            looks[look.text.owner].append(look)
    shared = standards_of(user)
    return [Row(item, review_of(item, today), uses_of(item, user, shared, board), looks[item.pk]) for item in items]


def standards_of(user) -> frozenset[tuple[int, int]]:
    """(return, standard) of everything that somebody shared with the person."""
    shared = Assignment.objects.kept().filter(person=user)
    return frozenset(shared.values_list("evaluation", "standard"))


def uses_of(item, user, shared, board) -> list[Use]:
    """Where an item is used, newest round first. A criterion can be opened by who may read it in the draft."""
    found = {}
    for attached in item.attachments.all():
        answer, evaluation = attached.answer, attached.answer.evaluation
        use = found.setdefault(evaluation.pk, Use(evaluation, board_to_read_at(evaluation, user, board)))
        answer.is_readable = use.board and (
            use.is_signed or reads_all_of(user, item) or (evaluation.pk, answer.standard_id) in shared
        )
        use.answers.append(answer)
    for evaluation in (signed.submission.evaluation for signed in item.signed_in.all()):
        found.setdefault(evaluation.pk, Use(evaluation, board_to_read_at(evaluation, user, board)))
    return list(found.values())


def board_to_read_at(evaluation, user, board):
    """The board at which a person opens a return: `board` if it asked for it too, else another of theirs that did."""
    asking = {each.board_id for each in evaluation.round.round_boards.all()}
    return next((each for each in (board, *user.boards) if each.pk in asking), None)


def reads_all_of(user, item) -> bool:
    """Whether the person reads every answer of the agency's drafts; its contributors read what they were given."""
    return bool(user.roles_for(item.agency) & {Role.LEAD, Role.SIGNATORY})


def with_words(look, item) -> Look:
    """The look at a file's text with the words themselves, read from the file again; any other look as it is."""
    if look.text.part != "file":
        return look
    try:
        with item.file.opened() as content:
            text = text_of(item.file.name, content.read()) or ""
    except FileNotFoundError:
        return look
    return look._replace(text=look.text._replace(words=text), findings=findings_for(item.agency, text))
