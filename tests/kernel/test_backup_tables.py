"""Rows become lines that are the same on every database, and come back as exactly the values they were."""

import datetime as dt
import json
from decimal import Decimal
from uuid import UUID

import pytest
from django.apps import apps
from django.db import models

from concord.formats.backup_file import encode_row
from concord.kernel.backup import tables

EAST = dt.timezone(dt.timedelta(hours=5, minutes=30))


@pytest.mark.parametrize(
    ("field", "value", "line"),
    [
        (models.DateTimeField(), dt.datetime(2026, 11, 22, 8, 0, 0, 1, dt.UTC), "2026-11-22T08:00:00.000001+00:00"),
        (models.DateField(), dt.date(1999, 12, 31), "1999-12-31"),
        (models.TimeField(), dt.time(23, 59, 59, 999999), "23:59:59.999999"),
        (models.DurationField(), dt.timedelta(days=-1, microseconds=1), -86399999999),
        (models.DecimalField(), Decimal("12345678901234567890.120"), "12345678901234567890.120"),
        (models.DecimalField(), Decimal("1E-7"), "0.0000001"),
        (models.BinaryField(), b"\x00\xff", "AP8="),
        (models.UUIDField(), UUID(int=2**128 - 1), "ffffffff-ffff-ffff-ffff-ffffffffffff"),
        (models.BooleanField(), True, True),
        (models.BigIntegerField(), 2**63 - 1, 2**63 - 1),
        (models.FloatField(), 0.1 + 0.2, 0.30000000000000004),
        (models.CharField(), "Zürich \u202e \u2028 \x00 'x\"", "Zürich \u202e \u2028 \x00 'x\""),
        (models.JSONField(), {"b": [1, 1.0, None, True], "a": "é"}, {"b": [1, 1.0, None, True], "a": "é"}),
    ],
)
def test_each_kind_of_value_is_held_exactly(field, value, line):
    to_plain, from_plain = tables._turns(field)
    written = json.loads(encode_row({"x": to_plain(value)}))["x"]

    assert written == line
    back = from_plain(written)
    assert (back, type(back)) == (value, type(value))


def test_moments_of_any_zone_are_written_alike():
    to_plain, _ = tables._turns(models.DateTimeField())

    assert to_plain(dt.datetime(2026, 1, 1, 5, 30, tzinfo=EAST)) == "2026-01-01T00:00:00.000000+00:00"


def test_numbers_that_postgresql_writes_otherwise_have_one_form_in_json():
    to_plain, _ = tables._turns(models.JSONField())

    assert encode_row({"x": to_plain([1e22, -1e16, -0.0, 0.0, 1e-7, 1.5])}) == (
        b'{"x":[10000000000000000000000,-10000000000000000,0.0,0.0,1e-07,1.5]}\n'
    )


def test_a_line_is_the_same_whatever_the_order_of_its_fields():
    assert encode_row({"b": 1, "a": "ü\n"}) == encode_row({"a": "ü\n", "b": 1}) == '{"a":"ü\\n","b":1}\n'.encode()


def test_every_table_can_be_held():
    held = tables.tables()

    for model in held.values():
        for field in tables.fields_of(model):
            assert len(tables._turns(field)) == 2
    labels = {model._meta.label_lower for model in apps.get_models(include_auto_created=True)}
    assert labels - set(held) == tables.LEFT_OUT


def test_a_kind_of_field_that_nobody_thought_of_is_refused_by_name():
    with pytest.raises(TypeError, match="does not know how to hold"):
        tables._turns(models.FilePathField())
