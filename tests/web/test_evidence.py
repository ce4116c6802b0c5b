"""Files beside answers: uploaded, served and refused."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.rooms import Room, form, send
from tests.web.worlds import text_of

from concord.domains.assessments.merging import Said
from concord.domains.assessments.models import EvidenceFile

TEXT = b"Order no. 17 of 2024"


@pytest.fixture
def room(db: None) -> Room:
    return Room()


def upload(room: Room, client: Client, data: bytes = TEXT, name: str = "order.txt") -> Any:
    return client.post(f"{room.page}answers/MINI1-01.2a/files/", {"file": SimpleUploadedFile(name, data)})


def test_a_file_is_attached_listed_served_and_removed(room: Room) -> None:
    client = room.client()
    told = upload(room, client).json()
    assert (told["name"], told["size"]) == ("order.txt", 20)
    assert told["url"] in text_of(client, room.page)
    served = client.get(told["url"])
    assert b"".join(served.streaming_content) == TEXT  # type: ignore[attr-defined]
    assert dict(served.headers) | {
        "Content-Type": "text/plain",
        "Content-Disposition": 'attachment; filename="order.txt"',
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store, private",
    } == dict(served.headers)
    assert client.post(told["remove"]).json() == {"removed": True}
    assert client.get(told["url"]).status_code == 404
    assert told["url"] not in text_of(client, room.page)


def test_a_wrong_upload_gets_one_sentence_and_changes_nothing(room: Room) -> None:
    client = room.client()
    reply = upload(room, client, b"<html><script>1</script></html>", "order.html")
    assert reply.status_code == 422
    assert reply.json()["sentence"].startswith("Web pages, drawings and scripts can act by themselves")
    assert client.post(f"{room.page}answers/MINI1-01.2a/files/").json() == {"sentence": "Choose a file."}
    assert EvidenceFile.objects.for_country(room.country.pk).count() == 0


def test_a_body_that_is_too_large_is_refused_before_any_of_it_is_kept(room: Room) -> None:
    client = room.client()
    sentence = "The file is larger than 20 MB; make it smaller, or split it."
    for address in (room.page, f"{room.page}answers/MINI1-01.2a/files/"):
        page = client.post(address, {"file": SimpleUploadedFile("a.txt", b"x" * 22_100_000)})
        assert (page.status_code, sentence in page.content.decode()) == (413, True)
    reply = client.post(
        room.page, {"file": SimpleUploadedFile("a.txt", b"x" * 22_100_000)}, headers={"Accept": "application/json"}
    )
    assert reply.json() == {"sentence": sentence}


def test_uploads_need_the_forms_token(room: Room) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(room.anna, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert upload(room, client).status_code == 403
    assert client.post(room.page, {"then": "submit"}).status_code == 403
    assert send(room, client, Said("yes")).status_code == 403


def test_without_script_a_file_comes_with_the_form(room: Room) -> None:
    client = room.client()
    files = {"files.MINI1-01.2a": SimpleUploadedFile("order.txt", TEXT)}
    client.post(room.page, form(text_of(client, room.page), value_2a="yes") | files)
    page = text_of(client, room.page)
    assert "order.txt" in page
    removal = re.findall(r'name="then" value="(remove:[^"]+)"', page)[0]
    client.post(room.page, {"then": removal})
    assert "order.txt" not in text_of(client, room.page)
    bad = {"files.MINI1-01.2a": SimpleUploadedFile("order.pdf", TEXT)}
    refused = client.post(room.page, form(page) | bad, follow=True).content.decode()
    assert "The name says .pdf, but this is a .txt file" in refused
