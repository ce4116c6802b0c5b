"""Addresses of the room for phones: they need the code on the wall, and no account."""

from __future__ import annotations

from django.urls import URLPattern, path

from concord.web.workshops import joining, polling, voting

urlpatterns: list[URLPattern] = [
    path("", joining.door, name="join"),
    path("<slug:code>/", joining.ask_in, name="join_workshop"),
    path("room/<uuid:pk>/", voting.room, name="room"),
    path("room/<uuid:pk>/live/", polling.room_live, name="room_live"),
    path("room/<uuid:pk>/now/", voting.now, name="room_now"),
    path("room/<uuid:pk>/vote/", voting.vote, name="room_vote"),
    path("room/<uuid:pk>/leave/", joining.leave, name="room_leave"),
]
