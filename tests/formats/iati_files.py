"""Activity files of the tests, about organisations that do not exist."""

from __future__ import annotations

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<iati-activities version="2.03">\n'
FOOT = "</iati-activities>\n"
PROJECT = """<iati-activity xml:lang="en" default-currency="EUR">
 <iati-identifier>{identifier}</iati-identifier>
 <reporting-org ref="XM-TEST-1" type="10"><narrative>Agency of Assistance</narrative></reporting-org>
 <title><narrative>Laboratory training</narrative><narrative xml:lang="fr">Formation</narrative></title>
 <description type="1"><narrative>Trains laboratory staff.</narrative></description>
 <participating-org role="1" type="10"><narrative>Donor</narrative></participating-org>
 <activity-status code="2"/>
 <activity-date type="1" iso-date="2025-03-01Z"/>
 <activity-date type="3" iso-date="2027-02-28"/>
 <recipient-country code="QT" percentage="100"/>
 <location><point srsName="http://www.opengis.net/def/crs/EPSG/0/4326"><pos>{pos}</pos></point></location>
 <sector vocabulary="1" code="12250" percentage="60.5"/>
 <budget type="1" status="2"><period-start iso-date="2025-03-01"/><period-end iso-date="2026-02-28"/>
  <value currency="EUR" value-date="2025-03-01">250000.50</value></budget>
 <transaction ref="T-1"><transaction-type code="2"/><transaction-date iso-date="2025-03-01"/>
  <value value-date="2025-03-01">400000</value>
  <provider-org ref="XM-TEST-2" provider-activity-id="XM-TEST-2-9"><narrative>Donor</narrative></provider-org>
 </transaction>
 <result type="1"><title><narrative>Kept although not modelled</narrative></title>
  <indicator measure="1"><title><narrative>People trained</narrative></title></indicator></result>
</iati-activity>
"""


def project(identifier: str = "XM-TEST-1-42", pos: str = "41.5 45.25") -> str:
    """One valid activity."""
    return PROJECT.format(identifier=identifier, pos=pos)


def a_file(*activities: str) -> bytes:
    """A file of activities."""
    return (HEAD + "".join(activities or (project(),)) + FOOT).encode()
