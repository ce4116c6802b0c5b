"""The risk picture in the chain: scenarios taken in, estimates collected from workbooks, and the medians agreed."""

from __future__ import annotations

from pathlib import Path

from concord.domains.assessments.models import Assessment
from concord.domains.risks.services import agree_risks, open_risk_picture
from concord.domains.risks.taking import take_shipped
from concord.domains.risks.workbook_files import collect_file
from concord.formats.errors import Fault, FormatError
from concord.formats.estimate_workbook_reader import read_estimate_workbook
from concord.kernel.actor import Actor
from concord.kernel.errors import InvalidInput


def rate_from_workbooks(actor: Actor, assessment: Assessment, folder: Path) -> tuple[int, list[Fault]]:
    """Rate the shipped scenarios from a folder of estimate workbooks and agree the medians.

    Returns how many workbooks were collected, and the faults of what was left out.
    """
    files = sorted(file for file in folder.glob("*.xlsx") if not file.name.startswith("~$"))
    if not files:
        raise InvalidInput(f"There is no .xlsx workbook in {folder}.")
    take_shipped(actor, assessment.framework)
    picture = open_risk_picture(actor=actor, assessment=assessment)
    collected = 0
    faults: list[Fault] = []
    for file in files:
        try:
            workbook, wrong = read_estimate_workbook(file.read_bytes(), file.name)
            collect_file(actor, picture, workbook, file.name)
        except FormatError as error:
            faults += error.faults
        else:
            faults += wrong
            collected += 1
    if collected:
        agree_risks(actor=actor, picture=picture)
    return collected, faults
