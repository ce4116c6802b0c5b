"""Two countries that have come as far as a plan."""

from __future__ import annotations

import pytest
from tests.factories import World, make_world


@pytest.fixture
def world(db: None) -> World:
    return make_world("QT", "Tarsovia")


@pytest.fixture
def other_world(world: World) -> World:
    return make_world("QU", "Orvania")
