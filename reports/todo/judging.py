"""What waits in the judging of returns. For agencies: to mend, to answer, to reply, to acknowledge. For boards: to
conclude, to judge a second time, to write letters, to report."""

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from agencies.roles import Permission, Role
from audits.models import AnswerChallenge, Feedback, Interest, Review, RightOfReply, Round, SecondReader, SelfEvaluation
from audits.second_desk import Desk
from lscb_portal.lib.charts.words import possessive
from lscb_portal.lib.periods import add_working_days
from reports.todo.todo import Todo, day, things

Challenged, Letter = AnswerChallenge.Status, Feedback.Status
DAYS_TO_MEND = 10
MINUTES_A_LETTER = 30
OF_REVIEW = ("review__round_board__round", "review__evaluation__agency")


def _page(board, review, name, *more):
    return reverse(f"audits:{name}", args=[board.slug, review.round_board.round.uid, review.uid, *more])


def _agencies_where(user, board, *roles):
    """The keys of agencies where the person holds one of `roles`; None, and no query, where they hold none here."""
    if not user.roles_at(board) & set(roles):
        return None
    return user.posts.current().filter(role__in=roles).values("agency")


# The agency's side ----------------------------------------------------------------------------------------------------


def came_back(user, board):
    """Returns that a board has sent back, for the agency's leads."""
    agencies = _agencies_where(user, board, Role.LEAD)
    if agencies is None:
        return []
    reviews = Review.objects.of_board(board).filter(
        status=Review.Status.RETURNED,
        evaluation__agency__in=agencies,
        evaluation__status=SelfEvaluation.Status.IN_PROGRESS,
    )
    return [_mend(board, review) for review in reviews.select_related("evaluation__agency", "round_board__round")]


def _mend(board, review):
    returned_on = timezone.localdate(review.returned_at)
    return Todo(
        title=f"Mend {_whose(review)} return: {review.round_board.round.title}",
        why=f"{board.name} sent it back on {day(returned_on)}: “{review.return_reason}”",
        kind="Return",
        minutes=60,
        due=add_working_days(returned_on, DAYS_TO_MEND),
        url=reverse("audits:self_evaluation", args=[board.slug, review.evaluation.uid]),
    )


def _whose(review):
    """The agency of a return, as its owner: "Police’s"."""
    return possessive(review.evaluation.agency.short_name)


def to_answer(user, board):
    """Challenges that wait for the agency's lead."""
    agencies = _agencies_where(user, board, Role.LEAD)
    if agencies is None:
        return []
    asked = AnswerChallenge.objects.of_board(board).unanswered().filter(review__evaluation__agency__in=agencies)
    return [
        Todo(
            title=f"Answer the board’s question about standard {one.standard.position}",
            why=f"{one.review.round_board.round.title}, {one.review.evaluation.agency.short_name}: your answer stays "
            "beside the one it is about.",
            kind="Challenge",
            minutes=15,
            due=one.due_on,
            url=_page(board, one.review, "challenge", one.uid),
        )
        for one in asked.select_related("standard", *OF_REVIEW)
    ]


def to_reply_to(user, board):
    """Moderated ratings to which the agency may still reply."""
    agencies = _agencies_where(user, board, Role.LEAD, Role.SIGNATORY)
    if agencies is None:
        return []
    running = RightOfReply.objects.running().filter(
        review__round_board__board=board, review__evaluation__agency__in=agencies
    )
    return [
        Todo(
            title=f"Read how {_whose(right.review)} return was judged, and reply",
            why="Your reply prints beside the ratings when the Board reads them. You may have nothing to add.",
            kind="Reply",
            minutes=20,
            due=right.due_on,
            url=_page(board, right.review, "judgement"),
        )
        for right in running.select_related(*OF_REVIEW)
    ]


