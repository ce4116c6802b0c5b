"""Reads of the workshops domain."""

from concord.domains.workshops.queries.candidates import Candidate, SuggestedItem, candidates, suggested_agenda
from concord.domains.workshops.queries.record import DecisionRecord, ItemRecord, WorkshopRecord, record_of
from concord.domains.workshops.queries.showing import Pulse, Screen, pulse, screen
from concord.domains.workshops.queries.tallies import Turnout, tally_of, turnout_of
from concord.domains.workshops.queries.workshops import (
    AgendaLine,
    agenda,
    find_decision,
    find_item,
    find_participant,
    find_question,
    find_workshop,
    open_questions,
    participants,
    possible_helpers,
    present_at,
    workshops,
)

__all__ = [
    "AgendaLine",
    "Candidate",
    "DecisionRecord",
    "ItemRecord",
    "Pulse",
    "Screen",
    "SuggestedItem",
    "Turnout",
    "WorkshopRecord",
    "agenda",
    "candidates",
    "find_decision",
    "find_item",
    "find_participant",
    "find_question",
    "find_workshop",
    "open_questions",
    "participants",
    "possible_helpers",
    "present_at",
    "pulse",
    "record_of",
    "screen",
    "suggested_agenda",
    "tally_of",
    "turnout_of",
    "workshops",
]
