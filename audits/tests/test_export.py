"""Tables that leave the portal: each is on record, and nobody takes an eleventh within an hour."""

import datetime as dt
import hashlib
import json

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from agencies.models import Event, Notification
from agencies.operations.notification import deliver
from agencies.roles import Role
from agencies.tests.factories import BoardRoleFactory
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


def told():
    """Who is told of whom, by which board, and the page the mail leads to."""
    rows = Notification.objects.filter(kind="audits/export_refused")
    return [(one.recipient.name, one.about.name, one.board.slug, one.link) for one in rows]


def test_of_an_eleventh_table_the_office_is_told_once(
    board, part, moderator, business_manager, administrator, time_machine
):
    ledger, home = f"/b/northmere/board/ledger/?person={moderator.uid}", "/b/northmere/"
    take(part, moderator, 10)
    assert told() == []
    for _ in range(3):
        with pytest.raises(Refused):
            take(part, moderator, 1)

    assert sorted(told()) == [
        (administrator.name, moderator.name, "northmere", home),
        (business_manager.name, moderator.name, "northmere", ledger),
    ]
    assert all(deliver(one.pk) for one in Notification.objects.filter(kind="audits/export_refused"))
    assert {one.subject for one in mail.outbox} == {"Many tables are being taken out of the portal"}
    assert all(f"{moderator.name} took ten tables out of the portal" in one.body for one in mail.outbox)
    time_machine.move_to(dt.datetime(2026, 11, 18, 11, 1, tzinfo=dt.UTC), tick=False)
    take(part, moderator, 10)
    with pytest.raises(Refused):
        take(part, moderator, 1)
    assert len(told()) == 4  # another hour is told anew


def test_of_the_only_person_of_the_office_the_independent_chair_is_told(board, part, business_manager):
    chair = BoardRoleFactory(board=board, role=Role.INDEPENDENT_CHAIR).person
    take(part, business_manager, 10)
    with pytest.raises(Refused):
        take(part, business_manager, 1)

    assert told() == [(chair.name, business_manager.name, "northmere", "/b/northmere/")]


@pytest.mark.parametrize("name", ["matrix_csv", "matrix_xlsx", "policies_csv"])
def test_whoever_is_refused_is_told_on_the_page_as_it_was(client, board, part, business_manager, name):
    take(part, business_manager, 10)
    client.force_login(business_manager)
    place = [board.slug] if name == "policies_csv" else [board.slug, part.round.uid]

    refused = client.get(reverse(f"audits:{name}", args=place), {"kind": "police"})

    assert refused.url == reverse(f"audits:{name.partition('_')[0]}", args=place) + "?kind=police"
    assert TOO_MANY in client.get(refused.url).text
