"""The tables of workshops. All rows belong to one country."""

from concord.domains.workshops.models.agenda import AgendaItem, Question
from concord.domains.workshops.models.carrying import CarriedCopy, Carrying, CarryingState
from concord.domains.workshops.models.decisions import Decision
from concord.domains.workshops.models.people import Attendance, Participant
from concord.domains.workshops.models.workshops import Helper, Workshop

__all__ = [
    "AgendaItem",
    "Attendance",
    "CarriedCopy",
    "Carrying",
    "CarryingState",
    "Decision",
    "Helper",
    "Participant",
    "Question",
    "Workshop",
]
