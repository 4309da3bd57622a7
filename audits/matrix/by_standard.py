"""The matrix agency × standard of one board's part in a round: what agencies said, and what moderation made of it.

Only submitted returns are in it. An agency that has not returned, or has made a nil return, is named and counted
nowhere; a draft is never a return. Ratings of a standard are rolled up from its criteria by the rule of the round's
scale (`audits.scoring`).
However many agencies and standards there are, it takes at most nine queries: the answers are grouped by the database
on their covering index, and only returns that were sent in anew since the board took them are read from the frozen
submission.
"""

from dataclasses import replace

from audits import scoring
from audits.matrix.cells import WITHHELD, Column, Line, Matrix, Source
from audits.matrix.facts import Facts, nothing_withheld
from audits.models import RoundBoard
from audits.scoring import NOT_APPLICABLE, State


def matrix_of(round_board, source=Source.SELF, *, kind="", withheld=nothing_withheld, unseen=frozenset()) -> Matrix:
    """Return the matrix of a board's part in a round.

    `source` is whose ratings are counted and compared: "self", "moderated" or "tested". `kind` keeps to one kind of
    agency. `withheld` says of a review whether the reader may not see its moderation yet, `unseen` holds the (review,
    standard) whose first rating a second moderator may not see yet: both are then in no cell and no count.
    """
    source = Source(source)
    previous, why_not = round_before(round_board)
    facts = Facts([round_board, previous] if previous else [round_board], kind, withheld, unseen)
    before = {review.evaluation.agency_id: facts.cells(review, source) for review in facts.returned(previous)}
    lines = tuple(
        Line(review, compared(facts.cells(review, source), before.get(review.evaluation.agency_id)))
        for review in facts.returned(round_board)
    )
    return Matrix(
        round_board=round_board,
        source=source,
        ratings=facts.ratings,
        columns=tuple(
            Column(standard, *counted(facts.scale, lines, at)) for at, standard in enumerate(facts.standards)
        ),
        lines=lines,
        not_returned=tuple(facts.not_returned(round_board)),
        nil=tuple(facts.nil(round_board)),
        kinds=facts.kinds,
        compared_with=previous.round.title if previous else "",
        not_compared_because=why_not,
    )


def round_before(round_board):
    """Return the board's part in the round before, or None, and then the sentence that says why there is none.

    Ratings are compared only on the same version of the framework and the same version of the scale: a board that
    redefines Green between two years has not become better or worse by it.
    """
    round_ = round_board.round
    if round_.previous_id is None:
        return None, "There is no earlier round to compare with."
    parts = RoundBoard.objects.filter(board=round_board.board_id, round=round_.previous_id)
    previous = parts.select_related("round__framework_version", "round__scale").first()
    if previous is None:
        return None, "This board took no part in the round before, so there is nothing to compare with."
    if previous.round.framework_version_id != round_.framework_version_id:
        return None, differs(previous, "used", previous.round.framework_version, round_.framework_version)
    if previous.round.scale_id != round_.scale_id:
        return None, differs(previous, "was rated on", previous.round.scale, round_.scale)
    return previous, ""


def differs(previous, did, theirs, ours):
    """The sentence for two rounds that are not compared, and why."""
    return f"Not compared with {previous.round.title}: it {did} “{theirs}” and this round has “{ours}”."


def compared(cells, before):
    """The cells, each with its rating in the round before and the steps it has moved since.

    `before` are the cells of the round before, in the same order, None for what that round did not ask; or nothing.
    """
    if not before:
        return cells
    return tuple(
        replace(now, change=now.rating.rank - then.rating.rank, before=then.rating)
        if now.rating and then and then.rating
        else now
        for now, then in zip(cells, before, strict=True)
    )


def counted(scale, lines, at):
    """(the tally of a column, how many were not asked); what is withheld is in neither."""
    cells = [line.cells[at] for line in lines]
    given = [_given(cell) for cell in cells if cell.state not in (State.NOT_ASKED, WITHHELD)]
    return scoring.tally(scale, given), sum(cell.state == State.NOT_ASKED for cell in cells)


def _given(cell):
    """A cell as `scoring.tally` takes it: a code, N/A, or None where there is no rating yet."""
    if cell.state == State.NOT_APPLICABLE:
        return NOT_APPLICABLE
    return cell.rating.code if cell.rating else None
