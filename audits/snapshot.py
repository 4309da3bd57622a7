"""What an agency signs, as plain values fit to be frozen: `content_of(evaluation)` → the submission's canonical JSON.

    format          2
    agency          uid, name, short_name, kind
    round           uid, code, title, opens_on, due_on, edition, tier
    framework       code, version, title
    scale           code, version, name, roll_up, points (code, points, letter, label, colour, descriptor), best first
    standards       in order; each with code, position, title, short_title, rollup (state, rating, rule, counts,
                    not_applicable, unanswered, mean), impact, strengths, gaps, answers, improvements
      answers       code, statement, kind (“rating” or “count”), weight, rating (a point's code, or None), count, total,
                    unit, period, not_applicable, na_reason, narrative, evidence, policy (kind, weight, count, total,
                    unit, period and policy are absent from format 1: all was rated, and counted alike)
        policy      the current review of the policy that the criterion names: uid, code, title, version, outcome,
                    reviewed_on, next_due_on; or None
        evidence    uid, title, relates_to, link, file (name, sha256, size) or None
      improvements  uid, what, lead, due_on, success_measure

A nil return has no standards and says why in `nil_reason`, which no other has.

A board's own questions are no part of it: `local_contents_of(evaluation)` has the same for each board that asked some,
with the framework and standards of its own questions, and `board` (uid, name).

Who signed it, when and under which declaration stands beside it in the Submission's own columns.
"""

from audits import contents
from audits.models import Answer

FORMAT = 2


def content_of(evaluation, standards=None) -> dict:
    """The return as it is now: text, whole numbers, dates, lists and dicts, and no float.

    `standards` are those of `contents.read`, where they are at hand already.
    """
    standards = contents.read(evaluation) if standards is None else standards
    shared = [each for each in standards if each.round_board is None]
    return _content(evaluation, evaluation.round.framework_version, shared)


def nil_content_of(evaluation, reason) -> dict:
    """A nil return: it has no standards, and says why."""
    return {**_content(evaluation, evaluation.round.framework_version, []), "nil_reason": reason}


def local_contents_of(evaluation, standards=None) -> dict:
    """{the part in the round of a board with questions of its own: the answers to them}."""
    standards = contents.read(evaluation) if standards is None else standards
    parts = dict.fromkeys(each.round_board for each in standards if each.round_board)
    return {part: _local_content(evaluation, part, standards) for part in parts}


def _local_content(evaluation, part, standards):
    own = [each for each in standards if each.round_board == part]
    board = {"uid": part.board.uid, "name": part.board.name}
    return {**_content(evaluation, own[0].standard.version, own), "board": board}


def _content(evaluation, version, standards):
    round_, agency = evaluation.round, evaluation.agency
    return {
        "format": FORMAT,
        "agency": {"uid": agency.uid, "name": agency.name, "short_name": agency.short_name, "kind": agency.kind},
        "round": {
            "uid": round_.uid,
            "code": round_.code,
            "title": round_.title,
            "opens_on": round_.opens_on,
            "due_on": round_.due_on,
            "edition": round_.edition,
            "tier": evaluation.tier,
        },
        "framework": {"code": version.framework.code, "version": version.number, "title": version.title},
        "scale": _scale(round_.scale),
        "standards": [_standard(each) for each in standards],
    }


def _scale(scale):
    names = ("code", "points", "letter", "label", "colour", "descriptor")
    points = [{name: getattr(point, name) for name in names} for point in scale.points.all()]
    return {
        "code": scale.code,
        "version": scale.version,
        "name": scale.name,
        "roll_up": scale.roll_up,
        "points": points,
    }


def _standard(each):
    standard, response, rollup = each.standard, each.response, each.rollup
    return {
        "code": standard.code,
        "position": standard.position,
        "title": standard.title,
        "short_title": standard.short_title,
        "rollup": {
            "state": rollup.state.value,
            "rating": rollup.rating,
            "rule": rollup.rule.value,
            "counts": rollup.tally.counts,
            "not_applicable": rollup.tally.not_applicable,
            "unanswered": rollup.tally.unanswered,
            "mean": rollup.mean,
        },
        "impact": response.impact,
        "strengths": response.strengths,
        "gaps": response.gaps,
        "answers": [_answer(answer) for answer in each.answers],
        "improvements": [_improvement(one) for one in each.improvements],
    }


def _answer(answer):
    """An answer that was carried forward and that nobody has confirmed says nothing: it is unanswered."""
    said = answer if answer.confirmed else Answer()
    return {
        "code": answer.criterion.code,
        "statement": answer.criterion.statement,
        "kind": answer.criterion.kind,
        "weight": answer.criterion.weight,
        "rating": said.rating.code if said.rating else None,
        "count": said.count,
        "total": said.total,
        "unit": answer.criterion.unit,
        "period": answer.criterion.period,
        "not_applicable": said.not_applicable,
        "na_reason": said.na_reason,
        "narrative": said.narrative,
        "evidence": [_evidence(attachment.item) for attachment in answer.attachments.all() if answer.confirmed],
        "policy": answer.policy.frozen if answer.policy else None,
    }


def _evidence(item):
    file = item.file
    return {
        "uid": item.uid,
        "title": item.title,
        "relates_to": item.relates_to,
        "link": item.link,
        "file": {"name": file.name, "sha256": file.sha256, "size": file.size} if file else None,
    }


def _improvement(improvement):
    return {
        "uid": improvement.uid,
        "what": improvement.what,
        "lead": improvement.lead,
        "due_on": improvement.due_on,
        "success_measure": improvement.success_measure,
    }
