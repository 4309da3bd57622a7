"""Where the demonstration is never filled in, though it is one."""

import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from agencies.tests.factories import BoardFactory


def test_another_boards_records_are_left_alone(db, settings):
    settings.DEMO = True
    BoardFactory(slug="elsewhere")

    with pytest.raises(CommandError, match="This database holds the records of another board, so nothing was added."):
        call_command("seed_demo", stdout=io.StringIO())
