"""A meeting in session with three agencies on the register."""

import pytest


@pytest.fixture
def group(group):
    """The sub-group, which asks for no service updates: `asking` is for those who want them."""
    from workplan.models import UpdateSettings

    UpdateSettings.objects.create(group=group, asks=False)
    return group


@pytest.fixture
def asking(group):
    """The sub-group, which asks its agencies for service updates when an agenda opens."""
    group.update_settings.asks = True
    group.update_settings.save()
    return group


@pytest.fixture
def constable(group, police):
    """A member of the sub-group for the police."""
    from agencies.tests.factories import SeatFactory, UserFactory

    return SeatFactory(group=group, person=UserFactory(name="Joy Adebayo"), agency=police).person


@pytest.fixture
def meeting(group):
    """A planned meeting of the sub-group in about three weeks."""
    from workplan.tests.factories import MeetingFactory

    return MeetingFactory(group=group)


@pytest.fixture
def session(group, chair, member, constable, adviser):
    """A meeting in session; chair, member and constable are of three agencies, and nobody is here yet."""
    from workplan.tests.factories import in_session

    return in_session(group, chair)


@pytest.fixture
def item(session):
    """The first item of the meeting in session."""
    return session.items.first()


@pytest.fixture
def quorate(session, chair, member, constable, client):
    """The meeting in session with all three agencies here; the chair is signed in."""
    from workplan.tests.factories import here

    here(session, chair, member, constable)
    client.force_login(chair)
    return session
