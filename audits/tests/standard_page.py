"""The page of a standard as a browser posts it, and what came of it."""

import re
import uuid

from django.urls import reverse

from audits.models import Answer, StandardResponse


def address(evaluation, code="ST1", name="standard"):
    return reverse(f"audits:{name}", args=["northmere", evaluation.uid, code])


def form_data(version=0, rows=(), **changed):
    """The page of ST1 as a browser posts it; `rows` are planned improvements."""
    data = {
        "version": version,
        "page": str(uuid.UUID(int=1)),
        "seen": "{}",
        "c1-rating": "",
        "c1-narrative": "",
        "c2-rating": "",
        "c2-narrative": "",
        "impact": "",
        "strengths": "",
        "gaps": "",
        "improvements-TOTAL_FORMS": len(rows),
        "improvements-INITIAL_FORMS": 0,
        "save": "stay",
    }
    for index, row in enumerate(rows):
        data |= {f"improvements-{index}-{name}": value for name, value in row.items()}
    return data | {name.replace("__", "-"): value for name, value in changed.items()}


def row(**changed):
    return {
        "uid": str(uuid.UUID(int=7)),
        "what": "Audit the night team",
        "lead": "Head of Custody",
        "due_on": "2027-01-31",
        "success_measure": "Nine in ten",
    } | changed


def answer(evaluation, code):
    return Answer.objects.select_related("rating").get(evaluation=evaluation, criterion__code=code)


def response(evaluation, code="ST1"):
    return StandardResponse.objects.get(evaluation=evaluation, standard__code=code)


def hidden(page, name):
    return re.search(rf'name="{name}"\s+value="([^"]*)"', page.text).group(1)
