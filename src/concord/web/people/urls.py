"""Addresses of one's own account; the names of allauth's pages are those that allauth looks for."""

from allauth.mfa.recovery_codes.views import download_recovery_codes
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from concord.web.people import account, invitations, second_factor, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", account.account, name="account"),
    path("sign-in/", views.SignIn.as_view(), name="account_login"),
    path("sign-in/code/", second_factor.SecondStep.as_view(), name="mfa_authenticate"),
    path("sign-out/", views.SignOut.as_view(), name="account_logout"),
    path("inactive/", views.Inactive.as_view(), name="account_inactive"),
    path("password/", views.ChangePassword.as_view(), name="account_change_password"),
    path("password/first/", views.SetPassword.as_view(), name="account_set_password"),
    path("confirm/", second_factor.Confirm.as_view(), name="account_reauthenticate"),
    path("confirm/code/", second_factor.ConfirmByCode.as_view(), name="mfa_reauthenticate"),
    path("second-factor/", second_factor.Overview.as_view(), name="mfa_index"),
    path("second-factor/app/", second_factor.ActivateApp.as_view(), name="mfa_activate_totp"),
    path("second-factor/app/remove/", second_factor.RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path("second-factor/codes/", second_factor.Codes.as_view(), name="mfa_view_recovery_codes"),
    path("second-factor/codes/new/", second_factor.NewCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("second-factor/codes/download/", download_recovery_codes, name="mfa_download_recovery_codes"),
    path("sessions/end-others/", account.end_other_sessions, name="end_other_sessions"),
    path("sessions/<int:session_id>/end/", account.end_session, name="end_session"),
    path("roles/<uuid:grant_id>/delegate/", account.delegate, name="delegate"),
    path("delegations/<uuid:delegation_id>/recall/", account.recall, name="recall_delegation"),
    path("invitation/<str:secret>/", invitations.invitation, name="invitation"),
]
if settings.PASSKEYS:
    urlpatterns.append(path("", include("concord.web.people.passkey_urls")))
if settings.OIDC_ISSUER:
    urlpatterns.append(path("", include("concord.web.people.single_sign_on_urls")))
