"""How an agency's people share one return: standards given and handed back, a substitute, and what they say to each
other. None of it goes to a board."""

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from agencies.models import Event, User
from agencies.operations.notification import notify
from agencies.permissions import require
from agencies.roles import Role
from audits import permissions
from audits.models import Assignment, ReturnComment
from audits.operations.answer import may_be_changed
from audits.operations.screening import let_stand, refuse_identifying
from audits.operations.self_evaluation import board_of
from audits.screening import Text
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock
from lscb_portal.lib.once import made_before, make_once


def who_leads(evaluation):
    """The agency's leads and, where there is one, their substitute on this return."""
    leads = User.objects.at(evaluation.agency, Role.LEAD)
    return User.objects.at(evaluation.agency).filter(Q(pk__in=leads) | Q(pk=evaluation.substitute_id))


def who_may_be_given(evaluation):
    """The contributors whom standards may be given to; who leads the return has all of them already."""
    return User.objects.at(evaluation.agency, Role.CONTRIBUTOR).exclude(pk__in=who_leads(evaluation))


def who_may_substitute(evaluation):
    """The agency's people who may stand in for the lead: neither a lead nor, since they would answer, a signatory."""
    others = User.objects.at(evaluation.agency, Role.LEAD, Role.SIGNATORY)
    return User.objects.at(evaluation.agency).exclude(pk__in=others)


# Standards ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def give_standards(evaluation, standards, person, *, by, note=""):
    """Give standards to a contributor, with what the lead would like of them; return the new assignments.

    What they have already stays as it is.
    """
    require(permissions.can_share(by, evaluation))
    evaluation = lock(evaluation)
    may_be_changed(evaluation, by)
    if not who_may_be_given(evaluation).contains(person):
        raise Refused(f"{person.name} is no contributor of {evaluation.agency.name}.")
    asked = set(evaluation.responses.values_list("standard", flat=True))
    if not standards or not asked.issuperset(standard.pk for standard in standards):
        raise Refused("Choose at least one standard of this return.")
    has = set(evaluation.assignments.open().filter(person=person).values_list("standard", flat=True))
    given = [
        Assignment(evaluation=evaluation, standard=standard, person=person, note=note.strip(), assigned_by=by)
        for standard in standards
        if standard.pk not in has
    ]
    Assignment.objects.bulk_create(given)
    if given:
        codes = [each.standard.code for each in given]
        Event.record("self_evaluation.given", by=by, about=evaluation, person=person.uid, standards=codes)
        _tell(evaluation, "audits/standards_given", [person], f"given {given[0].uid}")
    return given


@transaction.atomic
def take_standard(assignment, *, by):
    """Take a standard back from a contributor, who no longer sees it. What they wrote stays."""
    require(permissions.can_share(by, assignment.evaluation))
    lock(assignment.evaluation)
    assignment = lock(assignment)
    if assignment.withdrawn:
        return
    ended = assignment.handed_back_at or timezone.now()
    Assignment.objects.filter(pk=assignment.pk).update(withdrawn=True, handed_back_at=ended)
    _record("self_evaluation.taken_from", assignment, by)


@transaction.atomic
def hand_back(assignment, *, by):
    """A contributor gives a standard back to the lead, done. They may still read it."""
    require(by == assignment.person and permissions.can_read_draft(by, assignment.evaluation))
    lock(assignment.evaluation)
    assignment = lock(assignment)
    if assignment.handed_back_at is not None:
        raise Refused("This standard is not with you any more.")
    Assignment.objects.filter(pk=assignment.pk).update(handed_back_at=timezone.now())
    _record("self_evaluation.handed_back", assignment, by)
    leads = who_leads(assignment.evaluation)
    _tell(assignment.evaluation, "audits/standard_handed_back", leads, f"handed back {assignment.uid}")


def _record(verb, assignment, by):
    facts = {"standard": assignment.standard.code, "person": assignment.person.uid}
    Event.record(verb, by=by, about=assignment.evaluation, **facts)


# The substitute -------------------------------------------------------------------------------------------------------


@transaction.atomic
def name_substitute(evaluation, person, *, by):
    """Let somebody stand in for the lead on this return, or nobody (None) from now on."""
    require(permissions.can_name_substitute(by, evaluation))
    evaluation = lock(evaluation)
    if evaluation.substitute == person:
        return
    if person is not None and not who_may_substitute(evaluation).contains(person):
        raise Refused(f"{person.name} cannot stand in: choose somebody of the agency who does not sign its return.")
    evaluation.substitute = person
    evaluation.save(update_fields=["substitute"])
    event = Event.record("self_evaluation.substitute", by=by, about=evaluation, person=person and person.uid)
    if person is not None:
        _tell(evaluation, "audits/substitute_named", [person], f"substitute {event.uid}")


# Comments -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def comment(evaluation, standard, text, *, by, uid, criterion=None, reason=""):
    """Say something to the agency's own people about a standard or one of its criteria; return the comment.

    Raises Identifying where it looks as if it told who somebody is, unless a `reason` says why it may stay.
    """
    require(permissions.can_comment(by, evaluation, standard))
    evaluation = lock(evaluation)
    if said := made_before(evaluation.comments.filter(written_by=by, standard=standard), uid):
        return said
    if not text.strip():
        raise Refused("Write a comment.")
    if len(text) > ReturnComment._meta.get_field("text").max_length:
        raise Refused("A comment may have 1000 characters at most.")
    looks = refuse_identifying(evaluation.agency, [_to_look_at(standard, text.strip())], reason)
    columns = {"evaluation": evaluation, "standard": standard, "criterion": criterion, "written_by": by}
    said = make_once(ReturnComment, uid=uid, text=text.strip(), **columns)
    let_stand(looks, said, by=by, told_of=evaluation, reason=reason)
    Event.record("self_evaluation.commented", by=by, about=evaluation, standard=standard.code, comment=said.uid)
    _tell(evaluation, "audits/return_comment", _listeners(said), f"comment {said.uid}")
    return said


def _to_look_at(standard, text):
    return Text(standard.pk, "comment", "comment", "id_comment-text", "talk", text)


def _listeners(said):
    """Who leads the return and whoever has the standard, but not the one who wrote."""
    having = said.evaluation.assignments.open().filter(standard=said.standard).values("person")
    people = Q(pk__in=who_leads(said.evaluation)) | Q(pk__in=having)
    return User.objects.at(said.evaluation.agency).filter(people).exclude(pk=said.written_by_id)


@transaction.atomic
def settle(said, *, by, settled=True):
    """Mark a comment as settled, or open it again."""
    require(permissions.can_settle(by, said))
    said = lock(said)
    if settled == (said.settled_at is not None):
        return
    said.settled_at, said.settled_by = (timezone.now(), by) if settled else (None, None)
    said.save(update_fields=["settled_at", "settled_by"])
    verb = "self_evaluation.comment_settled" if settled else "self_evaluation.comment_opened"
    Event.record(verb, by=by, about=said.evaluation, standard=said.standard.code, comment=said.uid)


def _tell(evaluation, kind, people, key):
    board = board_of(evaluation)
    link = reverse("audits:self_evaluation", args=[board.slug, evaluation.uid])
    notify(kind, people, about=evaluation, board=board, link=link, key=key)
