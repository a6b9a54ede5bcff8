"""Frames for tests: a text grid as a table, and a small district's release whose numbers can be worked out by hand."""

import math
from collections.abc import Iterator

import pandas as pd

from portrait_analytics.release import Release
from portrait_analytics.rubric import Rubric
from portrait_analytics.style import STATUS_WORDS, colour_class, format_interval, format_percent
from portrait_analytics.tables import make_table

RUBRIC = Rubric.model_validate(
    {
        "id": "test-edition",
        "title": "Portrait for tests",
        "credit": "Written for the tests.",
        "proficient": 2,
        "levels": [
            {"name": "Begins", "low": 1, "high": 1, "summary": "Starts to do it."},
            {"name": "Proficient", "low": 2, "high": 2, "summary": "Does it."},
        ],
        "attributes": [
            {
                "id": "human-centered",
                "name": "Human-Centered",
                "tagline": "Puts people first",
                "foundational": True,
                "reflection_questions": ["Whose voice was missing last week?"],
            },
            {
                "id": "transformational",
                "name": "Transformational",
                "tagline": "Changes how things are done",
                "foundational": True,
                "reflection_questions": ["Which habit of ours would a newcomer question first?"],
            },
            {"id": "authentic", "name": "Authentic", "tagline": "Means what they say"},
            {"id": "collaborative", "name": "Collaborative", "tagline": "Works with others"},
            {"id": "advocate", "name": "Advocate", "tagline": "Speaks up for others"},
        ],
        "competencies": [
            {"id": f"about-{attribute}", "name": f"About {attribute}", "attribute": attribute, "summary": "Does it."}
            for attribute in ("human-centered", "transformational", "authentic", "collaborative", "advocate")
        ],
    }
)
ATTRIBUTES = [attribute.id for attribute in RUBRIC.attributes]
CODED = 2  # up to so many, and all but up to so many, print alike

