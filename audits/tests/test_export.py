"""Tables that leave the portal: each is on record, and nobody takes an eleventh within an hour."""

import datetime as dt
import hashlib
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from agencies.models import Event
from audits.operations.export import export_matrix, export_policies
from audits.tests.factories_judging import part_of
from lscb_portal.lib.errors import Refused

pytestmark = pytest.mark.django_db
TOO_MANY = (
    "You took 10 tables out of the portal within an hour, and nobody may take more. "
    "From 11:01 on you can take the next; until then read it on the page."
)


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 18, 10, 0, tzinfo=dt.UTC), tick=False)


@pytest.fixture
def part(board):
    return part_of(board)


def take(part, by, times):
    for _ in range(times):
        export_matrix(part, b"Agency", by=by, file="csv", shown="self")


def test_who_took_the_register_and_which_is_in_the_ledger(client, board, business_manager):
    client.force_login(business_manager)
    response = client.get(reverse("audits:policies_csv", args=[board.slug]), {"state": "gap"})

    event = Event.objects.get(verb="policies.exported")
    assert (event.by, event.about, event.book.key) == (business_manager, board, board.ledger_key)
    assert json.loads(event.facts) == {
        "state": "gap",
        "tier": "",
        "kind": "",
        "file": "csv",
        "sha256": hashlib.sha256(response.content).hexdigest(),
    }


def test_only_who_reads_the_register_is_handed_it(board, lead, outsider, stranger):
    for somebody in (lead, outsider, stranger):
        with pytest.raises(PermissionDenied):
            export_policies(board, b"Code", by=somebody, file="csv")
    assert Event.objects.count() == 0


def test_the_eleventh_table_within_an_hour_is_refused_and_that_is_on_record(
    board, part, business_manager, moderator, time_machine
):
    take(part, business_manager, 9)
    export_policies(board, b"Code", by=business_manager, file="csv")

    with pytest.raises(Refused) as refusal:
        take(part, business_manager, 1)
    assert str(refusal.value) == TOO_MANY
    assert Event.objects.filter(by=business_manager).last().verb == "export.refused"
    take(part, moderator, 1)  # everybody has an hour of their own
    time_machine.move_to(dt.datetime(2026, 11, 18, 11, 1, tzinfo=dt.UTC), tick=False)
    take(part, business_manager, 1)
    assert Event.objects.filter(by=business_manager, verb="matrix.exported").count() == 10


@pytest.mark.parametrize("name", ["matrix_csv", "matrix_xlsx", "policies_csv"])
def test_whoever_is_refused_is_told_on_the_page_as_it_was(client, board, part, business_manager, name):
    take(part, business_manager, 10)
    client.force_login(business_manager)
    place = [board.slug] if name == "policies_csv" else [board.slug, part.round.uid]

    refused = client.get(reverse(f"audits:{name}", args=place), {"kind": "police"})

    assert refused.url == reverse(f"audits:{name.partition('_')[0]}", args=place) + "?kind=police"
    assert TOO_MANY in client.get(refused.url).text
