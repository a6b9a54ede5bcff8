"""Two semesters of a synthetic district as a release is drafted from them, for tests of the gate and the attacker."""

import pandas as pd

from portrait_analytics.attack import Failure, count_heads, find_failures
from portrait_analytics.disclosure import Comparison, Draft, Policy, draft_release
from portrait_analytics.growth import count_transitions
from portrait_analytics.guard import Guarded, guard
from portrait_analytics.ledger import Entry
from portrait_analytics.reference import list_clusters
from portrait_analytics.workspace import Workspace
from tests.districts import FALL

SPRING = "2026-spring"
MINIMUM = 5


class District:
    """Two semesters of a small synthetic district, from the run of one, whose answers a test can take away."""

    def __init__(self, workspace: Workspace) -> None:
        self.ratings, self.people = (workspace.load_table(name) for name in ("ratings", "people"))
        schools = workspace.load_table("schools")
        self.schools = schools[schools["semester"] == FALL]
        self.framework = workspace.framework
        self.roles = {role.name: role.group for role in workspace.district.roles}
        self.heads = count_heads(self.people, semester_from=SPRING, semester_to=FALL)

    def answered(self) -> list[str]:
        return sorted(self.ratings.loc[self.ratings["semester"] == FALL, "person"].unique())

    def draft(self, without: list[str] | None = None) -> Draft:
        """The figures of the release, without what some people answered in the later semester."""
        late = self.ratings["person"].isin(without or []) & (self.ratings["semester"] == FALL)
        cube = count_transitions(
            self.ratings[~late], self.people, semester_from=SPRING, semester_to=FALL, framework=self.framework
        )
        return draft_release(
            cube,
            schools=self.schools,
            policy=Policy(MINIMUM, self.roles),
            comparison=Comparison(FALL, SPRING),
            rubric=self.framework.current,
        )

    def guard(self, draft: Draft, entries: list[Entry]) -> Guarded:
        return guard(draft, self.heads, entries, cluster_of=list_clusters(self.schools), minimum_group=MINIMUM)

    def failures(self, *releases: pd.DataFrame) -> list[Failure]:
        return find_failures(
            releases,
            self.heads,
            cluster_of=list_clusters(self.schools),
            rubric=self.framework.current,
            minimum_group=MINIMUM,
        )