# Up and down of the pairs, and at or above Proficient before and after: one row a group, one column an attribute.
DISTRICT = """
    pairs | human-centered | transformational | authentic | collaborative | advocate
    83    | 27/12 41>49    | 31/9 30>44       | 22/15 44>48 | 24/13 39>45 | 14/17 46>44
"""
ROLES = """
    role                       | pairs | human-centered | transformational | authentic | collaborative | advocate
    Principal                  | 12    | 5/2 6>8        | 6/1 4>7          | 3/2 7>7   | 4/1 6>8       | 2/3 6>5
    Assistant principal        | 16    | 6/2 7>10       | 7/2 6>9          | 4/4 8>8   | 5/2 7>9       | 3/4 9>8
    Instructional coach        | 9     | 2/3 5>5        | 4/0 3>5          | 2/3 5>4   | 3/3 4>4       | 1/2 5>4
    Teacher leader             | 30    | 9/3 16>19      | 9/4 12>15        | 8/3 17>20 | 8/4 16>18     | 5/6 18>17
    Counselor                  | 4     | hidden         | hidden           | hidden    | hidden        | hidden
    Director + Department head | 12    | 3/2 5>5        | 4/2 4>6          | 4/2 6>7   | 3/2 5>5       | 3/1 6>7
"""
SCHOOLS = """
    school | pairs | human-centered | transformational | authentic  | collaborative | advocate
    0001   | 7     | 3/2 3>4        | 4/1 2>4          | 2/2 4>4    | 3/1 3>4       | 2/2 4>4
    0002   | 9     | 3/1 4>5        | 3/2 4>4          | 2/1 5>5    | 2/2 4>4       | 1/3 5>4
    0003   | 6     | 2/1 3>4        | 2/0 2>3          | 1/2 3>3    | 2/1 3>3       | 0/2 3>2
    0004   | 4     | hidden         | hidden           | hidden     | hidden        | hidden
    0005   | 8     | 2/2 4>4        | 3/1 3>4          | 3/2 4>5    | 2/2 4>4       | 2/1 4>5
    0006   | 11    | 4/1 5>7        | 6/1 4>7          | 3/2 6>6    | 4/2 5>6       | 2/2 6>6
    0007   | 5     | 2/1 2>3        | 2/1 2>3          | 2/1 3>3    | 1/2 3>2       | 0/0 3>3
    0008   | 5     | hidden         | hidden           | hidden     | hidden        | hidden
    0009   | 10    | 3/2 5>5        | 3/2 4>4          | 3/1 5>6    | 3/1 5>6       | 2/3 6>5
    0010   | 8     | no_answer      | 7/0 1>7          | 2/1 3>4    | 2/2 3>3       | not_asked
    0011   | 7     | 2/3 4>3        | 2/3 3>3          | no_pairs   | 2/1 4>4       | 1/2 4>3
    0012   | 5     | 2/1 2>3        | 2/1 2>2          | 1/2 3>2    | 3/0 2>4       | 1/1 3>3
"""
CLUSTER_ROLES = """
    cluster | role                            | pairs | human-centered | transformational | authentic | advocate
    North   | Principal + Assistant principal | 9     | 3/2 4>5        | 4/1 3>5          | 2/2 5>5   | 1/2 5>4
    North   | Teacher leader                  | 12    | 4/2 6>8        | 3/2 5>6          | 3/2 6>6   | 2/3 7>6
    Central | Principal + Assistant principal | 4     | hidden         | hidden           | hidden    | hidden
    Central | Teacher leader                  | 11    | 3/0 5>7        | 5/2 4>6          | 2/1 6>6   | 3/3 6>6
"""
COMPETENCIES = """
    cluster | pairs | human-centered | transformational | authentic | collaborative | advocate
            | 60    | 20/10 30>36    | 24/8 22>33       | 17/15 31>32 | 18/9 28>33  | 9/14 34>31
    South   | 20    | 7/3 10>12      | 8/2 7>11         | 6/5 10>11 | 6/3 9>11      | 3/5 11>10
    North   | 21    | 7/3 10>12      | 8/3 8>11         | 6/5 11>11 | 6/3 10>11     | 0/5 12>11
    Central | 4     | hidden         | hidden           | hidden    | hidden        | hidden
"""
LEVELS = """
    cluster | people | human-centered | transformational | authentic | collaborative | advocate
            | 62     | 25,37          | 30,32            | 31,31     | 20,42         | 40,22
    South   | 21     | 9,12           | 10,11            | 11,10     | 7,14          | b,at most 2
    North   | 22     | 9,13           | 11,11            | 10,12     | 8,14          | 14,8
    Central | 4      | hidden         | hidden           | hidden    | hidden        | hidden
"""
NAMES = """
    school | name                     | cluster | level
    0001   | Alder Creek Elementary   | North   | Elementary
    0002   | Birchwood Middle         | North   | Middle
    0003   | Cedar Hill Elementary    | North   | Elementary
    0004   | Dogwood Primary          | North   | Elementary
    0005   | Elm Street Elementary    | Central | Elementary
    0006   | Fairview High            | Central | High
    0007   | Garden Park Elementary   | Central | Elementary
    0008   | Hawthorne Academy        | Central | Middle
    0009   | Ivy Ridge High           | South   | High
    0010   | Juniper Elementary       | South   | Elementary
    0011   | Kestrel Middle           | South   | Middle
    0012   | Linden Lane Elementary   | South   | Elementary
"""


def grid(text: str) -> pd.DataFrame:
    """The frame that a text draws: names in the first line, columns apart by a bar, an empty place is missing.

    >>> grid('''
    ...     school | people
    ...     0007   | 5
    ...     0008   |
    ... ''').to_dict("list")
    {'school': ['0007', '0008'], 'people': ['5', nan]}
    """
    lines = [[place.strip() for place in line.split("|")] for line in text.strip().splitlines()]
    return pd.DataFrame(lines[1:], columns=lines[0], dtype="str").replace("", pd.NA)


def make_release(
    *,
    semester: str = "2026-fall",
    baseline: str | None = "2025-fall",
    district: str = DISTRICT,
    roles: str = ROLES,
    schools: str = SCHOOLS,
    cluster_roles: str = CLUSTER_ROLES,
    competencies: str = COMPETENCIES,
    levels: str = LEVELS,
    names: pd.DataFrame | None = None,
    name: str = "Sample District",
    rubric: Rubric = RUBRIC,
) -> Release:
    """A release of twelve schools in three clusters, two of them hidden; five roles and one merged."""
    listed = make_schools(semester) if names is None else names
    groups = [
        *draw_groups("district_growth", "district", district),
        *draw_groups("growth_by_role", "role", roles),
        *draw_groups("growth_by_school", "school", schools),
        *draw_groups("growth_by_cluster_and_role", "cluster_role", cluster_roles),
        *map(_as_competency, draw_groups("growth_by_competency", "cluster", competencies)),
        *map(_as_competency, draw_levels(levels, rubric)),
    ]
    cluster_of = dict(zip(listed["school"].astype(str), listed["cluster"].astype(str), strict=True))
    rows = [
        {
            **row,
            "release": "r1",
            "semester": semester,
            "baseline": baseline,
            "about": "self",
            "cluster": row.get("cluster") or cluster_of.get(str(row.get("school"))),
        }
        for row in (row if baseline else without_baseline(row) for row in groups)
    ]
    return Release(
        published=make_table("published", pd.DataFrame(rows)) if rows else make_table("published", pd.DataFrame()),
        semester=semester,
        baseline=baseline,
        rubric=rubric,
        schools=listed,
        district=name,
        accent="#12436d",
        minimum_group=5,
        facts={"Files read": "4", "Answers read": "1,462 of 1,462"},
    )


