"""Addresses of passkeys; their names are those that allauth looks for."""

from django.urls import path

from concord.web.people import passkeys

urlpatterns = [
    path("second-factor/passkeys/add/", passkeys.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("second-factor/passkeys/<int:pk>/remove/", passkeys.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path("confirm/passkey/", passkeys.ConfirmByPasskey.as_view(), name="mfa_reauthenticate_webauthn"),
    path("sign-in/passkey/", passkeys.SignInByPasskey.as_view(), name="mfa_login_webauthn"),
]
