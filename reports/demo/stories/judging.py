"""How returns are judged: ratings, the first look, challenges, a second view, tests, replies and letters."""

import datetime as dt

from audits.draft import narrative_part
from audits.models import Review, SelfEvaluation
from audits.operations.answer import save_standard
from audits.operations.challenge import ask, conclude, respond
from audits.operations.feedback import acknowledge_feedback, draft_feedback, send_feedback
from audits.operations.first_look import comment, return_for_revision
from audits.operations.interest import declare_interest
from audits.operations.moderation import finish, moderate, still_to_judge
from audits.operations.right_of_reply import reply
from audits.operations.sample import moderate_by_sample
from audits.operations.second import ask_second_reader, moderate_second
from audits.operations.self_evaluation import hand_over
from audits.operations.submission import sign_off
from audits.operations.survey import answer_survey, open_survey
from audits.operations.tested import record_test
from audits.submitted import standards_of
from lscb_portal.lib.periods import add_working_days
from reports.demo import ratings
from reports.demo.agencies import NORTHMERE, WESTVALE
from reports.demo.cast import new_uid
from reports.demo.days import moment, working_day
from reports.demo.people import POSTS
from reports.demo.words import words

ONE_DAY = dt.timedelta(days=1)
# The demonstration draws the same sample each time it is made.
DRAWN_BY = "5e1f0e7a11ce0b5d"


def review_of(cast, round_code, code, board=NORTHMERE):
    """A board's review of an agency's return, as it stands now."""
    return Review.objects.get(
        round_board__round__code=round_code,
        round_board__board=cast.boards[board],
        evaluation__agency=cast.agencies[code],
    )


def standard_of(review, code):
    """A standard of the round, by its own code or one of its criteria's."""
    return review.round_board.round.framework_version.standards.get(code=code[:4])


def point(review, letter):
    return review.round_board.round.scale.points.get(code=letter)


def lead_of(cast, code):
    return cast.people[POSTS[code][0]]


def moderator(cast, code):
    """The two officers share the agencies; the one who belongs to community health never judges it."""
    return cast.people["rhodri.tams" if code in ("YJ", "Pr", "Fi", "ED", "LH") else "bethan.pryce"]


# Moderated ratings --------------------------------------------------------------------------------------------------


def judge(cast, round_code, code, judgements, only=None):
    """Moderate the standards of a return (those numbered in `only`, else all), and finish when none is left."""
    review = review_of(cast, round_code, code)
    by = moderator(cast, code)
    points = {each.code: each for each in review.round_board.round.scale.points.all()}
    standards = {each.position: each for each in review.round_board.round.framework_version.standards.all()}
    own = {each["position"]: each["rollup"]["rating"] for each in standards_of(review.submission)}
    for number in [number for number in only or own if number in own]:
        told = ratings.judgement(judgements, code, standards[number].code, own[number])
        moderate(
            review,
            standards[number],
            rating=points[told.rating],
            reason_code=told.code,
            reason=told.reason,
            version=0,
            by=by,
        )
    if not still_to_judge(review):
        finish(review, by=by)


def lately_judged(cast, round_code):
    """The last standards of a return are judged, and its agency has its days to reply."""
    yield cast.days.ago(3, "11:45")
    for code, numbers in ratings.LATELY_MODERATED.items():
        judge(cast, round_code, code, ratings.THIS_JUDGEMENTS, only=[int(each) for each in numbers.split()])


# The first look -----------------------------------------------------------------------------------------------------


def sent_back(cast, round_code, code, at):
    """The first look finds something missing: comments on answers, and the return goes back with them."""
    yield at
    told, by = words("judging")["sent_back"][code], moderator(cast, code)
    review = review_of(cast, round_code, code)
    for criterion, text in told["comments"].items():
        comment(review, standard_of(review, criterion), {criterion: text}, by=by)
    return_for_revision(review, reason=told["reason"].strip(), by=by)


