"""Drafts, frameworks with numbers and weights, and boards' own questions, for tests.

draft_of(board, by=moderator)                a draft with all of the small framework, version "2"
own_questions(board, by=moderator)           a board's published questions: one rated, one counted
counting_version()                           a published framework whose first standard rates ST1.1, counts ST1.2
"""

import uuid
from dataclasses import replace

from agencies.models import User
from audits.framework_content import CriterionFile, StandardFile
from audits.operations import framework as operations
from audits.operations.framework import import_framework
from audits.operations.framework_part import save_criterion, save_standard
from audits.tests.factories import FrameworkVersionFactory, small_framework


def rated(code="X1.1", **changed):
    """A criterion that everybody rates."""
    usual = {
        "code": code,
        "statement": "Neglect is named early.",
        "example_evidence": ("Audit",),
        "guidance": (),
        "tier": "full",
        "kinds": None,
        "since": "local",
        "na_allowed": False,
        "na_when": "",
        "linked_policy": "",
    }
    return CriterionFile(**usual | changed)


def counted(code="X1.2", **changed):
    """A criterion that asks for a number out of another."""
    asks = {"kind": "count", "unit": "tools", "period": "last_academic_year", "with_total": True}
    return rated(code, statement="How many tools, with how many families?", **asks | changed)


def standard(code="X1", **changed):
    """A standard without criteria."""
    usual = {"code": code, "title": "Neglect", "short_title": "Neglect", "description": "It is named early."}
    return StandardFile(**usual | {"guidance": "", "descriptors": {}, "criteria": ()} | changed)


def draft_of(board, *, by, number="2"):
    """A draft of `board` that begins with all of the small framework."""
    title = "Small safeguarding framework, revised"
    return operations.copy_draft(FrameworkVersionFactory(), board, by=by, uid=uuid.uuid4(), number=number, title=title)


def own_questions(board, *, by, shared=None, code="X1", published=True):
    """The board's own questions beside the small framework."""
    shared = shared or FrameworkVersionFactory()
    draft = operations.begin_supplement(shared, board, by=by, uid=uuid.uuid4())
    made = save_standard(draft, None, standard(code), by=by)
    save_criterion(made, None, rated(f"{code}.1"), by=by)
    save_criterion(made, None, counted(f"{code}.2"), by=by)
    return operations.publish(draft, by=by) if published else draft


def counting_version(**changed):
    """The small framework as version "count", where ST1.2 asks for a number; `changed` are its columns."""
    file = small_framework()
    first, *rest = file.standards
    asks = {"kind": "count", "unit": "adults", "period": "count_date", "with_total": True} | changed
    first = replace(first, criteria=(first.criteria[0], replace(first.criteria[1], **asks)))
    return import_framework(replace(file, number="count", standards=(first, *rest)), by=User.objects.system())[0]


def weighing_version(weights, roll_up="weighted"):
    """The small framework as version "weighed": the criteria of ST1 with these weights, on a scale that weighs."""
    file = small_framework()
    first, *rest = file.standards
    criteria = tuple(replace(one, weight=weight) for one, weight in zip(first.criteria, weights, strict=True))
    scale = replace(file.scale, code="WEIGHED", roll_up=roll_up)
    whole = replace(file, number="weighed", scale=scale, standards=(replace(first, criteria=criteria), *rest))
    return import_framework(whole, by=User.objects.system())[0]
