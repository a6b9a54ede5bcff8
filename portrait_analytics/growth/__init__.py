"""Growth between two semesters: counts of people, taken from the cube, and what may be made of them."""

from portrait_analytics.growth.change import (
    estimate_growth,
    measure_change,
    proficient_change,
    proficient_change_interval,
)
from portrait_analytics.growth.cube import count_transitions
from portrait_analytics.growth.editions import bound_movers, compares_forms, list_not_comparable
from portrait_analytics.growth.estimators import net_movers, net_movers_interval, proficient_interval
from portrait_analytics.growth.marks import adjust, mark_groups, probability_above, sign_tests
from portrait_analytics.growth.measures import (
    Grouping,
    count_levels,
    group_by_cluster,
    group_by_cluster_and_role,
    group_by_role,
    group_by_school,
    group_whole,
    measure_growth,
)
from portrait_analytics.growth.partitions import add_up
from portrait_analytics.growth.parts import apportion, mix_effects, printed_points, split_change, split_mix
from portrait_analytics.growth.pooling import Prior, fit_prior, pool_growth, pooled_movers, pooled_share
from portrait_analytics.growth.response import measure_response, worst_case
from portrait_analytics.growth.teams import measure_team_growth, measure_teams
from portrait_analytics.growth.then import measure_then
from portrait_analytics.growth.trend import count_trend, measure_trend, pair_with_baselines
from portrait_analytics.growth.waves import choose_scale

__all__ = [
    "Grouping",
    "Prior",
    "add_up",
    "adjust",
    "apportion",
    "bound_movers",
    "choose_scale",
    "compares_forms",
    "count_levels",
    "count_transitions",
    "count_trend",
    "estimate_growth",
    "fit_prior",
    "group_by_cluster",
    "group_by_cluster_and_role",
    "group_by_role",
    "group_by_school",
    "group_whole",
    "list_not_comparable",
    "mark_groups",
    "measure_change",
    "measure_growth",
    "measure_response",
    "measure_team_growth",
    "measure_teams",
    "measure_then",
    "measure_trend",
    "mix_effects",
    "net_movers",
    "net_movers_interval",
    "pair_with_baselines",
    "pool_growth",
    "pooled_movers",
    "pooled_share",
    "printed_points",
    "probability_above",
    "proficient_change",
    "proficient_change_interval",
    "proficient_interval",
    "sign_tests",
    "split_change",
    "split_mix",
    "worst_case",
]