def mended(cast, round_code, code, days_ago):
    """The agency mends what was commented on, and its signatory signs it anew."""
    days = cast.days
    yield days.ago(days_ago, "18:40")
    evaluation = SelfEvaluation.objects.get(round__code=round_code, agency=cast.agencies[code])
    lead, signatory, *_ = (cast.people[key] for key in POSTS[code])
    for criterion, text in words("judging")["mended"][code].items():
        answer = evaluation.answers.select_related("criterion", "standard").get(criterion__code=criterion)
        version = evaluation.responses.get(standard=answer.standard).version
        part = {narrative_part(answer.criterion): text.strip()}
        save_standard(evaluation, answer.standard, part, by=lead, version=version, explicit=True)
    hand_over(evaluation, by=lead)
    at = days.ago(days_ago, "18:55")
    yield at
    sign_off(evaluation, by=signatory, reauthenticated_at=at)


# Challenges, tests, second views --------------------------------------------------------------------------------------


def challenged(cast, round_code, told):
    """One challenge, as far as it has come."""
    days, code = cast.days, told["agency"]
    by = moderator(cast, code)
    at = days.ago(*told["asked"])
    yield at
    review = review_of(cast, round_code, code)
    standard = standard_of(review, told["criterion"])
    asked = ask(
        review,
        standard,
        uid=new_uid(),
        criterion=standard.criteria.get(code=told["criterion"]),
        question=told["question"].strip(),
        due_on=add_working_days(at.date(), told["due"]),
        by=by,
    )
    if "answered" not in told:
        return
    yield days.ago(*told["answered"])
    respond(asked, response=told["response"].strip(), by=lead_of(cast, code))
    yield days.ago(*told["concluded"])
    conclude(asked, outcome=told["outcome"], conclusion=told["conclusion"].strip(), by=by)


def tested(cast, round_code, told):
    """A visit or a dip sample."""
    at = cast.days.ago(told["days"], "13:30")
    yield at
    review = review_of(cast, round_code, told["agency"])
    record_test(
        review,
        standard_of(review, told["standard"]),
        uid=new_uid(),
        rating=point(review, told["rating"]),
        method=told["method"],
        size=told["size"],
        tested_on=at.date(),
        findings=told["findings"].strip(),
        by=moderator(cast, told["agency"]),
    )


def surveyed(cast, round_code, told):
    """Staff are asked by an open link; what they answered is recorded as a test once it is closed."""
    days, by = cast.days, moderator(cast, told["agency"])
    yield days.ago(told["opened"], "11:50")
    review = review_of(cast, round_code, told["agency"])
    standard = standard_of(review, told["standard"])
    closes_on = _day(days, told["closes"])
    survey = open_survey(
        review,
        standard,
        uid=new_uid(),
        title=told["title"],
        questions=told["questions"],
        teams=told["teams"],
        closes_on=closes_on,
        by=by,
    )
    if "answers" not in told:
        return
    for team, given in told["answers"].items():
        yield days.ago(told["opened"] - 1, "12:00")
        for answers in given:
            answer_survey(survey, uid=new_uid(), answers=answers.split(), team=team)
    yield moment(add_working_days(closes_on, 1), "13:05")
    record_test(
        review,
        standard,
        uid=new_uid(),
        rating=point(review, told["rating"]),
        method="survey",
        size=0,
        tested_on=closes_on,
        findings=told["findings"].strip(),
        survey=survey,
        by=by,
    )


def _day(days, ago):
    """The working day so many days ago or, below nought, ahead."""
    return days.ago(ago).date() if ago > 0 else working_day(days.today - ONE_DAY * ago)


