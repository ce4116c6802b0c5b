"""Writes of the risks domain."""

from concord.domains.risks.marks import Bands, SaidOfRisk
from concord.domains.risks.services.collecting import CollectedEstimates, ReturnedEstimate, collect_estimates
from concord.domains.risks.services.estimating import (
    Adjusted,
    agree_risks,
    approve_risks,
    estimate_risk,
    open_risk_picture,
    reopen_risks,
    start_second_round,
)
from concord.domains.risks.services.scenarios import (
    ScenarioText,
    add_scenario,
    change_scenario,
    explain_unlinked,
    leave_out_scenario,
    set_reliance,
    take_back_scenario,
    take_register,
    take_scenarios,
)

__all__ = [
    "Adjusted",
    "Bands",
    "CollectedEstimates",
    "ReturnedEstimate",
    "SaidOfRisk",
    "ScenarioText",
    "add_scenario",
    "agree_risks",
    "approve_risks",
    "change_scenario",
    "collect_estimates",
    "estimate_risk",
    "explain_unlinked",
    "leave_out_scenario",
    "open_risk_picture",
    "reopen_risks",
    "set_reliance",
    "start_second_round",
    "take_back_scenario",
    "take_register",
    "take_scenarios",
]
