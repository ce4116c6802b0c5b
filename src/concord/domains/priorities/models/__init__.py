"""The tables of priorities. All rows belong to one country."""

from concord.domains.priorities.models.ballots import Ballot, Vote
from concord.domains.priorities.models.decisions import Decision, Move, Place
from concord.domains.priorities.models.prioritisations import Criterion, OwnScore, Prioritisation

__all__ = ["Ballot", "Criterion", "Decision", "Move", "OwnScore", "Place", "Prioritisation", "Vote"]
