"""What is refused while a country's work is elsewhere: the names that decide it are those of the code."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from tests.factories import make_country
from tests.support.sources import PACKAGE, files

from concord.kernel import holding
from concord.kernel.actor import INSTANCE, Actor
from concord.kernel.audit import audited
from concord.kernel.errors import WrongState
from concord.kernel.holding import AWAY, COPY, PACKED, PEOPLE, SIGNING_IN, Hold
from concord.kernel.models import AuditEntry, AuditHead

ACTION = re.compile(r'audited\(\s*\w+,\s*"([a-z_]+\.[a-z_]+)"')
SINCE = dt.datetime(2026, 10, 26, 8, tzinfo=dt.UTC)


def test_every_name_is_one_that_a_service_writes():
    written = {
        name for path in files(PACKAGE / "domains" / "people", ".py") for name in ACTION.findall(path.read_text())
    }
    assert (PEOPLE | SIGNING_IN) - written == set()
    assert set() == PEOPLE & SIGNING_IN


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("how", "action", "where"),
    [
        (AWAY, "finding.agreed", "refused"), (AWAY, "person.invited", "server"), (AWAY, "user.changed", "server"),
        (COPY, "finding.agreed", "country"), (COPY, "person.invited", "refused"), (COPY, "user.changed", "country"),
        (PACKED, "finding.agreed", "refused"), (PACKED, "person.invited", "refused"),
        (PACKED, "user.changed", "server"),
    ],
)  # fmt: skip
def test_where_an_entry_goes_while_a_country_is_held(how, action, where):
    country = make_country()
    actor = Actor("somebody", country.pk)
    with audited(actor, "first.entry"):
        pass
    holding.hold(country.pk, how, SINCE, "Ms Ilken")
    before = AuditHead.objects.get(country_id=country.pk)
    if where == "refused":
        with pytest.raises(WrongState), audited(actor, action):
            pass
    else:
        with audited(actor, action, told=1):
            pass
    added = AuditEntry.objects.filter(action=action).first()
    places = {"refused": None, "server": INSTANCE, "country": country.pk}
    assert (added.country_id if added else None) == places[where]
    after = AuditHead.objects.get(country_id=country.pk)
    assert (after.sequence - before.sequence, after.held) == (int(where == "country"), before.held)
    assert added is None or added.detail == (
        f'{{"country":"{country.pk}","told":1}}' if where == "server" else '{"told":1}'
    )


@pytest.mark.django_db
def test_a_hold_is_read_as_it_was_written_and_ends():
    country = make_country()
    with audited(Actor("somebody", country.pk), "first.entry"):
        pass
    assert holding.held(country.pk) is None
    holding.hold(country.pk, AWAY, SINCE)
    assert holding.held(country.pk) == Hold(AWAY, SINCE, "")
    assert holding.held(country.pk).sentence == (
        "The work of this country is on another machine since Oct. 26, 2026; here it can only be read."
    )
    holding.release(country.pk)
    assert holding.held(country.pk) is None
