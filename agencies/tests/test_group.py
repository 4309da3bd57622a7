import uuid
from datetime import date

from django.urls import reverse

from agencies.models import Group, Seat
from agencies.operations.group import add_group, agree_terms, change_group, set_quorum
from agencies.tests.asserting import denied, fresh, queries_of, refused, verbs
from agencies.tests.factories import GroupFactory, QuorumRuleFactory, SeatFactory


def page(board, name, *args):
    return reverse(f"agencies:{name}", args=[board.slug, *args])


def words(response):
    return " ".join(response.content.decode().split())


def test_the_list_shows_who_chairs_and_how_many_agencies_sit(
    client, board, business_manager, group, chair, member, adviser
):
    client.force_login(business_manager)

    (row,) = client.get(page(board, "group_list")).context["rows"]

    assert (row["chairs"], row["seats"], row["agencies"]) == ([chair], 3, 2)


def test_a_groups_page_shows_its_terms_its_rule_in_words_and_its_seats(
    client, board, business_manager, group, chair, member, adviser
):
    client.force_login(business_manager)

    html = words(client.get(page(board, "group", group.uid)))

    for sentence in (
        "To scrutinise, monitor and evaluate.",
        "Version 1, agreed by Strategic Board on 1 April 2020. To be reviewed by 1 April 2027.",
        "At least 3 agencies must be there.",
        "Departments of one legal body count once.",
    ):
        assert sentence in html
    assert html.index("Helen Marsh") < html.index("Clare Pool") < html.index("Tom Hughes")


def test_a_rule_that_names_agencies_is_said_with_their_names(client, board, business_manager, group, police):
    rule = {"clauses": [{"kind": "at_least", "number": 1, "of": {"agencies": [str(police.uid)]}}]}
    QuorumRuleFactory(group=group, version=2, rule=rule)
    client.force_login(business_manager)

    assert "At least 1 of these must be there: Northmere Police." in words(client.get(page(board, "group", group.uid)))


def test_a_group_without_terms_rule_or_seats_says_so(client, board, business_manager):
    bare = GroupFactory(board=board, slug="bare", name="Task group on transitions", kind="task_group")
    client.force_login(business_manager)

    html = words(client.get(page(board, "group", bare.uid)))

    for sentence in ("None have been entered.", "No quorum rule has been entered.", "Nobody has a seat yet"):
        assert sentence in html


def test_seats_that_are_over_are_not_shown(client, board, business_manager, group, member):
    member.seats.update(ends_on=date(2024, 1, 1))
    client.force_login(business_manager)

    assert "Clare Pool" not in words(client.get(page(board, "group", group.uid)))


def test_pages_cost_the_same_for_one_seat_and_for_thirty(client, board, business_manager, group):
    client.force_login(business_manager)
    member = SeatFactory(group=group)
    SeatFactory(group=group, role="deputy", deputy_for=member)
    few = [queries_of(client, url) for url in (page(board, "group_list"), page(board, "group", group.uid))]
    for number in range(10):
        SeatFactory.create_batch(2, group=group)
        SeatFactory(group=group, role="deputy", deputy_for=member)
        GroupFactory(board=board, slug=f"group-{number}")

    assert [queries_of(client, url) for url in (page(board, "group_list"), page(board, "group", group.uid))] == few


def test_a_seat_is_given_on_the_groups_page(client, board, business_manager, group, lead, police):
    client.force_login(business_manager)
    form = {
        "uid": uuid.uuid4(),
        "person": lead.pk,
        "role": "member",
        "agency": police.uid,
        "authority_confirmed_on": "2026-01-05",
        "starts_on": "2026-01-05",
    }

    assert client.post(page(board, "seat_add", group.uid), form).url == page(board, "group", group.uid)

    seat = Seat.objects.get()
    assert (seat.person, seat.group, seat.agency, verbs(seat)) == (lead, group, police, ["seat.given"])


