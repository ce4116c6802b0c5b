"""Versions of a plan: what they keep, that nobody changes them, and that it shows where somebody did."""

import hashlib
import json
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.models import ProtectedError
from tests.domains.plans.roads import set_out
from tests.factories import make_world

from concord.domains.plans.enums import FundingStatus
from concord.domains.plans.models import Action, Funding, Plan, PlanVersion
from concord.domains.plans.queries import plan_cost
from concord.domains.plans.queries.versions import find_version, version_content, version_faults, versions
from concord.domains.plans.services.narrative import write_section
from concord.domains.plans.services.versions import keep_version
from concord.domains.plans.snapshot import BOOKKEEPING, snapshot
from concord.kernel.audit import verify_chain
from concord.kernel.errors import ConcordError, InvalidInput, NotFound

pytestmark = pytest.mark.django_db

CHILDREN = {"supporting", "depends_on", "closes", "milestones", "indicators", "cost_lines", "funding"}


def test_a_version_is_the_whole_plan_as_canonical_json_under_its_sha256():
    way = set_out()
    write_section(actor=way.focal, plan=way.plan, code="vision", text="A safer country.\n\n- one\n- two")
    kept = keep_version(actor=way.focal, plan=way.plan, note="Before the workshop.")
    assert kept.sha256 == hashlib.sha256(kept.content.encode()).hexdigest()
    content = json.loads(kept.content)
    assert json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")) == kept.content
    assert (content["version"], content["status"], content["country"]["code"]) == ("0.1", "draft", "QT")
    assert content["assessment"]["framework"] == "mini"
    assert [row["code"] for row in content["objectives"]] == ["MINI1", "MINI2"]
    assert [(row["code"], row["text"]) for row in content["sections"]] == [
        ("vision", "A safer country.\n\n- one\n- two")
    ]
    first = content["actions"][0]
    assert (first["code"], first["lead"], first["supporting"]) == (
        "MINI1-01-L3", "Health of Tarsovia", ["Customs of Tarsovia"],
    )  # fmt: skip
    assert [(one["capability"], one["from_level"], one["to_level"]) for one in first["closes"]] == [("MINI1-01", 2, 3)]
    assert [one["title"] for one in first["milestones"]] == ["MINI1-01 reaches level 3"]
    assert {one["kind"] for one in first["indicators"]} == {"output", "outcome"}
    assert first["starts_on"] == "2027-01-01"
    assert Decimal(content["totals"]["likely"]) == plan_cost(way.focal, way.plan).likely
    assert (kept.note, kept.made_by, kept.made_by_id) == ("Before the workshop.", way.focal.name, way.focal.user_id)


def test_a_version_holds_every_column_of_an_action_and_of_what_hangs_on_it():
    way = set_out()
    Funding.objects.create(
        country=way.world.country, action=way.action, year=2027, amount=Decimal(5), source="A partner",
        status=FundingStatus.PLEDGED,
    )  # fmt: skip
    row = snapshot(way.focal, way.plan)["actions"][0]
    columns = {field.name for field in Action._meta.concrete_fields} - BOOKKEEPING - {"country", "plan", "benchmark"}
    assert columns | CHILDREN | {"id", "lead_code"} == set(row)
    assert row["funding"] == [{"amount": "5.00", "source": "A partner", "status": "pledged", "year": 2027}]
    line = way.action.cost_lines.first()
    kept = {field.name for field in line._meta.concrete_fields} - BOOKKEEPING - {"country", "action"}
    assert kept == set(row["cost_lines"][0])


@pytest.mark.parametrize("rows", [1, 20])
def test_a_snapshot_asks_the_database_a_fixed_number_of_times(rows, django_assert_num_queries):
    world = make_world(capabilities=rows)
    plan = Plan.objects.for_actor(world.actor).select_related("country", "assessment__framework").get()
    with django_assert_num_queries(10):
        assert len(snapshot(world.actor, plan)["actions"]) == rows


def test_the_same_plan_gives_the_same_text_twice():
    way = set_out(6)
    assert snapshot(way.focal, way.plan) == snapshot(way.focal, way.plan)
    first, second = keep_version(actor=way.focal, plan=way.plan), keep_version(actor=way.focal, plan=way.plan)
    assert {key for key, value in json.loads(first.content).items() if value != json.loads(second.content)[key]} == {
        "version"
    }


def test_versions_are_numbered_upwards_and_work_goes_on_under_the_next_number():
    way = set_out()
    keep_version(actor=way.focal, plan=way.plan)
    keep_version(actor=way.focal, plan=way.plan, number="0.9")
    keep_version(actor=way.focal, plan=way.plan)
    assert [one.version.number for one in versions(way.focal, way.plan)] == ["0.10", "0.9", "0.1"]
    assert way.plan.version == "0.11"
    for wrong in ("0.10", "0.2", "one", "1", "1.0.0", "٣.١"):
        with pytest.raises(InvalidInput):
            keep_version(actor=way.focal, plan=way.plan, number=wrong)


def test_a_version_is_refused_every_way_to_change_it():
    way = set_out().to_adoption()
    kept = way.last
    with pytest.raises(TypeError, match="never changed"):
        kept.save()
    with pytest.raises(TypeError, match="never removed"):
        kept.delete()
    rows = PlanVersion.objects.for_actor(way.focal)
    with pytest.raises(TypeError, match="never changed"):
        rows.update(content="{}")
    with pytest.raises(TypeError, match="never removed"):
        rows.delete()
    kept.note = "other words"
    with pytest.raises(TypeError, match="never changed"), transaction.atomic():
        rows.bulk_update([kept], ["note"])
    with pytest.raises(ProtectedError):
        way.plan.delete()
    assert version_faults(way.plan.country_id) == []


def forge(version, content, sha256=""):
    """What somebody with the database in hand does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE plans_planversion SET content = %s, sha256 = %s WHERE number = %s",
            [content, sha256 or version.sha256, version.number],
        )


def test_a_version_altered_behind_our_back_is_not_shown_as_if_it_were_genuine():
    way = set_out().to_adoption()
    forged = way.last.content.replace("MINI1-01-L3", "MINI1-01-L4")
    forge(way.last, forged)
    with pytest.raises(ConcordError, match=r"Version 1\.0 was altered"):
        version_content(way.last)
    assert version_faults(way.plan.country_id) == ["Version 1.0 was altered: its SHA-256 does not fit."]


def test_a_version_altered_together_with_its_hash_is_betrayed_by_the_audit_trail():
    way = set_out().to_adoption()
    forged = way.last.content.replace("MINI1-01-L3", "MINI1-01-L4")
    forge(way.last, forged, hashlib.sha256(forged.encode()).hexdigest())
    assert version_faults(way.plan.country_id) == ["Version 1.0 is not the one that the audit trail knows."]


def test_a_removed_version_is_missed():
    way = set_out().to_adoption()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM plans_planversion WHERE number = '1.0'")
    assert version_faults(way.plan.country_id) == ["Version 1.0 was removed."]


def test_a_version_names_a_head_that_lies_in_the_chain():
    way = set_out().to_adoption()
    verdict = verify_chain(way.plan.country_id, kept_head=way.last.audit_head)
    assert verdict.fault == ""


def test_a_version_that_is_not_there_is_not_found():
    way = set_out()
    with pytest.raises(NotFound):
        find_version(way.focal, way.plan, "7.0")
