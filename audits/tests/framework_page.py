"""The pages of frameworks as a test opens them."""

import re
import uuid

from django.urls import reverse

from audits.models import RatingScale


def at(name, *parts):
    """The address of one of Northmere's pages."""
    return reverse(f"audits:{name}", args=["northmere", *parts])


def shown(response):
    """The page's text with single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))


def hidden(response, name):
    """The value of a hidden control."""
    return re.search(rf'name="{name}"\s+value="([^"]*)"', response.text).group(1)


def head(**changed):
    return {
        "uid": str(uuid.uuid4()),
        "code": "OURS",
        "number": "1",
        "title": "Our framework",
        "legal_basis": "Children Act 2004 s.11",
        "edition_of": "Working Together",
        "editions": "2018, 2023",
        "default_scale": RatingScale.objects.get(code="RAG").pk,
        "signatories": "1",
    } | changed


def criterion_data(**changed):
    return {
        "code": "ST01.1",
        "statement": "Somebody answers.",
        "kind": "rating",
        "weight": "1",
        "tier": "core",
        "since": "2018",
        "descriptor_G": "All know.",
        "advice_all": "Ask a newcomer.",
        "example_evidence": "Chart\r\nSurvey",
        "kinds": ["police"],
    } | changed
