"""Addresses of signing in through an OpenID Connect provider; their names are those that allauth looks for."""

from allauth.socialaccount.providers.openid_connect import views as provider
from django.urls import path

urlpatterns = [
    path("sign-in/<slug:provider_id>/", provider.login, name="openid_connect_login"),
    path("sign-in/<slug:provider_id>/back/", provider.callback, name="openid_connect_callback"),
]
