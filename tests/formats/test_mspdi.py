"""Project files: the elements in the schema's order, links and assignments that point to what is there."""

from __future__ import annotations

import datetime as dt

from lxml import etree

from concord.formats.mspdi import NAMESPACE, ProjectFile, ProjectTask, mspdi_file

NS = {"p": NAMESPACE}
# The order in which the schema of mspdi_pj12.xsd lists what we write of a task.
TASK_ORDER = [
    "UID", "ID", "Name", "Manual", "Type", "IsNull", "WBS", "OutlineNumber", "OutlineLevel", "Priority", "Start",
    "Finish", "Duration", "DurationFormat", "Milestone", "Summary", "Critical", "FixedCost", "ConstraintType",
    "CalendarUID", "ConstraintDate", "Notes", "PredecessorLink",
]  # fmt: skip


def made() -> etree._Element:
    first = ProjectTask(
        "DET-01-L3 Train", dt.date(2027, 1, 1), dt.date(2027, 1, 31), resources=(0, 1), cost=1200, notes="a\x07<b>&",
        critical=True,
    )  # fmt: skip
    second = ProjectTask("Reached", dt.date(2027, 2, 28), dt.date(2027, 2, 28), after=((0, 28),), milestone=True)
    project = ProjectFile("Roadmap", "EUR", dt.date(2027, 1, 1), (first, second), (("Health", 2), ("Interior", 1)))
    return etree.fromstring(mspdi_file(project))


def texts(root: etree._Element, path: str) -> list[str]:
    return [found.text for found in root.findall(path, NS)]


def test_a_task_has_its_days_its_cost_and_its_place_in_time():
    root = made()
    assert texts(root, "p:Tasks/p:Task/p:Name") == ["DET-01-L3 Train", "Reached"]
    assert texts(root, "p:Tasks/p:Task/p:Start") == ["2027-01-01T08:00:00", "2027-02-28T17:00:00"]
    assert texts(root, "p:Tasks/p:Task/p:Finish") == ["2027-01-31T17:00:00", "2027-02-28T17:00:00"]
    # January 2027 has 21 working days.
    assert texts(root, "p:Tasks/p:Task/p:Duration") == ["PT168H0M0S", "PT0H0M0S"]
    assert texts(root, "p:Tasks/p:Task/p:Milestone") == ["0", "1"]
    assert texts(root, "p:Tasks/p:Task/p:FixedCost") == ["1200", "0"]


def test_elements_follow_the_schemas_order():
    for task in made().findall("p:Tasks/p:Task", NS):
        names = [etree.QName(child).localname for child in task]
        assert names == [name for name in TASK_ORDER if name in names]


def test_links_and_assignments_point_to_tasks_and_institutions():
    root = made()
    assert texts(root, ".//p:PredecessorUID") == ["1"]
    assert texts(root, ".//p:LinkLag") == ["96000"]  # 28 days are 20 working days of 480 minutes, in tenths
    assert texts(root, "p:Resources/p:Resource/p:Name") == ["Health", "Interior"]
    pairs = zip(texts(root, ".//p:TaskUID"), texts(root, ".//p:ResourceUID"), strict=True)
    assert list(pairs) == [("1", "1"), ("1", "2")]


def test_words_of_people_stay_words():
    assert texts(made(), ".//p:Notes") == ["a<b>&"]
