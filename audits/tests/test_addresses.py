"""Codes in addresses: only what may be a code leads to a page, and nothing else to the database."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, URLResolver, resolve, reverse

from audits import urls
from audits.addresses import CodeInAddress
from audits.tests.factories import FrameworkVersionFactory, SelfEvaluationFactory

UID = uuid.UUID("6b1f3a52-0000-4000-8000-000000000001")


def patterns(inside=urls.urlpatterns):
    for one in inside:
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns)
        else:
            yield one


@pytest.mark.parametrize(
    "name", sorted(one.name for one in patterns() if "code" in one.pattern.converters), ids=lambda name: name
)
def test_an_address_takes_codes_and_nothing_else(name):
    (found,) = [one for one in patterns() if one.name == name]
    parts = dict.fromkeys(found.pattern.converters, UID) | {"board": "northmere", "code": "ST1.2-b"}
    address = reverse(f"audits:{name}", kwargs=parts)

    assert isinstance(found.pattern.converters["code"], CodeInAddress)
    assert resolve(address).kwargs["code"] == "ST1.2-b"
    for wrong in ("ST1\x00", "\x00", "ST 1", "-1", "ST1\n"):
        with pytest.raises(Resolver404):
            resolve(address.replace("ST1.2-b", wrong))


def test_a_code_with_a_character_that_no_column_holds_is_no_page(client, police, lead):
    evaluation = SelfEvaluationFactory(agency=police)
    client.force_login(lead)
    address = reverse("audits:standard", args=["northmere", evaluation.uid, "ST1"])
    assert client.get(address).status_code == 200

    with CaptureQueriesContext(connection) as queries:
        assert client.get(address.replace("ST1", "ST1%00")).status_code == 404
    assert [query for query in queries if "audits_standard" in query["sql"]] == []


def test_so_it_is_with_the_criteria_of_a_framework(client, business_manager):
    version = FrameworkVersionFactory()
    client.force_login(business_manager)
    address = reverse("audits:framework_preview", args=["northmere", version.uid, "ST1"])

    assert client.get(address).status_code == 200
    assert client.get(address.replace("ST1", "ST1%00")).status_code == 404
