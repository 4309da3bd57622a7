"""Frameworks and scales: brought in by the operator, next year's version being written, the board's own questions."""

from pathlib import Path

from django.conf import settings

from agencies.models import User
from audits.framework_content import CriterionFile, StandardFile
from audits.framework_file import read_framework, read_scales
from audits.framework_record import criterion_content, mark_of
from audits.models import Criterion, FrameworkVersion
from audits.models.framework import Tier
from audits.operations import framework, framework_part, mapping
from audits.operations.scale import import_scales
from audits.scoring import LOCAL
from reports.demo.agencies import NORTHMERE
from reports.demo.cast import new_uid
from reports.demo.days import moment
from reports.demo.words import words

DATA = Path(settings.BASE_DIR) / "audits" / "data"
CLEAR_ENOUGH = 98


def brought_in(cast):
    """What an operator's commands bring in: the library of scales, and the framework for schools."""
    yield moment(cast.days.beginning, "11:40")
    portal = User.objects.system()
    import_scales(read_scales((DATA / "rating_scales.yaml").read_text(encoding="utf-8")), by=portal)
    schools = read_framework((DATA / "schools_framework.yaml").read_text(encoding="utf-8"))
    framework.import_framework(schools, by=portal)


def next_years(cast):
    """The QA officer writes next year's version, and has confirmed what most of this year's criteria became."""
    told, bethan = words("frameworks")["draft"], cast.people["bethan.pryce"]
    yield cast.days.ago(16, "13:20")
    current = FrameworkVersion.objects.published().statutory().get(framework__code="S11-CORE")
    head = {"number": told["number"], "title": told["title"]}
    draft = framework.copy_draft(current, cast.boards[NORTHMERE], by=bethan, uid=new_uid(), **head)
    yield cast.days.ago(15, "14:05")
    _rewrite(draft, told, bethan)
    yield cast.days.ago(9, "15:10")
    mapping.suggest(current, draft, by=bethan)
    mapping.confirm_alike(current, draft, least=CLEAR_ENOUGH, by=bethan)
    _settle(current, draft, told["settled"], bethan)


def _rewrite(draft, told, by):
    criteria = {one.code: one for one in Criterion.of_version(draft).select_related("standard__version")}
    for code, statement in told["reworded"].items():
        before = criterion_content(criteria[code])
        values = CriterionFile(**{**vars(before), "statement": statement.strip()})
        framework_part.save_criterion(criteria[code].standard, criteria[code], values, by=by, seen=mark_of(before))
    framework_part.remove_criterion(criteria[told["taken_out"]], by=by)
    added = told["added"]
    standard = draft.standards.get(code=added["standard"])
    framework_part.save_criterion(standard, None, _criterion(added), by=by)


def _settle(current, draft, told, by):
    old = Criterion.of_version(current).get(code=told["code"])
    new = Criterion.of_version(draft).get(code=told["code"])
    mapping.enter(old, draft, new=new, relation=told["relation"], rationale=told["why"], by=by)


def own_questions(cast):
    """The board adds two questions of its own beside the framework, and publishes them for its next round."""
    told, bethan = words("frameworks")["own"], cast.people["bethan.pryce"]
    yield cast.days.ago(8, "11:30")
    shared = FrameworkVersion.objects.published().statutory().get(framework__code="S11-CORE")
    draft = framework.begin_supplement(shared, cast.boards[NORTHMERE], by=bethan, uid=new_uid())
    standard = framework_part.save_standard(draft, None, _standard(told), by=bethan)
    for criterion in told["criteria"]:
        framework_part.save_criterion(standard, None, _criterion(criterion), by=bethan)
    framework.publish(draft, by=bethan)


def _standard(told):
    said = {"code": told["code"], "title": told["standard"], "short_title": told["short"]}
    return StandardFile(**said, description=told["description"], guidance="", descriptors={}, criteria=())


def _criterion(told):
    """A criterion for everybody, on no statutory list."""
    usual = {"guidance": (), "tier": Tier.FULL.value, "kinds": None, "since": LOCAL}
    usual |= {"na_allowed": False, "na_when": "", "linked_policy": ""}
    said = {name: value for name, value in told.items() if name != "standard"}
    return CriterionFile(**usual | said | {"example_evidence": tuple(told["example_evidence"])})
