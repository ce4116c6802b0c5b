"""Addresses of documents and pictures."""

from django.urls import path

from concord.web.documents import views

urlpatterns = [
    path("", views.documents_page, name="documents"),
    path("pictures/<slug:name>.svg", views.picture, name="picture"),
    path("<str:kind>", views.document, name="document"),
]