def test_a_refusal_is_shown_on_the_form(client, board, business_manager, group, chair, lead):
    client.force_login(business_manager)
    form = {"uid": uuid.uuid4(), "person": lead.pk, "role": "chair", "starts_on": "2026-01-05"}

    html = words(client.post(page(board, "seat_add", group.uid), form))

    assert "Helen Marsh chairs QAPM. End that seat first." in html


def test_deputies_stand_in_for_members_of_the_same_group(
    client, board, business_manager, group, member, strategic_board
):
    elsewhere = SeatFactory(group=strategic_board)
    client.force_login(business_manager)

    choices = client.get(page(board, "seat_add", group.uid)).context["form"].fields["deputy_for"].queryset

    assert list(choices) == [member.seats.get()]
    assert elsewhere not in choices


def test_groups_of_another_board_are_not_found(client, board, business_manager, stranger, group):
    westvale = GroupFactory(board=stranger.board_roles.get().board, slug="westvale")
    client.force_login(business_manager)
    for name in ("group", "seat_add"):
        assert client.get(page(board, name, westvale.uid)).status_code == 404


def test_others_are_shown_a_closed_door(client, board, group, chair, lead, administrator):
    for somebody in (chair, lead, administrator):
        client.force_login(somebody)
        for name, args in [("group_list", []), ("group", [group.uid]), ("seat_add", [group.uid])]:
            assert client.get(page(board, name, *args)).status_code == 403
    assert fresh(chair).roles_at(board)


# Setting a group up --------------------------------------------------------------------------------------------------

TERMS = {
    "purpose": "To follow action plans.",
    "membership": "One from each agency.",
    "delegated_authority": "To agree audits.",
    "standing_items": ["Action plans", "Learning"],
    "agreed_by": "Strategic Board",
    "agreed_on": date(2026, 9, 16),
    "minute_reference": "SB/2026/31",
    "review_on": date(2028, 9, 16),
}
NEW = {"name": "Learning and Improvement sub-group", "short_name": "L&I", "kind": "sub_group", "meetings_a_year": 4}
FOUR = {"clauses": [{"kind": "at_least", "number": 4, "of": {"all": True}}]}


def test_a_group_is_set_up_once(board, business_manager):
    uid = uuid.uuid4()
    made = add_group(board, by=business_manager, uid=uid, **NEW)

    assert add_group(board, by=business_manager, uid=uid, **NEW) == made
    assert (made.slug, made.meetings_a_year, verbs(made)) == ("li", 4, ["group.added"])
    with refused("The board has a group called Learning and Improvement sub-group or L&I already."):
        add_group(board, by=business_manager, uid=uuid.uuid4(), **NEW)


def test_agreed_terms_are_a_new_version_and_the_old_one_stays(business_manager, group):
    agree_terms(group, by=business_manager, following=1, **TERMS)

    assert [(one.version, one.purpose) for one in group.terms_of_reference.all()] == [
        (1, "To scrutinise, monitor and evaluate."),
        (2, "To follow action plans."),
    ]
    assert verbs(group) == ["terms_of_reference.agreed"]


def test_a_new_rule_is_a_new_version(business_manager, group):
    set_quorum(group, by=business_manager, following=1, rule=FOUR, in_force_from=date(2026, 11, 18))

    assert (group.quorum_rule.version, group.quorum_rule.rule, verbs(group)) == (2, FOUR, ["quorum_rule.set"])


def test_the_same_form_sent_twice_makes_one_version(business_manager, group):
    for _ in range(2):
        agree_terms(group, by=business_manager, following=1, **TERMS)
        set_quorum(group, by=business_manager, following=1, rule=FOUR, in_force_from=date(2026, 11, 18))

    assert (group.terms.version, group.quorum_rule.version) == (2, 2)
    assert verbs(group) == ["terms_of_reference.agreed", "quorum_rule.set"]