def make_schools(semester: str = "2026-fall", text: str = NAMES) -> pd.DataFrame:
    """The table `schools` that a grid draws."""
    drawn = grid(text)
    slug = drawn["name"].str.lower().str.replace(r"[^a-z0-9]+", "-", regex=True).str.strip("-")
    return make_table("schools", drawn.assign(semester=semester, slug=slug))


def draw_groups(figure: str, grain: str, text: str) -> Iterator[dict[str, object]]:
    """The rows of `published` for a grid of groups by attributes."""
    if not text.strip():
        return
    drawn = grid(text)
    for group in drawn.to_dict("records"):
        keys = {key: group[key] for key in ("school", "cluster", "role") if key in group and pd.notna(group[key])}
        note = "Two roles are shown together: each alone is too small." if " + " in str(keys.get("role")) else ""
        for attribute in [column for column in drawn.columns if column in ATTRIBUTES]:
            for row in draw_cell(str(group[attribute]), int(str(group["pairs"]))):
                yield {"figure": figure, "grain": grain, "grain_note": note, "attribute": attribute, **keys, **row}


def draw_levels(text: str, rubric: Rubric) -> Iterator[dict[str, object]]:
    """The rows for a grid of groups by attributes; a cell has the people of each level, or ``b`` and the words above.

    A number is exact, other words are coded; ``b`` stands for all or nearly all below Proficient.
    """
    if not text.strip():
        return
    drawn = grid(text)
    ranks = [str(level.low) for level in rubric.levels]
    for group in drawn.to_dict("records"):
        keys = {"cluster": group["cluster"]} if pd.notna(group["cluster"]) else {}
        people = int(str(group["people"]))
        for attribute in [column for column in drawn.columns if column in ATTRIBUTES]:
            shared = {"figure": "levels_by_cluster", "grain": "cluster" if keys else "district", "grain_note": ""}
            shared |= {"attribute": attribute, **keys}
            words = [part.strip() for part in str(group[attribute]).split(",")]
            items = ["below", "at_or_above"] if words[0] == "b" else ranks
            if words[0] in STATUS_WORDS:
                yield from ({**shared, **_silent("levels", rank, words[0])} for rank in ranks)
                continue
            for item, word in zip(items, words, strict=True):
                exact = word.isdigit()
                said = f"at least {people - CODED}" if word == "b" else word
                yield {
                    **shared,
                    "measure": "levels",
                    "item": item,
                    "status": "shown" if exact else "coded",
                    "shown": f"{said} of {people}",
                    "value": int(word) if exact else None,
                    "people": people,
                }


def _as_competency(row: dict[str, object]) -> dict[str, object]:
    """The row of an attribute as that of its one competency."""
    grain = "cluster" if row.get("cluster") else "district"
    return {**row, "competency": f"about-{row['attribute']}", "grain": grain}


def draw_cell(text: str, pairs: int) -> Iterator[dict[str, object]]:
    """One cell of the grid, ``up/down before>after`` or a status, as the rows that stand for it.

    A status can also stand for ``up/down``, ``before`` or ``after`` alone.
    """
    moves, shares = (text, f"{text}>{text}") if text in STATUS_WORDS else text.split()
    if moves in STATUS_WORDS:
        yield from (_silent("movers", item, moves) for item in ("up", "down", "same"))
        yield _silent("net_movers", None, moves)
    else:
        yield from _moves(*(int(part) for part in moves.split("/")), pairs)
    for item, word in zip(("from", "to"), shares.split(">"), strict=True):
        if word in STATUS_WORDS:
            yield from (_silent(measure, item, word) for measure in ("proficient", "proficient_share"))
        else:
            yield _count("proficient", item, _code(int(word), pairs), pairs, f"of {pairs}")
            yield _share(item, int(word), pairs)


