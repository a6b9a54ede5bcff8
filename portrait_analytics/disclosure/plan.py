"""The release plan: which figures there are, at which grain, and which of their groups are shown.

Everything that nests, nests in clusters. A pair counts for the role, the cluster and the cluster's role that people are
in *now*, so that a handful of people who changed are not a remainder of their own; a school's pairs are those who were
there both times.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from portrait_analytics import growth
from portrait_analytics.disclosure.masks import SIZES, Line, Policy, hide_groups, is_safe, merge_roles, people_by_group

WHOLE = "all"
BETWEEN = " · "


@dataclass(frozen=True)
class PlannedFigure:
    """One figure: its counts by group and item, where each group stands in `published`, and which are hidden."""

    name: str
    grain: str
    counts: pd.DataFrame
    places: dict[str, dict[str, str]]
    hidden: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Plan:
    """What a release is made from: the cube, where schools belong, and what the gate goes by."""

    cube: pd.DataFrame
    cluster_of: Mapping[str, str]
    policy: Policy
    sizes: Sequence[str] = tuple(SIZES)

    def figures(self) -> list[PlannedFigure]:
        """All figures of growth by attribute and by competency, in the order of print."""
        by_school = self.by_school()
        return [
            self.district("district_growth", "attribute"),
            self.by_role(),
            by_school,
            self.by_cluster_and_role(by_school),
            self.district("growth_by_competency", "competency"),
            self.competencies_by_cluster(),
        ]

    def district(self, name: str, item: str) -> PlannedFigure:
        """Everybody together."""
        counts = self._measure(growth.group_whole(self.cube), item)
        return self._hide(PlannedFigure(name, "district", counts, {WHOLE: {}}), counts)

    def by_role(self) -> PlannedFigure:
        """Roles over the district, small ones put together."""
        totals = self._measure(growth.group_whole(self.cube))
        roles, notes = self._merged_roles(totals)
        counts = self._measure(growth.group_by_role(self.cube, roles))
        places = {role: {"role": role, "grain_note": notes.get(role, "")} for role in roles.values()}
        return self._hide(PlannedFigure("growth_by_role", "role", counts, places), totals)

    def by_school(self) -> PlannedFigure:
        """Schools, each in its cluster."""
        counts = self._measure(growth.group_by_school(self.cube))
        places = {school: {"school": school, "cluster": cluster} for school, cluster in self.cluster_of.items()}
        totals = self._measure(growth.group_whole(self.cube))
        return self._hide(PlannedFigure("growth_by_school", "school", counts, places), totals)

    def competencies_by_cluster(self) -> PlannedFigure:
        """Competencies, for every cluster."""
        counts = self._measure(growth.group_by_cluster(self.cube, self.cluster_of), "competency")
        places = {cluster: {"cluster": cluster} for cluster in self.clusters}
        totals = self._measure(growth.group_whole(self.cube), "competency")
        return self._hide(PlannedFigure("growth_by_competency", "cluster", counts, places), totals)

    def levels(self, edition: str) -> list[PlannedFigure]:
        """How many people stand at which level, for the district and for every cluster."""
        groupings = [growth.group_whole(self.cube), growth.group_by_cluster(self.cube, self.cluster_of)]
        whole, parts = (growth.count_levels(self.cube, grouping, edition) for grouping in groupings)
        totals = _answered(whole)
        clusters = {cluster: {"cluster": cluster} for cluster in self.clusters}
        return [
            self._hide_levels("district", whole, totals, {WHOLE: {}}),
            self._hide_levels("cluster", parts, totals, clusters),
        ]

    def _hide_levels(
        self, grain: str, levels: pd.DataFrame, totals: pd.DataFrame, places: dict[str, dict[str, str]]
    ) -> PlannedFigure:
        table = people_by_group(_answered(levels), totals, list(places), ["rated_to"])
        whole = people_by_group(totals, totals, [WHOLE], ["rated_to"])[WHOLE]
        hidden = hide_groups(table, [Line(list(places), whole)], self.policy.minimum_group)
        counts = levels.set_index(["group", "item", "rank"])
        return PlannedFigure("levels_by_cluster", grain, counts, places, hidden)

    def by_cluster_and_role(self, schools: PlannedFigure) -> PlannedFigure:
        """Roles within each cluster, small ones put together there.

        Its rows and columns add up to totals that other figures give: the role groups over the district, and the
        clusters, up to those who changed school, by their schools.
        """
        totals = self._measure(growth.group_whole(self.cube))
        by_cluster = growth.group_by_cluster(self.cube, self.cluster_of)
        cluster_totals = self._measure(by_cluster)
        present = set(cluster_totals.index.get_level_values("group"))
        names: dict[tuple[str, str], str] = {}
        places: dict[str, dict[str, str]] = {}
        for cluster in filter(present.__contains__, self.clusters):
            inside = by_cluster.only(cluster)
            roles, notes = self._merged_roles(cluster_totals.loc[[cluster]], inside)
            names |= {(cluster, role): f"{cluster}{BETWEEN}{merged}" for role, merged in roles.items()}
            for role in roles.values():
                place = {"cluster": cluster, "role": role, "grain_note": notes.get(role, "")}
                places[f"{cluster}{BETWEEN}{role}"] = place
        counts = self._measure(growth.group_by_cluster_and_role(self.cube, self.cluster_of, names))
        table = people_by_group(counts, totals, list(places), self.sizes)
        lines = [*self._cluster_lines(table, places, cluster_totals, schools), *self._role_lines(table, places, names)]
        hidden = hide_groups(table, lines, self.policy.minimum_group)
        return PlannedFigure("growth_by_cluster_and_role", "cluster_role", counts, places, hidden)

    @property
    def clusters(self) -> list[str]:
        """The clusters in the order of the schools."""
        return list(dict.fromkeys(self.cluster_of.values()))

    def _cluster_lines(
        self, table: pd.DataFrame, places: Mapping[str, dict[str, str]], totals: pd.DataFrame, schools: PlannedFigure
    ) -> list[Line]:
        """One line a cluster; broken where its schools give its total away up to too few people."""
        by_cluster = people_by_group(totals, totals, self.clusters, self.sizes).reindex(table.index, fill_value=0)
        by_school = people_by_group(schools.counts, totals, list(self.cluster_of), self.sizes)
        by_school = by_school.reindex(table.index, fill_value=0)
        lines = []
        for cluster in self.clusters:
            own = [school for school, of in self.cluster_of.items() if of == cluster]
            known = Line(own, by_cluster[cluster])
            broken = not is_safe(by_school, known, schools.hidden, self.policy.minimum_group)
            groups = [group for group, place in places.items() if place["cluster"] == cluster]
            lines.append(Line(groups, by_cluster[cluster], broken))
        return lines

    def _role_lines(
        self, table: pd.DataFrame, places: Mapping[str, dict[str, str]], names: Mapping[tuple[str, str], str]
    ) -> list[Line]:
        """One line a role group: over all clusters it adds up to what the district's figure by role gives."""
        groups = self.policy.role_groups
        counts = self._measure(growth.group_by_role(self.cube, dict(groups)))
        totals = people_by_group(counts, counts, list(dict.fromkeys(groups.values())), self.sizes)
        totals = totals.reindex(table.index, fill_value=0)
        group_of = {name: groups[role] for (_, role), name in names.items()}
        return [Line([name for name in places if group_of[name] == group], totals[group]) for group in totals.columns]

    def _merged_roles(
        self, totals: pd.DataFrame, inside: growth.Grouping | None = None
    ) -> tuple[dict[str, str], dict[str, str]]:
        by_role = growth.group_by_role(self.cube, {role: role for role in self.policy.role_groups})
        return merge_roles(self._measure(by_role.within(inside) if inside else by_role), totals, self.policy)

    def _hide(self, figure: PlannedFigure, totals: pd.DataFrame) -> PlannedFigure:
        """The figure with the groups hidden that have to be, where its groups add up to one total."""
        table = people_by_group(figure.counts, totals, list(figure.places), self.sizes)
        whole = people_by_group(totals, totals, [WHOLE], self.sizes)[WHOLE]
        hidden = hide_groups(table, [Line(list(figure.places), whole)], self.policy.minimum_group)
        return PlannedFigure(figure.name, figure.grain, figure.counts, figure.places, hidden)

    def _measure(self, grouping: growth.Grouping, item: str = "attribute") -> pd.DataFrame:
        """Counts by group and item: attributes as a whole, or competencies."""
        counts = growth.measure_growth(self.cube, grouping)
        own = counts[counts["competency"].isna() == (item == "attribute")]
        labelled = own.assign(item=own[item].astype("str"), group=own["group"].astype("str"))
        return labelled.drop(columns=["attribute", "competency"]).set_index(["group", "item"])


def _answered(levels: pd.DataFrame) -> pd.DataFrame:
    """How many people answered at all, as `people_by_group` takes it."""
    return levels.groupby(["group", "item"])["people"].sum().rename("rated_to").to_frame()