def test_each_version_says_who_entered_it(business_manager, group):
    terms = agree_terms(group, by=business_manager, following=1, **TERMS)
    rule = set_quorum(group, by=business_manager, following=1, rule=FOUR, in_force_from=date(2026, 11, 18))

    assert (terms.entered_by, rule.set_by) == (business_manager, business_manager)
    assert terms.entered_at is not None
    assert rule.set_at is not None


def test_a_group_is_renamed_and_keeps_its_kind(business_manager, board, group):
    strategic = GroupFactory(board=board, slug="strategic", name="Strategic Board")
    change_group(group, by=business_manager, name="Quality sub-group", short_name="Quality", meetings_a_year=6)

    group.refresh_from_db()
    assert (group.name, group.short_name, group.meetings_a_year, group.slug) == (
        "Quality sub-group",
        "Quality",
        6,
        "qapm",
    )
    assert verbs(group) == ["group.changed"]
    with refused("The board has a group called strategic board or SB already."):
        change_group(group, by=business_manager, name="strategic board", short_name="SB", meetings_a_year=4)
    assert strategic.name == "Strategic Board"


def test_who_has_not_seen_the_latest_version_is_told_so(business_manager, group):
    for following in (0, 2):
        with refused("Version 1 has been entered meanwhile. Look at it before you enter another."):
            agree_terms(group, by=business_manager, following=following, **TERMS)
        with refused("Version 1 has been entered meanwhile. Look at it before you enter another."):
            set_quorum(group, by=business_manager, following=following, rule=FOUR, in_force_from=date(2026, 11, 18))


def test_a_rule_that_cannot_be_read_is_refused(business_manager, group):
    with refused("A quorum rule needs a list of clauses with at least one clause in it."):
        set_quorum(group, by=business_manager, following=1, rule={"clauses": []}, in_force_from=date(2026, 11, 18))


def test_only_who_manages_people_sets_groups_up(board, group, chair, administrator, stranger):
    for somebody in (chair, administrator, stranger):
        with denied():
            add_group(board, by=somebody, uid=uuid.uuid4(), **NEW)
        with denied():
            agree_terms(group, by=somebody, following=1, **TERMS)
        with denied():
            change_group(group, by=somebody, name="X", short_name="X", meetings_a_year=4)
        with denied():
            set_quorum(group, by=somebody, following=1, rule=FOUR, in_force_from=date(2026, 11, 18))


TYPED = TERMS | {"following": 0, "agenda_notice": 5, "papers_notice": 10}


def test_a_group_and_its_terms_have_pages(client, board, business_manager):
    client.force_login(business_manager)
    uid = uuid.uuid4()
    terms = TYPED | {"standing_items": " Action plans \n\nLearning", "closing_items": "Close\n"}

    assert client.post(page(board, "group_add"), NEW | {"uid": uid}).url == page(board, "group", uid)
    assert client.post(page(board, "terms_add", uid), terms).url == page(board, "terms", uid)

    group = Group.objects.get(uid=uid)
    assert (group.terms.standing_items, group.terms.closing_items) == (["Action plans", "Learning"], ["Close"])
    shown = words(client.get(page(board, "group", uid)))
    assert "At the end of the agenda" in shown
    assert "<li>Close</li>" in shown


def test_forms_say_what_is_wrong(client, board, business_manager, group):
    client.force_login(business_manager)

    added = words(client.post(page(board, "group_add"), {"name": ""}))
    terms = words(client.post(page(board, "terms_add", group.uid), TYPED | {"following": 1, "review_on": "2020-01-01"}))
    late = words(client.post(page(board, "terms_add", group.uid), TYPED | {"following": 0, "standing_items": ""}))

    assert added.count("Choose the kind of group.") == 2
    assert terms.count("The review must come after the day they were agreed.") == 2
    assert "Version 1 has been entered meanwhile." in late


def test_the_pages_of_setting_up_are_closed_to_others(client, board, group, chair):
    client.force_login(chair)
    for name, args in [("group_add", []), ("terms_add", [group.uid]), ("quorum_change", [group.uid])]:
        assert client.get(page(board, name, *args)).status_code == 403
