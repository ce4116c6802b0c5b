"""Writes of the workshops domain."""

from concord.domains.workshops.asking import FreeQuestion
from concord.domains.workshops.services.admitting import admit, move_participant, refuse, set_present
from concord.domains.workshops.services.agenda import (
    ItemText,
    add_free_question,
    add_item,
    add_questions,
    change_item,
    move_item,
    remove_item,
    remove_question,
    take_suggested_agenda,
)
from concord.domains.workshops.services.carrying import (
    declare_lost,
    open_copy,
    pack_copy,
    resume_copy,
    return_country,
    take_country,
)
from concord.domains.workshops.services.deciding import (
    conclude_scenarios,
    confirm_decision,
    correct_decision,
    draft_decision,
)
from concord.domains.workshops.services.joining import ask_to_join, join_as_oneself, leave_room
from concord.domains.workshops.services.paper import add_paper_participants, name_paper_participant
from concord.domains.workshops.services.preparing import (
    WorkshopText,
    change_code,
    change_workshop,
    make_workshop,
    name_helpers,
    remove_workshop,
)
from concord.domains.workshops.services.running import (
    ask_question,
    close_voting,
    close_workshop,
    end_item,
    open_door,
    open_voting,
    open_workshop,
    reopen_workshop,
    reveal,
    set_timer,
    start_item,
)
from concord.domains.workshops.services.voting import cast_live_vote, type_in_vote

__all__ = [
    "FreeQuestion",
    "ItemText",
    "WorkshopText",
    "add_free_question",
    "add_item",
    "add_paper_participants",
    "add_questions",
    "admit",
    "ask_question",
    "ask_to_join",
    "cast_live_vote",
    "change_code",
    "change_item",
    "change_workshop",
    "close_voting",
    "close_workshop",
    "conclude_scenarios",
    "confirm_decision",
    "correct_decision",
    "declare_lost",
    "draft_decision",
    "end_item",
    "join_as_oneself",
    "leave_room",
    "make_workshop",
    "move_item",
    "move_participant",
    "name_helpers",
    "name_paper_participant",
    "open_copy",
    "open_door",
    "open_voting",
    "open_workshop",
    "pack_copy",
    "refuse",
    "remove_item",
    "remove_question",
    "remove_workshop",
    "reopen_workshop",
    "resume_copy",
    "return_country",
    "reveal",
    "set_present",
    "set_timer",
    "start_item",
    "take_country",
    "take_suggested_agenda",
    "type_in_vote",
]
