"""Returns that came otherwise than through the portal, taken in whole from a file: all of it, or nothing."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from agencies.models import Event
from agencies.permissions import require
from audits import permissions
from audits.models import AnswerEvidence, Round, SelfEvaluation
from audits.operations.submission import freeze, take_up, tell
from audits.scoring import NOT_APPLICABLE
from audits.submitted import standards_of
from lscb_portal.lib.csv_table import BadTable
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock, move

Status = SelfEvaluation.Status
DECLARATION = "This return of {agency} was received in a file and taken in as it came. Nobody signed it in the portal."


@dataclass(frozen=True)
class Received:
    """What an import did: agencies whose returns are new, and those whose returns were there, word for word."""

    new: tuple[str, ...]
    unchanged: tuple[str, ...]


@transaction.atomic
def receive_returns(round_, file, *, by) -> Received:
    """Take the returns of a file (`audits.returns_file.read`) as these agencies' submitted returns to the round.

    A criterion that the file leaves out is unanswered: what was carried forward to it from an earlier return was
    confirmed by nobody. Raises BadTable naming every line that does not fit the round, and then nothing is saved; the
    same file a second time changes nothing.
    """
    require(permissions.can_receive_returns(by, round_))
    round_ = lock(round_)
    if round_.status not in (Round.Status.OPEN, Round.Status.CLOSED):
        raise Refused(
            f"The round is {round_.get_status_display().lower()}: it takes returns while it is open or closed."
        )
    given, problems = _by_return(round_, file)
    new, unchanged = [], []
    for key in sorted(given):
        evaluation, rows = lock(given[key][0]), given[key][1]
        answers, found = _answers(evaluation, rows)
        if not found and _is_held(evaluation, answers):
            unchanged.append(evaluation.agency.name)
        elif refusals := found or _why_not(evaluation, rows[0].line):
            problems += refusals
        else:
            _receive(evaluation, answers, file, by)
            new.append(evaluation.agency.name)
    if problems:
        raise BadTable(problems)
    return Received(tuple(new), tuple(unchanged))


def _by_return(round_, file):
    """{a return's key: (the return, its rows)}, and what is wrong with the agencies' names."""
    known, given, problems = _known_agencies(round_), {}, []
    for row in file.rows:
        evaluation = known.get(row.agency.casefold())
        if evaluation is None:
            problems.append(f"Line {row.line}, column agency: “{row.agency}” was not asked in this round.")
        else:
            given.setdefault(evaluation.pk, (evaluation, []))[1].append(row)
    return given, problems


def _known_agencies(round_):
    """{an agency's name or short name: its return}."""
    known = {}
    for evaluation in round_.evaluations.select_related("agency").order_by("pk"):
        known[evaluation.agency.short_name.casefold()] = evaluation
        known[evaluation.agency.name.casefold()] = evaluation
    return known


def _answers(evaluation, rows):
    """{criterion's code: (a rating's code, N/A or None, reason, narrative)} and what is wrong with the rows."""
    scale = evaluation.round.scale
    points = _points(scale)
    asked = {answer.criterion.code.casefold(): answer.criterion for answer in _framework_answers(evaluation)}
    answers, problems = {}, []
    for row in rows:
        criterion = asked.get(row.criterion.casefold())
        code = _code(row.rating, points)
        if criterion and criterion.code in answers:
            problems.append(f"Line {row.line}: {criterion.code} of {row.agency} is answered twice.")
        elif criterion is None:
            problems.append(f"Line {row.line}, column criterion: {row.agency} is not asked “{row.criterion}”.")
        elif criterion.is_count:
            where = f"Line {row.line}, column criterion"
            problems.append(f"{where}: {criterion.code} asks for a number, and such a file has ratings only.")
        elif code is False:
            problems.append(f"Line {row.line}, column rating: “{row.rating}” is not a rating of this round’s scale.")
        elif code == NOT_APPLICABLE and not criterion.may_not_apply(scale):
            problems.append(f"Line {row.line}, column rating: {criterion.code} applies to every agency.")
        else:
            answers[criterion.code] = (code, row.na_reason, row.narrative)
    return answers, problems


def _points(scale):
    """{how a rating may be written: its code}."""
    found = {}
    for point in scale.points.all():
        found |= dict.fromkeys(map(str.casefold, (point.label, point.letter, point.code)), point.code)
    return found


def _code(written, points):
    """The rating's code, N/A, None for a blank; False for anything else."""
    if not written:
        return None
    return NOT_APPLICABLE if written == NOT_APPLICABLE else points.get(written.casefold(), False)


def _framework_answers(evaluation):
    return evaluation.answers.filter(round_board=None).select_related("criterion", "standard")


def _why_not(evaluation, line) -> list[str]:
    """Why this agency's return may not be taken from a file; nothing where it may."""
    agency = evaluation.agency.name
    if evaluation.status == Status.SUBMITTED:
        return [f"Line {line}: {agency} has submitted other answers already."]
    if evaluation.status != Status.NOT_STARTED:
        return [f"Line {line}: {agency} has begun its return in the portal."]
    return []


def _is_held(evaluation, answers) -> bool:
    """Whether the newest submission says exactly what the file says."""
    submission = evaluation.submissions.last()
    if evaluation.status != Status.SUBMITTED or submission.redacted_at:
        return False
    held = {
        answer["code"]: (
            NOT_APPLICABLE if answer["not_applicable"] else answer["rating"],
            answer["na_reason"],
            answer["narrative"],
        )
        for standard in standards_of(submission)
        for answer in standard["answers"]
    }
    return held == {code: answers.get(code, (None, "", "")) for code in held}


def _receive(evaluation, answers, file, by):
    now = timezone.now()
    _write(evaluation, answers, by, now)
    evaluation.contributors.add(by)
    move(evaluation, Status.IN_PROGRESS)
    move(evaluation, Status.AWAITING_SIGN_OFF, handed_over_at=now, handed_over_by=by)
    move(evaluation, Status.SUBMITTED, submitted_at=now, submitted_by=by)
    submission = freeze(evaluation, by, now, declaration=DECLARATION.format(agency=evaluation.agency.name))
    reviews = take_up(evaluation, submission)
    facts = {"number": submission.number, "sha256": submission.sha256, "file": file.sha256}
    Event.record("self_evaluation.received", by=by, about=evaluation, **facts)
    tell(submission, reviews)


def _write(evaluation, answers, by, now):
    """Write the file's answers and nothing but them: neither their evidence nor others are carried from before."""
    points = {point.code: point for point in evaluation.round.scale.points.all()}
    _forget_what_was_carried(evaluation)
    touched = set()
    for answer in _framework_answers(evaluation).filter(criterion__code__in=answers):
        code, answer.na_reason, answer.narrative = answers[answer.criterion.code]
        answer.rating, answer.not_applicable = points.get(code), code == NOT_APPLICABLE
        answer.changed_by, answer.changed_at = by, now
        answer.save()
        touched.add(answer.standard_id)
    responses = evaluation.responses.filter(standard__in=touched)
    responses.update(version=1, changed_by=by, changed_at=now)


def _forget_what_was_carried(evaluation):
    """Empty the answers, a board's own questions among them, that the opening of the round began."""
    blank = {"rating": None, "not_applicable": False, "na_reason": "", "narrative": "", "count": None, "total": None}
    AnswerEvidence.objects.filter(answer__evaluation=evaluation).delete()
    evaluation.answers.update(confirmed=True, carried_from=None, **blank)
