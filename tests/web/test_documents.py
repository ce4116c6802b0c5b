"""Downloads and pictures."""

from __future__ import annotations

import io
import json

import pypdf
import pytest
from tests.factories import World, make_institution
from tests.web.worlds import signed_in, text_of

from concord.domains.people.enums import Role

SCHEDULE = "/QT/documents/pictures/schedule.svg"


def test_plan_is_downloaded_under_its_name(world: World) -> None:
    response = signed_in(world.people[Role.OBSERVER]).get("/QT/documents/plan.json")
    assert response.headers["Content-Disposition"] == 'attachment; filename="qt-plan.json"'
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert [action["code"] for action in json.loads(response.content)["actions"]] == ["MINI1-01-L3", "MINI2-02-L3"]


@pytest.mark.parametrize("kind", ["plan.docx", "plan.pdf"])
def test_documents_start_as_their_kind_does(kind: str, world: World) -> None:
    content = signed_in(world.people[Role.CONTRIBUTOR]).get(f"/QT/documents/{kind}").content
    assert content[:4] == {"plan.docx": b"PK\x03\x04", "plan.pdf": b"%PDF"}[kind]


def test_picture_is_drawn_once_until_something_is_written(world: World) -> None:
    client = signed_in(world.people[Role.OBSERVER])
    first = client.get(SCHEDULE)
    assert first.headers["Content-Type"] == "image/svg+xml"
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert first.content.startswith(b"<svg")
    again = client.get(SCHEDULE, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    make_institution(world.country, "energy")
    assert client.get(SCHEDULE, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_page_of_documents_offers_every_kind_and_other_languages(world: World) -> None:
    page = text_of(signed_in(world.people[Role.OBSERVER]), "/QT/documents/")
    kinds = ("summary.docx", "summary.pdf", "plan.docx", "plan.pdf", "plan.xlsx", "findings.xlsx", "plan.json")
    assert all(f"/QT/documents/{kind}" in page for kind in kinds)
    assert '<option value="fr" lang="fr">' in page
    assert '<option value="en"' not in page


def test_summary_is_downloaded_alone_in_two_languages(world: World) -> None:
    client = signed_in(world.people[Role.OBSERVER])
    reader = pypdf.PdfReader(io.BytesIO(client.get("/QT/documents/summary.pdf?beside=fr").content))
    assert len(reader.pages) == 4
    assert client.get("/QT/documents/summary.pdf?beside=tlh").status_code == 400
