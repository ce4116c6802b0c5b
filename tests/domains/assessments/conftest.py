"""A country between two rounds."""

from __future__ import annotations

import pytest
from tests.editions import second_edition
from tests.factories import make_framework
from tests.rounds import TODAY, Story, make_story

from concord.domains.frameworks.models import Framework
from concord.kernel import clock


@pytest.fixture
def story(db: None) -> Story:
    return make_story()


@pytest.fixture
def second(story: Story) -> Framework:
    with clock.standing_still(TODAY):
        return make_framework(second_edition())
