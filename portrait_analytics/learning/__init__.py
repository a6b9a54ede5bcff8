"""What to offer, to whom, and each leader's next step: needs, a plan for the money there is, mentors, steps, movement.

Functions that return counts say so, and their frames name nobody. Those that return a row or a key for each person say
*restricted*. That a need is *covered* says that there is a seat; that attending closes it is claimed nowhere.
"""

from portrait_analytics.learning.costs import find_hindrance, measure_regret, suggest_cohorts, trace_costs
from portrait_analytics.learning.mentors import Mentoring, count_able, count_mentoring, match_mentors
from portrait_analytics.learning.movement import compare_movers, list_chosen, list_taken
from portrait_analytics.learning.needs import count_choices, count_needs, find_choices, measure_gaps
from portrait_analytics.learning.offerings import split_ids
from portrait_analytics.learning.plan import Plan, plan_learning
from portrait_analytics.learning.programme import CONSTRAINTS, Programme, lay_out
from portrait_analytics.learning.steps import Step, count_thin, find_step

__all__ = [
    "CONSTRAINTS",
    "Mentoring",
    "Plan",
    "Programme",
    "Step",
    "compare_movers",
    "count_able",
    "count_choices",
    "count_mentoring",
    "count_needs",
    "count_thin",
    "find_choices",
    "find_hindrance",
    "find_step",
    "lay_out",
    "list_chosen",
    "list_taken",
    "match_mentors",
    "measure_gaps",
    "measure_regret",
    "plan_learning",
    "split_ids",
    "suggest_cohorts",
    "trace_costs",
]
