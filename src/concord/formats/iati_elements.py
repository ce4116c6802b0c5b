"""One valid ``<iati-activity>`` element into an ``Activity``.

The schema has been asked before: what it requires is there.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import Any

from lxml import etree

from concord.formats.iati_activity import (
    Activity,
    Amount,
    Budget,
    Disbursement,
    Organisation,
    Place,
    Related,
    Share,
    Texts,
    Transaction,
)

LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def activity_of(element: Any) -> Activity:
    """What Concord models of an activity, with the element's own text beside it."""
    language = element.get(LANG, "")
    children: dict[str, list[Any]] = defaultdict(list)
    for child in element.iterchildren(tag=etree.Element):
        children[child.tag].append(child)
    updated, hierarchy = element.get("last-updated-datetime"), element.get("hierarchy")
    finance = children["default-finance-type"]
    return Activity(
        identifier=(children["iati-identifier"][0].text or "").strip(),
        reporter=_organisation(children["reporting-org"][0], language),
        title=_texts(children["title"][0], language),
        descriptions=tuple((d.get("type", "1"), _texts(d, language)) for d in children["description"]),
        organisations=tuple(_organisation(o, language) for o in children["participating-org"]),
        status=children["activity-status"][0].get("code"),
        dates=tuple((d.get("type"), _date(d)) for d in children["activity-date"]),
        countries=_shares(children["recipient-country"], language),
        regions=_shares(children["recipient-region"], language),
        places=tuple(_place(p, language) for p in children["location"]),
        sectors=_shares(children["sector"], language),
        tags=_shares(children["tag"], language),
        aid_types=_shares(children["default-aid-type"], language),
        finance_type=finance[0].get("code") if finance else "",
        budgets=tuple(_budget(b) for b in children["budget"]),
        disbursements=tuple(_disbursement(d, language) for d in children["planned-disbursement"]),
        transactions=tuple(_transaction(t, language) for t in children["transaction"]),
        related=tuple(Related(r.get("ref"), r.get("type")) for r in children["related-activity"]),
        currency=element.get("default-currency", ""),
        language=language,
        humanitarian=element.get("humanitarian") in {"1", "true"},
        hierarchy=int(hierarchy) if hierarchy else 1,
        updated=_moment(updated) if updated else None,
        source=etree.tostring(element, encoding="utf-8", with_tail=False),
    )


def _texts(element: Any, language: str) -> Texts:
    return tuple(
        (child.get(LANG, language), child.text.strip())
        for child in element
        if child.tag == "narrative" and child.text and not child.text.isspace()
    )


def _organisation(element: Any, language: str) -> Organisation:
    own = element.get
    activity = own("activity-id") or own("provider-activity-id") or own("receiver-activity-id") or ""
    return Organisation(own("ref", ""), own("type", ""), _texts(element, language), own("role", ""), activity)


def _parts(element: Any) -> dict[str, Any]:
    """The children of an element that holds one of each kind; walking once is faster than looking for each."""
    return {child.tag: child for child in element}


def _party(parts: dict[str, Any], tag: str, language: str) -> Organisation | None:
    found = parts.get(tag)
    return None if found is None else _organisation(found, language)


def _shares(found: list[Any], language: str) -> tuple[Share, ...]:
    return tuple(
        Share(
            one.get("code"),
            Decimal(one.get("percentage").strip()) if one.get("percentage") else None,
            one.get("vocabulary", ""),
            _texts(one, language),
            one.get("vocabulary-uri", ""),
        )
        for one in found
    )


def _amount(value: Any) -> Amount:
    valued = value.get("value-date")
    return Amount(Decimal(value.text.strip()), value.get("currency", ""), _day(valued) if valued else None)


def _budget(element: Any) -> Budget:
    parts = _parts(element)
    starts, ends = _date(parts["period-start"]), _date(parts["period-end"])
    return Budget(starts, ends, _amount(parts["value"]), element.get("type", ""), element.get("status", ""))


def _disbursement(element: Any, language: str) -> Disbursement:
    parts = _parts(element)
    return Disbursement(
        _date(parts["period-start"]),
        _date(parts["period-end"]) if "period-end" in parts else None,
        _amount(parts["value"]),
        element.get("type", ""),
        _party(parts, "provider-org", language),
        _party(parts, "receiver-org", language),
    )


def _transaction(element: Any, language: str) -> Transaction:
    parts = _parts(element)
    return Transaction(
        parts["transaction-type"].get("code"),
        _date(parts["transaction-date"]),
        _amount(parts["value"]),
        element.get("ref", ""),
        _texts(parts["description"], language) if "description" in parts else (),
        _party(parts, "provider-org", language),
        _party(parts, "receiver-org", language),
    )


def _place(element: Any, language: str) -> Place:
    name, said = element.find("name"), element.find("description")
    return Place(
        element.get("ref", ""),
        () if name is None else _texts(name, language),
        () if said is None else _texts(said, language),
        _point(element.findtext("point/pos")),
    )


def _point(text: str | None) -> tuple[float, float] | None:
    """Latitude and longitude; the schema takes any text here, so what is no point on Earth is left out."""
    try:
        latitude, longitude = map(float, (text or "").split())
    except ValueError:
        return None
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def _date(element: Any) -> dt.date:
    return _day(element.get("iso-date"))


def _day(text: str) -> dt.date:
    """A date of XML Schema, whose time zone (``2014-01-01Z``, ``+01:00``) does not move the day."""
    return dt.date.fromisoformat(text.strip()[:10])


def _moment(text: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text.strip())
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
