"""Addresses of the account pages that we offer; their names are those that allauth looks for."""

from django.urls import path

from concord.web.people import views

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="account_login"),
    path("sign-out/", views.SignOut.as_view(), name="account_logout"),
    path("password/", views.ChangePassword.as_view(), name="account_change_password"),
    path("inactive/", views.Inactive.as_view(), name="account_inactive"),
]