def _moves(up: int, down: int, pairs: int) -> Iterator[dict[str, object]]:
    ups, downs = _code(up, pairs), _code(down, pairs)
    same = (max(pairs - ups[1] - downs[1], 0), pairs - ups[0] - downs[0])
    for item, ends, words in (("up", ups, "up"), ("down", downs, "down"), ("same", same, "the same")):
        yield _count("movers", item, ends, pairs, words)
    yield _net(ups, downs, pairs)


def without_baseline(row: dict[str, object]) -> dict[str, object]:
    """The row as it is in the first semester: nothing earlier, nothing moved."""
    if row["measure"] == "levels" or (row["measure"] in ("proficient", "proficient_share") and row["item"] == "to"):
        return row
    names = ("figure", "grain", "grain_note", "attribute", "competency", "school", "cluster", "role")
    return {
        **{key: row[key] for key in names if key in row},
        **_silent(str(row["measure"]), row["item"], "no_baseline"),
    }


def rows_of(release: Release, figure: str, **where: str) -> pd.DataFrame:
    """The rows of one figure of `published`, narrowed down by column."""
    frame = release.published[release.published["figure"] == figure]
    for column, value in where.items():
        frame = frame[frame[column] == value]
    return frame


def only_row(frame: pd.DataFrame) -> pd.Series:
    """The one row of a frame."""
    assert len(frame) == 1, frame
    return frame.iloc[0]


def _silent(measure: str, item: object, status: str) -> dict[str, object]:
    return {"measure": measure, "item": item, "status": status, "shown": STATUS_WORDS[status]}


def _code(count: int, people: int) -> tuple[int, int]:
    """The least and the most that a count is printed as: few print alike, and so do nearly all."""
    if count <= CODED:
        return 0, CODED
    return (people - CODED, people) if count >= people - CODED else (count, count)


def _count(measure: str, item: str, ends: tuple[int, int], people: int, words: str) -> dict[str, object]:
    low, high = ends
    coded = low < high
    bound = f"at most {high}" if low == 0 else f"at least {low}" if high == people else f"{low} to {high}"
    return {
        "measure": measure,
        "item": item,
        "status": "coded" if coded else "shown",
        "shown": f"{bound if coded else low} {words}",
        "value": None if coded else low,
        "people": people,
    }


def _net(ups: tuple[int, int], downs: tuple[int, int], people: int) -> dict[str, object]:
    coded = ups[0] < ups[1] or downs[0] < downs[1]
    net = round((ups[0] - downs[0]) / people, 2)
    low, _ = _around(ups[0], min(downs[1], people - ups[0]), people)
    _, high = _around(min(ups[1], people - downs[0]), downs[0], people)
    spread = format_interval(low, high, signed=True)
    return {
        "measure": "net_movers",
        "item": None,
        "status": "coded" if coded else "shown",
        "shown": f"between {spread.replace(' to ', ' and ')}"
        if coded
        else f"{format_percent(net, signed=True)} ({spread})",
        "value": None if coded else net,
        "low": low,
        "high": high,
        "people": people,
        "colour_class": colour_class((sum(ups) - sum(downs)) / 2 / (people + 2)),
    }


def _share(item: str, count: int, people: int) -> dict[str, object]:
    spread, (least, most) = 1 / math.sqrt(people), _code(count, people)
    low, high = round(max(0.0, least / people - spread), 2), round(min(1.0, most / people + spread), 2)
    coded = least < most
    printed = format_interval(low, high)
    return {
        "measure": "proficient_share",
        "item": item,
        "status": "coded" if coded else "shown",
        "shown": f"between {printed.replace(' to ', ' and ')}"
        if coded
        else f"{format_percent(round(count / people, 2))} ({printed})",
        "value": None if coded else round(count / people, 2),
        "low": low,
        "high": high,
        "people": people,
    }


def _around(up: int, down: int, people: int) -> tuple[float, float]:
    """Bonett and Price's interval: one more who moved up, one more who moved down."""
    rises, falls = (up + 1) / (people + 2), (down + 1) / (people + 2)
    spread = 1.96 * math.sqrt((rises + falls - (rises - falls) ** 2) / (people + 2))
    return round(max(-1.0, rises - falls - spread), 2), round(min(1.0, rises - falls + spread), 2)
