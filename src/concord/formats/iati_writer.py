"""Activities as an IATI 2.03 file: elements in the order of the schema, and checked against it before it is given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from lxml import etree

from concord.formats.errors import Fault, FormatError
from concord.formats.iati_activity import (
    Activity,
    Amount,
    Budget,
    Disbursement,
    Organisation,
    Place,
    Share,
    Texts,
    Transaction,
)
from concord.formats.iati_elements import LANG
from concord.formats.iati_schema import VERSION, activity_schema

WGS84 = "http://www.opengis.net/def/crs/EPSG/0/4326"


def write_activities(activities: Iterable[Activity], *, made_at: dt.datetime) -> bytes:
    """A valid file of these activities; ``FormatError`` names what in them the schema refuses."""
    root = etree.Element("iati-activities", {"version": VERSION, "generated-datetime": _moment(made_at)})
    for activity in activities:
        root.append(_activity(activity))
    if not len(root):
        raise FormatError(Fault("", "there is no activity to write; an IATI file holds at least one"))
    schema = activity_schema()
    if not schema.validate(root):
        raise FormatError(*(Fault("", error.message) for error in list(schema.error_log)[:5]))
    etree.indent(root)
    written: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _activity(activity: Activity) -> Any:
    element = etree.Element("iati-activity")
    _set(element, "last-updated-datetime", _moment(activity.updated) if activity.updated else "")
    _set(element, LANG, activity.language)
    _set(element, "default-currency", activity.currency)
    _set(element, "humanitarian", "1" if activity.humanitarian else "")
    _set(element, "hierarchy", str(activity.hierarchy) if activity.hierarchy != 1 else "")
    _add(element, "iati-identifier").text = activity.identifier
    _organisation(element, "reporting-org", activity.reporter)
    _texts(_add(element, "title"), activity.title)
    for kind, texts in activity.descriptions:
        _texts(_add(element, "description", type=kind), texts)
    for organisation in activity.organisations:
        _organisation(element, "participating-org", organisation)
    _add(element, "activity-status", code=activity.status)
    for kind, day in activity.dates:
        _add(element, "activity-date", type=kind, **{"iso-date": day.isoformat()})
    _shares(element, "recipient-country", activity.countries)
    _shares(element, "recipient-region", activity.regions)
    for place in activity.places:
        _place(element, place)
    _shares(element, "sector", activity.sectors)
    _shares(element, "tag", activity.tags)
    if activity.finance_type:
        _add(element, "default-finance-type", code=activity.finance_type)
    _shares(element, "default-aid-type", activity.aid_types)
    _money(element, activity)
    for related in activity.related:
        _add(element, "related-activity", ref=related.ref, type=related.kind)
    return element


def _money(element: Any, activity: Activity) -> None:
    for budget in activity.budgets:
        _period(_add(element, "budget", type=budget.kind, status=budget.status), budget)
    for planned in activity.disbursements:
        one = _add(element, "planned-disbursement", type=planned.kind)
        _period(one, planned)
        _parties(one, planned)
    for transaction in activity.transactions:
        _transaction(_add(element, "transaction", ref=transaction.ref), transaction)


def _period(element: Any, period: Budget | Disbursement) -> None:
    _add(element, "period-start", **{"iso-date": period.starts_on.isoformat()})
    if period.ends_on is not None:
        _add(element, "period-end", **{"iso-date": period.ends_on.isoformat()})
    _amount(element, period.amount)


def _transaction(element: Any, transaction: Transaction) -> None:
    _add(element, "transaction-type", code=transaction.kind)
    _add(element, "transaction-date", **{"iso-date": transaction.on.isoformat()})
    _amount(element, transaction.amount)
    if transaction.description:
        _texts(_add(element, "description"), transaction.description)
    _parties(element, transaction)


def _amount(element: Any, amount: Amount) -> None:
    valued = amount.valued_on.isoformat() if amount.valued_on else ""
    _add(element, "value", currency=amount.currency, **{"value-date": valued}).text = _number(amount.value)


def _parties(element: Any, paid: Disbursement | Transaction) -> None:
    for tag, party in (("provider", paid.provider), ("receiver", paid.receiver)):
        if party is not None:
            _organisation(element, f"{tag}-org", party, f"{tag}-activity-id")


def _organisation(parent: Any, tag: str, organisation: Organisation, activity: str = "activity-id") -> None:
    element = _add(parent, tag, ref=organisation.ref, type=organisation.kind, role=organisation.role)
    _set(element, activity, organisation.activity_id)
    _texts(element, organisation.name)
    if tag == "reporting-org":  # here the schema requires them, however empty
        for name in ("ref", "type"):
            element.set(name, element.get(name, ""))


def _shares(parent: Any, tag: str, shares: Iterable[Share]) -> None:
    for share in shares:
        element = _add(parent, tag, vocabulary=share.vocabulary, code=share.code)
        _set(element, "vocabulary-uri", share.vocabulary_uri)
        _set(element, "percentage", "" if share.percentage is None else _number(share.percentage))
        _texts(element, share.name)


def _place(parent: Any, place: Place) -> None:
    element = _add(parent, "location", ref=place.ref)
    for tag, texts in (("name", place.name), ("description", place.description)):
        if texts:
            _texts(_add(element, tag), texts)
    if place.point is not None:
        point = _add(element, "point", srsName=WGS84)
        _add(point, "pos").text = "{!r} {!r}".format(*place.point)


def _texts(element: Any, texts: Texts) -> None:
    for language, text in texts:
        narrative = _add(element, "narrative")
        _set(narrative, LANG, language)
        narrative.text = _printable(text)


def _add(parent: Any, tag: str, **attributes: str) -> Any:
    element = etree.SubElement(parent, tag)
    for name, value in attributes.items():
        _set(element, name, value)
    return element


def _set(element: Any, name: str, value: str) -> None:
    if value:
        element.set(name, _printable(value))


def _printable(text: str) -> str:
    """Without the control characters that XML cannot carry."""
    return "".join(letter for letter in text if letter.isprintable() or letter in "\n\t")


def _number(value: Decimal) -> str:
    return format(value, "f")


def _moment(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
