"""The addresses of papers, notes on them, packs, and of who is cleared for an item."""

from django.urls import path

from workplan.views import clearance, note, pack, paper

urlpatterns = [
    path("meetings/<uuid:uid>/papers/", paper.papers, name="papers"),
    path("meetings/<uuid:uid>/papers/issue/", pack.issue_papers, name="issue_papers"),
    path("meetings/<uuid:uid>/pack/", pack.pack, name="pack"),
    path("meetings/<uuid:uid>/pack/make/", pack.make_pack, name="make_pack"),
    path("meetings/<uuid:uid>/pack/stop/", pack.stop_pack, name="stop_pack"),
    path("meetings/<uuid:uid>/pack/state/", pack.pack_state, name="pack_state"),
    path("meetings/items/<uuid:uid>/papers/add/", paper.add_paper, name="add_paper"),
    path("meetings/items/<uuid:uid>/restrict/", clearance.restrict, name="restrict"),
    path("meetings/items/<uuid:uid>/open-to-all/", clearance.lift, name="lift"),
    path("meetings/papers/<uuid:uid>/", paper.paper, name="paper"),
    path("meetings/papers/<uuid:uid>/front/", paper.front_sheet, name="front_sheet"),
    path("meetings/papers/<uuid:uid>/replace/", paper.replace_paper, name="replace_paper"),
    path("meetings/papers/<uuid:uid>/withdraw/", paper.withdraw_paper, name="withdraw_paper"),
    path("meetings/papers/<uuid:uid>/move/", paper.move_paper, name="move_paper"),
    path("meetings/papers/<uuid:uid>/notes/<uuid:note>/", note.note, name="note"),
    path("meetings/papers/<uuid:uid>/notes/<uuid:note>/delete/", note.delete_note, name="delete_note"),
    path("meetings/papers/versions/<uuid:uid>/", paper.paper_version, name="paper_version"),
    path("meetings/papers/versions/<uuid:uid>/original/", paper.paper_original, name="paper_original"),
    path("meetings/papers/versions/<uuid:uid>/again/", paper.convert_again, name="convert_again"),
]
