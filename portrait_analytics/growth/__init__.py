"""Growth between two semesters: the cube (`cube`), counts by group (`measures`), intervals (`estimators`)."""

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

__all__ = [
    "Grouping",
    "choose_scale",
    "count_levels",
    "count_transitions",
    "group_by_cluster",
    "group_by_cluster_and_role",
    "group_by_role",
    "group_by_school",
    "group_whole",
    "measure_growth",
    "net_movers",
    "net_movers_interval",
    "proficient_interval",
]
