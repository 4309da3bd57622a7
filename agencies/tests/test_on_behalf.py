from agencies.forms.on_behalf import OnBehalfForm
from agencies.models import Through, User


def form(user, board, people=None, **data):
    return OnBehalfForm(data, user=user, board=board, people=people)


def test_both_names_and_the_way_are_asked(board, administrator, lead):
    filled = form(administrator, board, person=lead.pk, through="telephone")

    assert filled.is_valid()
    assert filled.cleaned_data == {"person": lead, "through": Through.TELEPHONE}


def test_what_is_missing_is_said(board, administrator):
    assert form(administrator, board).errors == {"person": ["Choose who said it."], "through": ["Choose how it came."]}


def test_the_portal_itself_is_no_way_to_say_it_for_somebody(board, administrator, lead):
    ways = [value for value, _ in form(administrator, board).fields["through"].choices]

    assert ways == ["telephone", "letter", "email", "in_person"]
    assert "through" in form(administrator, board, person=lead.pk, through="").errors


def test_the_choice_is_the_boards_active_people_but_not_oneself(board, administrator, lead, outsider, chair, stranger):
    User.objects.filter(pk=outsider.pk).update(is_active=False)

    assert set(form(administrator, board).fields["person"].queryset) == {lead, chair}
    assert form(administrator, board, person=stranger.pk, through="letter").errors == {
        "person": ["Choose somebody from the list."]
    }


def test_a_page_may_narrow_the_choice(board, administrator, lead, chair, police):
    narrowed = form(administrator, board, people=User.objects.at(police))

    assert list(narrowed.fields["person"].queryset) == [lead]
