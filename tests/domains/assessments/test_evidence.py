"""Documents beside answers: checked, kept, shown to who may read the answer, and removed without being forgotten."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from django.db import connection
from django.test import override_settings
from tests.factories import give_answers, make_country
from tests.rooms import Room

from concord.domains.assessments.merging import Said
from concord.domains.assessments.models import EvidenceFile
from concord.domains.assessments.queries import evidence_file, part_evidence
from concord.domains.assessments.rules import GUEST
from concord.domains.assessments.services import (
    attach_evidence,
    derive_findings,
    remove_evidence,
    submit_assignments,
)
from concord.domains.assessments.services.evidence import MAX_FILES
from concord.domains.people.enums import Role
from concord.kernel.actor import Actor
from concord.kernel.errors import InvalidInput, NotAllowed, NotFound, WrongState
from concord.kernel.filestore import open_kept

TEXT = b"Order no. 17 of 2024"


@pytest.fixture
def room(db: None) -> Room:
    return Room()


def attach(room: Room, data: bytes = TEXT, name: str = "order 17.txt", *, by: Actor | None = None) -> EvidenceFile:
    actor = by or room.actor()
    return attach_evidence(actor=actor, assignment=room.part, statement=room.statement(), name=name, data=data)


def test_a_document_is_kept_as_it_came_and_named_in_the_audit_trail(room: Room) -> None:
    file = attach(room)
    with open_kept(room.country.pk, file.sha256) as kept:
        assert kept.read() == TEXT
    assert (file.name, file.media_type, file.size, file.uploaded_by) == ("order 17.txt", "text/plain", 20, "Anna")
    assert (file.label, room.entries()) == ("AMBER+STRICT", ["evidence.attached"])
    assert part_evidence(room.actor(), room.part) == {room.statement().pk: [file]}


def test_the_same_document_again_is_the_one_that_is_there(room: Room) -> None:
    assert attach(room) == attach(room, name="again.txt")
    assert room.entries() == ["evidence.attached"]


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("empty.pdf", b"", "The file is empty; choose it again."),
        ("page.html", b"<html><script>1</script>", "Web pages, drawings and scripts can act by themselves"),
        ("order.pdf", TEXT, "The name says .pdf, but this is a .txt file"),
    ],
)
def test_what_is_no_document_leaves_nothing_behind(room: Room, name: str, data: bytes, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        attach(room, data, name)
    assert str(refused.value).startswith(sentence)
    assert (room.entries(), EvidenceFile.objects.for_country(room.country.pk).count()) == ([], 0)


def test_what_the_virus_scanner_refuses_is_not_kept(room: Room) -> None:
    with override_settings(ANTIVIRUS="/bin/false"), pytest.raises(InvalidInput, match="virus scanner found something"):
        attach(room)
    with override_settings(ANTIVIRUS="/bin/true"):
        assert attach(room).name == "order 17.txt"


def test_beside_one_answer_there_are_ten_files_at_most(room: Room) -> None:
    for number in range(MAX_FILES):
        attach(room, b"No. %d" % number)
    with pytest.raises(WrongState, match="There are 10 files beside this answer already"):
        attach(room, b"One more")
    assert EvidenceFile.objects.for_country(room.country.pk).count() == MAX_FILES


@pytest.mark.django_db(transaction=True)
def test_uploads_at_one_moment_do_not_exceed_the_limit() -> None:
    room = Room()
    for number in range(MAX_FILES - 1):
        attach(room, b"No. %d" % number)
    start, refused = threading.Barrier(2, timeout=30), []

    def upload(data: bytes) -> None:
        start.wait()
        try:
            attach(room, data)
        except WrongState:
            refused.append(data)
        connection.close()

    threads = [threading.Thread(target=upload, args=(data,)) for data in (b"one", b"two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(refused), EvidenceFile.objects.for_country(room.country.pk).count()) == (1, MAX_FILES)


def test_a_removed_document_is_shown_no_more_but_stays_on_record(room: Room) -> None:
    file = attach(room)
    remove_evidence(actor=room.actor(room.ben), assignment=room.part, file=file)
    assert part_evidence(room.actor(), room.part) == {}
    with pytest.raises(NotFound):
        evidence_file(room.focal_point, room.part.pk, file.pk)
    file.refresh_from_db()
    assert (file.removed_by, room.entries()) == ("Ben", ["evidence.attached", "evidence.removed"])
    with open_kept(room.country.pk, file.sha256) as kept:
        assert kept.read() == TEXT
    with pytest.raises(NotFound):
        remove_evidence(actor=room.actor(), assignment=room.part, file=file)
    assert attach(room).pk != file.pk


def test_what_was_handed_in_keeps_its_documents_as_they_are(room: Room) -> None:
    file = attach(room)
    submit_assignments(actor=room.actor(), assignments=[room.part])
    room.part.refresh_from_db()
    with pytest.raises(WrongState, match="MINI1-01 was handed in"):
        attach(room, b"Late")
    with pytest.raises(WrongState, match="MINI1-01 was handed in"):
        remove_evidence(actor=room.actor(), assignment=room.part, file=file)


def test_a_document_is_for_who_may_read_the_answer(room: Room) -> None:
    file = attach(room)
    own = room.actor()
    readers = [own, *(replace(own, roles=frozenset({role}), institution_id=None)
                      for role in (Role.FOCAL_POINT, Role.REVIEWER, Role.APPROVER))]  # fmt: skip
    readers.append(replace(own, roles=frozenset({GUEST}), parts=frozenset({"MINI1-01"})))
    assert {evidence_file(actor, room.part.pk, file.pk) for actor in readers} == {file}
    others = [
        replace(own, institution_id=room.customs.pk),
        replace(own, roles=frozenset({Role.OBSERVER}), institution_id=None),
        replace(own, roles=frozenset({GUEST}), parts=frozenset({"MINI2-02"})),
    ]
    for actor in others:
        with pytest.raises(NotAllowed):
            evidence_file(actor, room.part.pk, file.pk)
    with pytest.raises(NotFound):
        evidence_file(replace(own, country_id=make_country("QU", "Orvania").pk), room.part.pk, file.pk)
    # A file is reached through its own part only, whoever may read another one.
    with pytest.raises(NotFound):
        evidence_file(room.focal_point, room.part_of("MINI2-02").pk, file.pk)


def test_nobody_attaches_for_another_institution(room: Room) -> None:
    with pytest.raises(NotAllowed):
        attach(room, by=replace(room.actor(), institution_id=room.customs.pk))
    with pytest.raises(NotAllowed):
        attach(room, by=replace(room.actor(), roles=frozenset({Role.REVIEWER})))


def test_an_answer_with_a_document_counts_as_proven(room: Room) -> None:
    give_answers(room.assessment, room.health, reached=1)  # no, without a reference
    finding = derive_findings(actor=room.focal_point, assessment=room.assessment)[0]
    assert finding.confidence == "medium"
    EvidenceFile.objects.for_country(room.country.pk).bulk_create(
        EvidenceFile(
            country=room.country, assessment=room.assessment, institution=room.health, statement=statement,
            name="a.txt", media_type="text/plain", size=1, sha256="0" * 64, uploaded_by="Anna",
            uploaded_at=room.assessment.opened_on.strftime("%Y-%m-%dT00:00Z"),
        )
        for statement in room.statements.values()
    )  # fmt: skip
    finding = derive_findings(actor=room.focal_point, assessment=room.assessment)[0]
    assert finding.confidence == "very high"


def test_a_comment_alone_can_have_a_document(room: Room) -> None:
    room.save(Said("", "", "We are looking for it"))
    assert attach(room).statement_id == room.statement().pk
