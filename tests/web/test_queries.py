"""Each page asks the database a fixed number of times, with few rows and with many, and stays small."""

from __future__ import annotations

import gzip

import pytest
from pytest_django import DjangoAssertNumQueries
from tests.factories import make_world
from tests.web.worlds import signed_in

from concord.domains.people.enums import Role

# Session, user and roles are three of each.
QUERIES = {
    "/QT/": 21,
    "/QT/findings/": 7,
    "/QT/findings/MINI1-01/": 15,
    "/QT/gaps/": 11,
    "/QT/plan/": 18,
    "/QT/plan/?hazard=R": 18,
    "/QT/plan/actions/MINI1-01-L3/": 19,
    "/QT/plan/grid/": 11,
    "/QT/plan/objectives/": 8,
    "/QT/plan/road/": 7,
    "/QT/plan/sections/": 5,
    "/QT/plan/next/": 8,
    "/QT/plan/consultation/": 5,
    "/QT/plan/versions/": 5,
    "/QT/plan/money/": 12,
    "/QT/plan/money/ingredients/": 6,
    "/QT/plan/import/": 5,
    "/QT/plan/unclear/": 6,
    "/QT/plan/workbook/": 5,
}


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize("address", QUERIES)
def test_query_counts_are_fixed(
    rows: int, address: str, db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(make_world(capabilities=rows).people[Role.FOCAL_POINT])
    with django_assert_num_queries(QUERIES[address]):
        response = client.get(address)
    assert response.status_code == 200
    assert len(gzip.compress(response.content)) < 60_000
