"""The board's people: the business manager's pages, an agency's team, and "A child may be unsafe"."""

from django.urls import path

from agencies.views import agency, appointment, board, group, invitation, ledger, message, person, role, safety, team

app_name = "agencies"
urlpatterns = [
    path("board/agencies/", agency.agency_list, name="agency_list"),
    path("board/agencies/add/", agency.agency_add, name="agency_add"),
    path("board/agencies/share/", agency.agency_join, name="agency_join"),
    path("board/agencies/<uuid:uid>/", agency.agency, name="agency"),
    path("board/agencies/<uuid:uid>/edit/", agency.agency_edit, name="agency_edit"),
    path("board/agencies/<uuid:uid>/leave/", agency.agency_leave, name="agency_leave"),
    path("board/agencies/<uuid:uid>/rejoin/", agency.agency_rejoin, name="agency_rejoin"),
    path("board/people/", person.person_list, name="person_list"),
    path("board/people/<uuid:uid>/", person.person, name="person"),
    path("board/people/<uuid:uid>/edit/", person.person_edit, name="person_edit"),
    path("board/people/<uuid:uid>/deactivate/", person.person_deactivate, name="person_deactivate"),
    path("board/people/<uuid:uid>/reactivate/", person.person_reactivate, name="person_reactivate"),
    path("board/people/<uuid:uid>/give/<slug:kind>/", appointment.appoint, name="appoint"),
    path("board/held/<slug:kind>/<uuid:uid>/end/", appointment.end, name="end"),
    path("board/groups/", group.group_list, name="group_list"),
    path("board/groups/add/", group.group_add, name="group_add"),
    path("board/groups/<uuid:uid>/", group.group, name="group"),
    path("board/groups/<uuid:uid>/terms/", group.terms, name="terms"),
    path("board/groups/<uuid:uid>/quorum/", group.quorum, name="quorum"),
    path("board/groups/<uuid:uid>/seats/add/", group.seat_add, name="seat_add"),
    path("board/invitations/", invitation.invitation_list, name="invitation_list"),
    path("board/invitations/new/", invitation.invitation_choose, name="invitation_choose"),
    path("board/invitations/new/<slug:kind>/", invitation.invite, name="invite"),
    path("board/invitations/<uuid:uid>/resend/", invitation.invitation_resend, name="invitation_resend"),
    path("board/invitations/<uuid:uid>/withdraw/", invitation.invitation_withdraw, name="invitation_withdraw"),
    path("board/roles/", role.role_list, name="role_list"),
    path("board/ledger/", ledger.ledger, name="ledger"),
    path("board/messages/", message.message_list, name="message_list"),
    path("board/messages/retry/", message.message_retry_all, name="message_retry_all"),
    path("board/messages/<uuid:uid>/retry/", message.message_retry, name="message_retry"),
    path("board/numbers/", board.contacts, name="contacts"),
    path("team/", team.team, name="team"),
    path("team/<uuid:uid>/invite/", team.team_invite, name="team_invite"),
    path("team/<uuid:uid>/ledger/", ledger.agency_ledger, name="agency_ledger"),
    path("unsafe/", safety.unsafe, name="unsafe"),
    path("unsafe/records/", safety.safety_list, name="safety_list"),
    path("unsafe/records/<uuid:uid>/", safety.safety_record, name="safety_record"),
    path("unsafe/records/<uuid:uid>/acknowledge/", safety.safety_acknowledge, name="safety_acknowledge"),
]
