"""All addresses as they are where there is HTTPS and a domain: with those of passkeys."""

from django.urls import include, path

from concord.config.urls import handler403, handler429
from concord.config.urls import urlpatterns as usual

__all__ = ["handler403", "handler429", "urlpatterns"]

urlpatterns = [path("account/", include("concord.web.people.passkey_urls")), *usual]
