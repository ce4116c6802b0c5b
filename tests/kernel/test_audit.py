import threading

import pytest
from django.db import connection, connections

from concord.kernel import audit
from concord.kernel.actor import INSTANCE, Actor
from concord.kernel.audit import audited, verify_chain
from concord.kernel.models import AuditEntry, AuditHead

pytestmark = pytest.mark.django_db
ACTOR = Actor("tester")


def write(*names):
    for name in names:
        with audited(ACTOR, name, note="ü"):
            pass


def raw(sql):
    """Goes around the model, as somebody with the database in hand would."""
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_entries_form_a_chain_that_verifies():
    write("a.done", "b.done", "c.done")
    entries = list(AuditEntry.objects.order_by("sequence"))
    assert [e.sequence for e in entries] == [1, 2, 3]
    assert entries[0].previous_hash == ""
    assert entries[2].previous_hash == entries[1].hash
    verdict = verify_chain(INSTANCE)
    assert (verdict.entries, verdict.fault, verdict.head) == (3, "", entries[2].hash)
    assert audit.head(INSTANCE) == entries[2].hash


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("UPDATE kernel_auditentry SET actor = 'someone else' WHERE sequence = 2", "Entry 2 (b.done) was altered."),
        ("UPDATE kernel_auditentry SET detail = '{}' WHERE sequence = 1", "Entry 1 (a.done) was altered."),
        ("DELETE FROM kernel_auditentry WHERE sequence = 2", "Entry 2 was removed."),
        ("DELETE FROM kernel_auditentry WHERE sequence = 3", "Entry 3 was removed from the end, or the head altered."),
        ("DELETE FROM kernel_audithead", "Entry 4 was removed from the end, or the head altered."),
    ],
)
def test_the_first_entry_altered_or_removed_is_named(sql, fault):
    write("a.done", "b.done", "c.done")
    raw(sql)
    assert verify_chain(INSTANCE).fault == fault


def test_a_chain_cut_together_with_its_head_shows_only_against_a_kept_head():
    write("a.done", "b.done")
    kept = audit.head(INSTANCE)
    raw("DELETE FROM kernel_auditentry WHERE sequence = 2")
    first = AuditEntry.objects.get()
    AuditHead.objects.filter(pk=INSTANCE).update(sequence=1, hash=first.hash)
    assert verify_chain(INSTANCE).fault == ""
    assert verify_chain(INSTANCE, kept_head=kept).fault == "The head that was kept elsewhere is not in this chain."
    assert verify_chain(INSTANCE, kept_head=first.hash).fault == ""


def test_a_failed_write_leaves_neither_entry_nor_head():
    with pytest.raises(RuntimeError), audited(ACTOR, "broken"):
        raise RuntimeError
    assert AuditEntry.objects.count() == 0
    assert audit.head(INSTANCE) == ""


def test_entries_can_be_neither_changed_nor_removed_through_the_model():
    write("a.done")
    entry = AuditEntry.objects.get()
    for attempt in (entry.save, entry.delete, AuditEntry.objects.all().delete):
        with pytest.raises(TypeError):
            attempt()
    with pytest.raises(TypeError):
        AuditEntry.objects.update(actor="x")


@pytest.mark.django_db(transaction=True)
def test_writers_of_one_country_at_once_make_one_unbroken_chain():
    def work(number):
        try:
            for _ in range(5):
                write(f"writer{number}")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    verdict = verify_chain(INSTANCE)
    assert (verdict.entries, verdict.fault) == (20, "")
