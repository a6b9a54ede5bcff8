"""What others say, as it may be printed: raters of a team, and whoever else rated leaders.

The attacker does not model these counts; they are told so that there is nothing to subtract. Of each team and attribute
one count, in the codes of cells, of at least the minimum of raters on every attribute; no total over teams, no
competencies, no levels, and no second grouping of the same raters. How many teams' medians rose is a count of teams,
coded alike, each with the minimum of raters in both semesters. Of all leaders whom a supervisor or a coach rated, one
count an attribute. All of it is told once (`once`), since a late answer would stand out between two tellings.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping

import pandas as pd

from portrait_analytics import growth, style
from portrait_analytics.disclosure.cells import code_count, count_row, print_share
from portrait_analytics.rubric import Framework

TEAMS, TEAM_GROWTH, OTHERS = "team_ratings", "team_growth", "other_ratings"
TEAM_MOVERS = "team_movers"
RATERS = ("supervisor", "coach")
MOVES = {"up": "up", "down": "down", "same": "the same"}
Rows = Iterator[dict[str, object]]


def print_teams(
    ratings: pd.DataFrame, *, semester: str, framework: Framework, minimum: int, cluster_of: Mapping[str, str]
) -> Rows:
    """How many raters of each team put it at or above Proficient, by attribute, in the order of ``cluster_of``.

    A team is hidden if an attribute has raters, and fewer than ``minimum``; one that nobody rated has no rows.
    """
    counts = growth.measure_teams(ratings, semester=semester, framework=framework, minimum=1)
    whole = counts[counts["competency"].isna()].set_index(["team", "attribute"])[["proficient", "raters"]]
    fewest = whole["raters"].groupby("team").min()
    for team in filter(fewest.index.__contains__, cluster_of):
        own = whole.loc[team]
        hidden = fewest[team] < minimum
        for attribute in _attributes(framework):
            at, raters = map(int, own.loc[attribute]) if attribute in own.index else (0, 0)
            place = {"school": team, "cluster": cluster_of[team], "about": "team"}
            yield from _print(TEAMS, "school", attribute, place, print_share(at, raters, "to", hidden=hidden))


def print_team_growth(
    ratings: pd.DataFrame, *, semester_from: str, semester_to: str, framework: Framework, minimum: int
) -> Rows:
    """How many teams' median rose and fell, by attribute; hidden for fewer than ``minimum`` teams, nothing for none."""
    counts = growth.measure_team_growth(
        ratings, semester_from=semester_from, semester_to=semester_to, framework=framework, minimum=minimum
    )
    whole = counts[counts["competency"].isna()].set_index("attribute")
    for attribute in filter(whole.index.__contains__, _attributes(framework)):
        counted = _movers(whole.loc[attribute, ["up", "down", "teams"]].to_dict(), minimum)
        yield from _print(TEAM_GROWTH, "district", attribute, {"about": "team"}, counted)


def _movers(counts: Mapping[Hashable, int], minimum: int) -> Iterable[dict[str, object]]:
    """Up, down and the same; what stayed the same is what the other two leave, so it is told no better than they."""
    teams = counts["teams"]
    up, down = (code_count(counts[name], teams) for name in ("up", "down"))
    if teams < minimum or up == (0, teams):
        words = style.STATUS_WORDS["hidden"]
        return [{"measure": TEAM_MOVERS, "item": item, "status": "hidden", "shown": words} for item in MOVES]
    same = (max(teams - up[1] - down[1], 0), teams - up[0] - down[0])
    ends = zip(MOVES.items(), (up, down, same), strict=True)
    of = f"of {style.format_count(teams)} teams"
    rows = [count_row(TEAM_MOVERS, item, coded, teams, f"{words} {of}") for (item, words), coded in ends]
    return [{name: value for name, value in row.items() if name != "people"} for row in rows]  # they count teams


def print_others(cube: pd.DataFrame, *, framework: Framework, minimum: int) -> Rows:
    """How many of those leaders whom a supervisor, or a coach, rated are at or above Proficient by that rating."""
    for rater in RATERS:
        counts = growth.measure_growth(cube, growth.group_whole(cube), rated_by=rater)
        whole = counts[counts["competency"].isna()].set_index("attribute")
        rated = whole["rated_to"][whole["rated_to"] > 0].to_dict()
        at = whole["proficient_to"].to_dict()
        for attribute in _attributes(framework) if rated else []:
            hidden = min(rated.values()) < minimum
            share = print_share(at.get(attribute, 0), rated.get(attribute, 0), rater, hidden=hidden)
            yield from _print(OTHERS, "district", attribute, {}, share)


def _attributes(framework: Framework) -> list[str]:
    return [attribute.id for attribute in framework.current.attributes]


def _print(
    figure: str, grain: str, attribute: str, place: Mapping[str, object], rows: Iterable[dict[str, object]]
) -> Rows:
    shared: dict[str, object] = {"figure": figure, "grain": grain, "grain_note": "", "attribute": attribute, **place}
    yield from (shared | row for row in rows)
