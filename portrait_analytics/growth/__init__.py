"""Growth between two semesters: counts of people, taken from the cube, and what may be made of them."""

from portrait_analytics.growth.change import (
    estimate_growth,
    measure_change,
    proficient_change,
    proficient_change_interval,
)
from portrait_analytics.growth.cube import choose_scale, count_transitions
from portrait_analytics.growth.estimators import net_movers, net_movers_interval, proficient_interval
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
from portrait_analytics.growth.parts import apportion, mix_effects, printed_points, split_change, split_mix

__all__ = [
    "Grouping",
    "apportion",
    "choose_scale",
    "count_levels",
    "count_transitions",
    "estimate_growth",
    "group_by_cluster",
    "group_by_cluster_and_role",
    "group_by_role",
    "group_by_school",
    "group_whole",
    "measure_change",
    "measure_growth",
    "mix_effects",
    "net_movers",
    "net_movers_interval",
    "printed_points",
    "proficient_change",
    "proficient_change_interval",
    "proficient_interval",
    "split_change",
    "split_mix",
]
