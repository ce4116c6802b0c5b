"""Addresses of a country's people."""

from django.urls import path

from concord.web.people import country

urlpatterns = [
    path("", country.people, name="people"),
    path("invite/", country.invite, name="invite"),
    path("second-factor/", country.ask_second_factor, name="ask_second_factor"),
    path("invitations/<uuid:invitation_id>/renew/", country.renew, name="renew_invitation"),
    path("invitations/<uuid:invitation_id>/recall/", country.recall, name="recall_invitation"),
    path("roles/<uuid:grant_id>/revoke/", country.revoke, name="revoke_role"),
    path("<uuid:person_id>/", country.person, name="person"),
    path("<uuid:person_id>/grant/", country.grant, name="grant_role"),
    path("<uuid:person_id>/hand-over/", country.hand_over, name="hand_over"),
    path("<uuid:person_id>/end-sessions/", country.end_sessions, name="end_sessions_of"),
    path("<uuid:person_id>/second-factor/", country.remove_second_factor, name="remove_second_factor"),
    path("<uuid:person_id>/new-password/", country.offer_new_password, name="offer_new_password"),
    path("<uuid:person_id>/remove/", country.remove, name="remove_person"),
]