def to_acknowledge_letter(user, board):
    """Feedback letters that the agency's lead has not acknowledged."""
    agencies = _agencies_where(user, board, Role.LEAD)
    if agencies is None:
        return []
    sent = Feedback.objects.of_board(board).filter(status=Letter.SENT, review__evaluation__agency__in=agencies)
    return [
        Todo(
            title=f"Read and acknowledge the feedback on {_whose(letter.review)} return",
            why=f"Sent on {day(timezone.localdate(letter.sent_at))}. It says what the board made of each standard.",
            kind="Feedback",
            minutes=15,
            url=_page(board, letter.review, "feedback"),
        )
        for letter in sent.select_related(*OF_REVIEW)
    ]


# The board's side -----------------------------------------------------------------------------------------------------


def to_conclude(user, board):
    """Challenges of the person's own that the agency has answered."""
    if not user.may(Permission.MODERATE, board):
        return []
    answered = AnswerChallenge.objects.of_board(board).filter(status=Challenged.ANSWERED, asked_by=user)
    return [
        Todo(
            title=f"Conclude a challenge: {one.review.evaluation.agency.short_name}, standard {one.standard.position}",
            why=f"The agency answered on {day(timezone.localdate(one.responded_at))}.",
            kind="Challenge",
            minutes=10,
            url=_page(board, one.review, "challenge", one.uid),
        )
        for one in answered.select_related("standard", *OF_REVIEW)
    ]


def letters_to_write(user, board):
    """Returns that are moderated and have had no letter, one line a round."""
    if not user.may(Permission.MODERATE, board):
        return []
    waiting = Review.objects.of_board(board).filter(status=Review.Status.MODERATED).select_related("round_board__round")
    interests = Interest.objects.standing().filter(
        person=user, round_board=OuterRef("round_board"), agency=OuterRef("evaluation__agency")
    )
    own = Q(evaluation__agency__in=user.posts.current().values("agency"))
    waiting = waiting.exclude(own | Exists(interests))
    by_round = {}
    for review in waiting:
        by_round.setdefault(review.round_board.round, []).append(review)
    return [
        Todo(
            title=f"Write {things(len(reviews), 'feedback letter')}: {round_.title}",
            why="Every return gets written feedback. The letters are drafted from the moderation.",
            kind="Feedback",
            minutes=MINUTES_A_LETTER * len(reviews),
            url=reverse("audits:moderation", args=[board.slug, round_.uid]),
        )
        for round_, reviews in by_round.items()
    ]


def to_judge_again(user, board):
    """Standards that the person was asked to judge a second time, with something left to judge."""
    if not user.may(Permission.MODERATE, board):
        return []
    readers = SecondReader.objects.standing().filter(person=user, round_board__board=board)
    readers = readers.filter(round_board__round__status__in=(Round.Status.OPEN, Round.Status.CLOSED))
    found = []
    for reader in readers.select_related("standard", "round_board__board", "round_board__round__scale"):
        left = sum(seat.is_to_judge for seat in Desk(reader.round_board, reader.standard, user).seats())
        if left:
            found.append(_again(board, reader, left))
    return found


def _again(board, reader, left):
    return Todo(
        title=f"Judge standard {reader.standard.position} a second time, unseen",
        why=f"{reader.round_board.round.title}: {things(left, 'return waits', 'returns wait')} for your view.",
        kind="Moderation",
        minutes=10 * left,
        url=reverse("audits:second_standard", args=[board.slug, reader.round_board.round.uid, reader.standard.code]),
    )


def to_report(user, board):
    """Rounds whose returns are all judged, for who runs them."""
    if not user.may(Permission.RUN_ROUNDS, board):
        return []
    ready = Round.objects.of_board(board).filter(status=Round.Status.MODERATED, round_boards__is_organiser=True)
    return [
        Todo(
            title=f"Report {round_.title} to the Board",
            why="Every return is judged. Say so in the portal when the Board has read the results.",
            kind="Returns",
            minutes=10,
            due=round_.report_due_on,
            url=reverse("audits:round", args=[board.slug, round_.uid]),
        )
        for round_ in ready.distinct()
    ]
