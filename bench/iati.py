"""How fast a large file of published activities is read: validating beside a bare iterparse, and how much memory."""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.rows import Row
from lxml import etree

from concord.formats.iati_reader import elements, read_activities
from concord.formats.iati_schema import activity_schema

ACTIVITIES = 100_000
HEAD, FOOT = '<?xml version="1.0" encoding="UTF-8"?><iati-activities version="2.03">', "</iati-activities>"
ACTIVITY = (
    '<iati-activity default-currency="EUR"><iati-identifier>XM-TEST-{number}</iati-identifier>'
    '<reporting-org ref="XM-TEST" type="10"><narrative>Agency of Assistance</narrative></reporting-org>'
    "<title><narrative>Support to laboratories {number}</narrative></title>"
    '<description type="1"><narrative>{words}</narrative></description>'
    '<participating-org ref="XM-TEST-2" role="1" type="10"><narrative>Donor</narrative></participating-org>'
    '<activity-status code="2"/><activity-date iso-date="2025-01-01" type="1"/>'
    '<activity-date iso-date="2028-01-01" type="3"/><recipient-country code="QT" percentage="100"/>'
    '<sector vocabulary="1" code="12250" percentage="100"/>{budgets}{transactions}</iati-activity>\n'
)
BUDGET = (
    '<budget type="1" status="1"><period-start iso-date="202{year}-01-01"/><period-end iso-date="202{year}-12-31"/>'
    '<value currency="EUR" value-date="2025-01-01">{number}</value></budget>'
)
TRANSACTION = (
    '<transaction ref="{number}-{part}"><transaction-type code="2"/><transaction-date iso-date="2025-03-01"/>'
    '<value currency="EUR" value-date="2025-03-01">{number}</value>'
    "<description><narrative>Commitment</narrative></description></transaction>"
)
WORDS = "Words of a description that goes on as descriptions do. " * 14


def reading() -> Iterator[Row]:
    """Bare, validated, and read into what Concord models, one after the other on the same file.

    Seconds are those of the processor, so that other work on the machine does not come between the two.
    """
    with tempfile.TemporaryDirectory(prefix="concord-bench-") as folder:
        path = Path(folder) / "activities.xml"
        _generate(path)
        yield Row("iati_file_megabytes", path.stat().st_size / 1e6, "MB")
        bare, validated = _timed(_bare, path), _timed(_validated, path)
        yield Row("iati_validate_rate_to_iterparse", bare / validated, "times", "bare lxml iterparse", bare / validated)
        yield Row("iati_read_activities_per_cpu_second", ACTIVITIES / _timed(_read, path), "1/s")
        yield Row("iati_peak_memory_mb", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MB")


def _generate(path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        for number in range(ACTIVITIES):
            budgets = "".join(BUDGET.format(year=year, number=number) for year in range(5, 9))
            transactions = "".join(TRANSACTION.format(number=number, part=part) for part in range(9))
            file.write(ACTIVITY.format(number=number, words=WORDS, budgets=budgets, transactions=transactions))
        file.write(FOOT)


def _timed(work: Callable[[Path], int], path: Path) -> float:
    start = time.process_time()
    counted = work(path)
    taken = time.process_time() - start
    if counted != ACTIVITIES:
        raise RuntimeError(f"{counted} activities were seen of {ACTIVITIES}")
    return taken


def _bare(path: Path) -> int:
    count = 0
    for _, element in etree.iterparse(str(path), events=("end",), tag="iati-activity"):
        count += 1
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    return count


def _validated(path: Path) -> int:
    schema = activity_schema()
    with path.open("rb") as file:
        return sum(schema.validate(element) for element in elements(file, path.name))


def _read(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for _ in read_activities(file, path.name))
