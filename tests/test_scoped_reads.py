import pytest

from tests.scoped_reads import ROOT, faults, files_to_check


@pytest.mark.parametrize("path", files_to_check(), ids=lambda path: str(path.relative_to(ROOT)))
def test_views_and_forms_read_only_what_the_person_may_see(path):
    assert faults(path.read_text()) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("Board.objects.visible_to(user)", []),
        ("get_object_or_404(Board.objects.visible_to(user).of_board(board), uid=uid)", []),
        ("Board.objects.all()", ["1: objects is not followed by visible_to"]),
        ("Board.objects.filter(pk=1).visible_to(user)", ["1: objects is not followed by visible_to"]),
        ("queryset = Board.objects", ["1: objects is not followed by visible_to"]),
        ("get_object_or_404(Board, uid=uid)", ["1: get_object_or_404 is given a class, not a scoped queryset"]),
        ("get_list_or_404(Board)", ["1: get_list_or_404 is given a class, not a scoped queryset"]),
        ("Board._default_manager.all()", ["1: _default_manager passes by visible_to"]),
        ("Board._base_manager.get(pk=1)", ["1: _base_manager passes by visible_to"]),
        ("class Meta:\n    fields = '__all__'", ["2: fields = '__all__' lets a form set what nobody meant"]),
        ("class Meta:\n    exclude = ['pk']", ["2: exclude lets a form set what nobody meant"]),
    ],
)
def test_each_unscoped_read_is_found(source, found):
    assert faults(source) == found


def test_there_is_something_to_check():
    assert len(files_to_check()) > 8
