"""What does not come home: wrong, older, tampered and lost copies are refused whole, each with its sentence."""

from __future__ import annotations

import uuid

import pytest
from tests.domains.workshops.trips import IDENTITY, KEY, Trip, altered, from_this_transaction
from tests.factories import make_institution, make_world
from tests.kernel.backups import add_evidence

from concord.domains.assessments.models import Finding
from concord.domains.people.models import Institution
from concord.domains.people.services import add_institution
from concord.domains.workshops import carrying_file
from concord.domains.workshops.models import Carrying, CarryingState
from concord.domains.workshops.services.carrying import declare_lost
from concord.formats.errors import FormatError
from concord.kernel import filestore, holding
from concord.kernel.audit import verify_chain
from concord.kernel.canonical import canonical_json
from concord.kernel.chains import entry_hash
from concord.kernel.errors import WrongState
from concord.kernel.models import AuditEntry


@pytest.fixture(autouse=True)
def _own_data(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()


@pytest.fixture
def trip(db, tmp_path, monkeypatch) -> Trip:
    from_this_transaction(monkeypatch)
    return Trip(make_world(planned=False), tmp_path)


def packed(trip: Trip):
    """What comes home after the room added an institution and a file."""
    with trip.laptop():
        add_institution(actor=trip.world.actor, code="police", name="Police")
        add_evidence(trip.world, "photo.pdf", b"%PDF taken in the room")
        return trip.pack()


def as_it_was(trip: Trip) -> bool:
    """Whether home still waits, with nothing of the room in it."""
    return (
        Carrying.by_file.get().state == CarryingState.AWAY
        and holding.held(trip.world.country.pk) is not None
        and not Institution._base_manager.filter(code="police").exists()
        and list(filestore.listed()) == []
        and verify_chain(trip.world.country.pk).fault == ""
    )


def test_what_was_taken_cannot_be_given_back_in_place_of_what_was_packed(trip):
    with pytest.raises(FormatError, match=r"^out-0\.age: this is no copy of what was taken from here; "):
        trip.bring_home(trip.folder / "out-0.age")
    assert as_it_was(trip)


def test_what_is_no_copy_at_all_is_refused(trip):
    (trip.folder / "junk.age").write_bytes(b"junk")
    with pytest.raises(FormatError, match=r"^junk\.age: this is not a file that was encrypted with age$"):
        trip.bring_home(trip.folder / "junk.age")


def test_a_file_that_was_cut_off_is_refused(trip):
    file = packed(trip)
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(FormatError, match=r"^home\.age: the file is cut off, or was changed after it was written"):
        trip.bring_home(file)
    assert as_it_was(trip)


def test_a_copy_comes_back_once(trip):
    file = packed(trip)
    trip.bring_home(file)
    with pytest.raises(WrongState, match=r"^This copy came back on .* already; nothing was taken in again\.$"):
        trip.bring_home(file)


def test_a_copy_that_was_declared_lost_is_void(trip):
    file = packed(trip)
    declare_lost(actor=trip.world.actor)

    with pytest.raises(WrongState, match=r"^This copy was declared lost on .* by focal point; it is void"):
        trip.bring_home(file)

    assert Carrying.by_file.get().state == CarryingState.LOST
    assert AuditEntry.objects.filter(country_id=trip.world.country.pk).last().action == "country.lost"
    assert make_institution(trip.world.country, "police").code == "police"
    with pytest.raises(WrongState, match=r"^The work of this country is here; there is nothing to declare lost\.$"):
        declare_lost(actor=trip.world.actor)


def test_an_older_copy_is_refused_while_a_newer_one_is_away(trip):
    first = packed(trip)
    declare_lost(actor=trip.world.actor)
    trip.leave()
    with pytest.raises(WrongState, match=r"^This copy was declared lost on "):
        trip.bring_home(first)
    with trip.laptop():
        second = trip.pack("second.age")
    trip.bring_home(second)
    trip.leave()
    with pytest.raises(WrongState, match=r"^This is an older copy, taken on .*; the one that is away was taken on "):
        trip.bring_home(second)
    assert holding.held(trip.world.country.pk) is not None


def test_a_trail_that_does_not_continue_the_one_at_home_is_refused(trip):
    file = packed(trip)

    def rewrite(rows):
        """An entry before the leaving said something else, and every link after it was worked out again."""
        previous = ""
        for row in rows["kernel.auditentry"]:
            if row["sequence"] == 3:
                row["detail"] = canonical_json({"forged": True})
            row["previous_hash"] = previous
            values = {name: value for name, value in row.items() if name not in ("id", "hash", "country_id")}
            entry = AuditEntry(country_id=uuid.UUID(row["country_id"]), **values)
            previous = row["hash"] = entry_hash(entry)
        rows["carrying.slip"][0]["head"] = previous

    forged = altered(file, trip.folder / "forged.age", rewrite)
    with pytest.raises(FormatError, match=r"^forged\.age: its audit trail does not continue the one at home"):
        trip.bring_home(forged)
    assert as_it_was(trip)


@pytest.mark.parametrize("which", ["removed", "altered", "cut"])
def test_an_entry_that_was_touched_in_the_room_is_found(trip, which):
    file = packed(trip)

    def touch(rows):
        entries = rows["kernel.auditentry"]
        match which:
            case "removed":
                del entries[-2]
            case "altered":
                entries[-2]["actor"] = "somebody else"
            case _:
                del entries[-1]

    with pytest.raises(FormatError, match=r"^forged\.age: its audit trail does not continue"):
        trip.bring_home(altered(file, trip.folder / "forged.age", touch))
    assert as_it_was(trip)


def nothing(rows):
    """Leaves everything as it is."""


def test_evidence_that_did_not_come_along_is_missed(trip):
    file = packed(trip)
    with pytest.raises(
        FormatError, match=r"^forged\.age: a file of evidence that it names did not come along: photo\.pdf"
    ):
        trip.bring_home(altered(file, trip.folder / "forged.age", nothing, with_files=False))
    assert as_it_was(trip)
    trip.bring_home(altered(file, trip.folder / "same.age", nothing))
    assert Institution._base_manager.filter(code="police").exists()


def of_another_country(rows, trip, other):
    rows["people.institution"][0]["country_id"] = str(other.country.pk)


def pointing_into_another_country(rows, trip, other):
    rows["assessments.answer"][0]["institution_id"] = str(other.institutions[0].pk)


def another_countrys_row(rows, trip, other):
    rows["people.institution"][0]["id"] = str(other.institutions[0].pk)


def a_column_that_is_not_there(rows, trip, other):
    rows["people.institution"][0]["made_up"] = 1


def a_row_twice(rows, trip, other):
    rows["people.institution"].append(dict(rows["people.institution"][0]))


def another_copys_name(rows, trip, other):
    rows["carrying.slip"][0]["copy"] = str(uuid.uuid4())


def another_secret(rows, trip, other):
    rows["carrying.slip"][0]["secret"] = "guessed"


def a_persons_account(rows, trip, other):
    rows["people.user"] = [{"id": str(uuid.uuid4()), "email": "me@example.org"}]


FORGERIES = (
    of_another_country, pointing_into_another_country, another_countrys_row, a_column_that_is_not_there, a_row_twice,
    another_copys_name, another_secret, a_persons_account,
)  # fmt: skip


def test_what_somebody_with_the_laptop_forges_is_refused_whole(trip):
    other = make_world("QS", "Sondria", planned=False)
    file = packed(trip)
    for number, forgery in enumerate(FORGERIES):
        forged = altered(file, trip.folder / f"{number}.age", lambda rows, made=forgery: made(rows, trip, other))
        with pytest.raises(FormatError):
            trip.bring_home(forged)
        assert as_it_was(trip), forgery.__name__
    assert Institution._base_manager.filter(country=other.country).count() == len(other.institutions)


def test_work_written_at_home_around_the_services_is_noticed(trip):
    file = packed(trip)
    Carrying.by_file.update(head="0" * 64)
    with pytest.raises(FormatError, match="does not continue the one at home"):
        trip.bring_home(file)
    assert Finding._base_manager.count() == len(trip.world.findings)


def test_the_file_says_nothing_without_its_key(trip):
    whole = (trip.folder / "out-0.age").read_bytes()
    assert trip.world.country.name.encode() not in whole
    slip = carrying_file.first_slip(trip.folder / "out-0.age", KEY)
    carrying = Carrying.by_file.get()
    assert (slip.copy, slip.secret == "", IDENTITY in whole.decode("latin-1")) == (carrying.pk, False, False)
    assert slip.secret not in {carrying.secret_hash, carrying.identity}