def seen_twice(cast, round_code):
    """A second moderator judges a standard unseen; one declares an interest."""
    days, told, interest = cast.days, words("judging")["second"], words("judging")["interest"]
    yield days.ago(20, "09:20")
    part = cast.boards[NORTHMERE].round_boards.get(round__code=round_code)
    agency = cast.agencies[interest["agency"]]
    declare_interest(part, agency, nature=interest["nature"], by=cast.people[interest["person"]])
    yield days.ago(5, "09:05")
    standard = part.round.framework_version.standards.get(code=told["standard"])
    by = cast.people[told["person"]]
    ask_second_reader(part, standard, by, by=cast.people["sam.whitlock"])
    for number, (code, (letter, reason_code, reason)) in enumerate(told["judged"].items()):
        yield days.ago(4, f"{11 + number}:15")
        review = review_of(cast, round_code, code)
        moderate_second(review, standard, rating=point(review, letter), reason_code=reason_code, reason=reason, by=by)


# Letters and replies --------------------------------------------------------------------------------------------------


def replied(cast, round_code, code, text, at):
    """An agency uses its right of reply, or has nothing to add."""
    yield at
    right = review_of(cast, round_code, code).right_of_reply
    reply(right, has_comment=bool(text), text=text.strip(), by=lead_of(cast, code))


def fed_back(cast, round_code, code, at, acknowledged=None):
    """The letter is written and sent, and acknowledged where the agency has done so."""
    yield at
    by = cast.people["bethan.pryce"]
    letter = draft_feedback(review_of(cast, round_code, code), by=by)
    send_feedback(letter, version=letter.version, by=by)
    if acknowledged:
        yield acknowledged
        acknowledge_feedback(letter, by=lead_of(cast, code))


def last_years(cast, round_code, due):
    """Last year's replies and letters, each a story of its own."""
    replies = words("judging")["replies"]["last"]
    for number, code in enumerate(ratings.LAST_YEAR):
        judged = working_day(due + ONE_DAY * (16 + 2 * number))
        if code in replies:
            yield replied(cast, round_code, code, replies[code], moment(add_working_days(judged, 4), "15:40"))
        sent = moment(working_day(due + ONE_DAY * 52), "15:00")
        yield fed_back(cast, round_code, code, sent, moment(working_day(due + ONE_DAY * (54 + number // 3)), "16:10"))


# This year ------------------------------------------------------------------------------------------------------------


def this_years(cast, round_code):
    """Everything beside the ratings that has happened this year, each a story of its own."""
    told, days = words("judging"), cast.days
    yield sent_back(cast, round_code, "Fi", days.ago(7, "18:30"))
    yield mended(cast, round_code, "Fi", 3)
    yield lately_judged(cast, round_code)
    yield from (challenged(cast, round_code, one) for one in told["challenges"])
    yield from (tested(cast, round_code, one) for one in told["tests"])
    yield from (surveyed(cast, round_code, one) for one in told["surveys"])
    yield seen_twice(cast, round_code)
    yield from (
        replied(cast, round_code, code, text, days.ago(12, "16:20")) for code, text in told["replies"]["this"].items()
    )
    yield fed_back(cast, round_code, "CH", days.ago(8, "14:35"))
    yield by_sample(cast, round_code)


def by_sample(cast, round_code):
    """The neighbour board judges a sample of standards of each return."""
    days, celia = cast.days, cast.people["celia.moss"]
    yield days.ago(12, "10:30")
    part = cast.boards[WESTVALE].round_boards.get(round__code=round_code)
    moderate_by_sample(part, 4, by=celia, seed=DRAWN_BY)
    for code, number in words("judging")["westvale_judges"].items():
        yield days.ago(4, "15:15")
        review = review_of(cast, round_code, code, WESTVALE)
        own = {each["code"]: each["rollup"]["rating"] for each in standards_of(review.submission)}
        for standard in review.sampled.all()[:number]:
            told = ratings.judgement({}, code, standard.code, own[standard.code])
            moderate(
                review,
                standard,
                rating=point(review, told.rating),
                reason_code=told.code,
                reason=told.reason,
                version=0,
                by=celia,
            )
