"""Who could carry the work: what is held, what is covered, what departures take away, and who is ready to follow.

Functions that return counts say so, and their frames name nobody. Those that return a row or a key for each person say
*restricted*: their frames are for named outputs only, and never joined to the count frames.
"""

from portrait_analytics.succession.bench import cover_successors, match_bench, measure_bench, name_bench, tell_able
from portrait_analytics.succession.coverage import count_holders, measure_coverage
from portrait_analytics.succession.departures import (
    count_steam,
    map_steam,
    measure_key_people,
    name_worst_departures,
)
from portrait_analytics.succession.holding import (
    Holding,
    count_evidence,
    hold_attributes,
    hold_competencies,
    place_people,
    settle_evidence,
)
from portrait_analytics.succession.outlook import tell_outlook
from portrait_analytics.succession.policy import Requirement, SuccessionPolicy, read_policy
from portrait_analytics.succession.readiness import (
    assess_readiness,
    count_moves,
    count_nearest,
    count_readiness,
    list_successors,
)
from portrait_analytics.succession.reserves import clock_bench, measure_reserves
from portrait_analytics.succession.teams import Team, find_smallest_team
from portrait_analytics.succession.turnover import (
    chance_to_leave,
    count_departures,
    count_vacancies,
    rate_to_next_semester,
    rate_within,
    settle_rates,
)
from portrait_analytics.succession.vacancies import distribute_vacancies, forecast_vacancies, simulate_vacancies

__all__ = [
    "Holding",
    "Requirement",
    "SuccessionPolicy",
    "Team",
    "assess_readiness",
    "chance_to_leave",
    "clock_bench",
    "count_departures",
    "count_evidence",
    "count_holders",
    "count_moves",
    "count_nearest",
    "count_readiness",
    "count_steam",
    "count_vacancies",
    "cover_successors",
    "distribute_vacancies",
    "find_smallest_team",
    "forecast_vacancies",
    "hold_attributes",
    "hold_competencies",
    "list_successors",
    "map_steam",
    "match_bench",
    "measure_bench",
    "measure_coverage",
    "measure_key_people",
    "measure_reserves",
    "name_bench",
    "name_worst_departures",
    "place_people",
    "rate_to_next_semester",
    "rate_within",
    "read_policy",
    "settle_evidence",
    "settle_rates",
    "simulate_vacancies",
    "tell_able",
    "tell_outlook",
]
