"""The service update of one's own agency, on the home page until it is sent."""

from agencies.tests.factories import SeatFactory
from reports.todo import todos
from reports.todo.updates import own_updates
from workplan.tests.factories import in_days
from workplan.tests.updates import asked, sent
from workplan.updating import due_of


def test_an_update_waits_for_the_lead_and_the_member_until_it_is_sent(
    board, group, chair, member, lead, police, hospital, adviser, business_manager
):
    SeatFactory(group=group, agency=police)
    round_ = asked(group, chair, date=in_days(40))

    (waiting,) = own_updates(lead, board)
    assert (waiting.title, waiting.due) == ("Write the service update of Police", due_of(round_))
    assert [one.title for one in own_updates(member, board)] == ["Write the service update of Acute trust"]
    assert [own_updates(person, board) for person in (adviser, business_manager)] == [[], []]
    assert waiting in todos(lead, board)

    sent(round_, police, lead)

    assert own_updates(lead, board) == []
