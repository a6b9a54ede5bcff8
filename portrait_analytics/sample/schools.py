"""Where people work: schools in clusters, and the posts of each school."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from portrait_analytics.sample.draws import Flags, Ints, Texts, texts

SAMPLE_SIZES = (20, 19, 18, 17, 16, 15, 15, 14, 12, 11, 9, 4)
SMALLEST_SCHOOL = 3
SMALLEST_WITH_A_DESK = 6
SCHOOLS_IN_A_CLUSTER = 12
CLUSTERS = ("North", "Central", "South", "East", "West")
LEVELS = ("Elementary", "Middle", "High")
TREES = (
    "Alder Birch Cedar Dogwood Elm Fir Ginkgo Hazel Ironwood Juniper Katsura Larch "
    "Maple Nutmeg Oak Pine Quince Redwood Spruce Tamarack Umbrella Viburnum Willow Yew"
)


@dataclass(frozen=True)
class Role:
    """A job, the role group of the rubric that it belongs to, and other words that people use for it."""

    name: str
    group: str
    spellings: tuple[str, ...]


ROLES = (
    Role("Principal", "school", ("School Principal",)),
    Role("Assistant Principal", "school", ("Vice Principal",)),
    Role("Instructional Coach", "teacher", ("Coach",)),
    Role("Teacher Leader", "teacher", ("Lead Teacher",)),
    Role("District Curriculum Lead", "district", ("Curriculum Lead",)),
    Role("District Program Director", "district", ("Program Director",)),
)
PRINCIPAL, ASSISTANT, COACH, TEACHER_LEADER, CURRICULUM_LEAD, PROGRAM_DIRECTOR = range(len(ROLES))


def make_schools(people: int, schools: int) -> pd.DataFrame:
    """The schools of a district.

    One row is one school: ``school`` (id, a text), ``name, cluster, level, size`` (posts), ``third`` (0, 1 or 2: which
    form it is given). Sizes are dealt so that clusters come out alike; each has elementary, middle and high schools.

    >>> make_schools(170, 12)[["school", "name", "cluster", "size"]].head(2).values.tolist()
    [['0101', 'Alder Elementary School', 'North', 15], ['0102', 'Birch Elementary School', 'North', 4]]
    """
    clusters = _cluster_count(schools)
    ordered = _deal(school_sizes(people, schools), clusters)
    level = texts(LEVELS)[ordered["level"]]
    third = 3 * ordered["code"] // clusters if clusters > 2 else 3 * ordered.index // schools
    return pd.DataFrame(
        {
            "school": _school_ids(ordered["code"]),
            "name": _school_names(level),
            "cluster": texts([_cluster_name(code) for code in ordered["code"]]),
            "level": level,
            "size": ordered["size"],
            "third": third,
        }
    )


def _deal(sizes: Ints, clusters: int) -> pd.DataFrame:
    """Sizes dealt to clusters to and fro; in each the largest quarter are high schools, the next one middle schools."""
    lap, seat = np.divmod(np.arange(len(sizes)), clusters)
    cluster = np.where(lap % 2 == 0, seat, clusters - 1 - seat)
    dealt = pd.DataFrame({"code": cluster, "size": sizes, "place": lap})
    held = dealt.groupby("code")["size"].transform("size")
    dealt["level"] = 2 - np.minimum(4 * dealt["place"] // held, 2)
    return dealt.sort_values(["code", "level", "place"], ignore_index=True)


def school_sizes(people: int, schools: int) -> Ints:
    """The posts of each school, largest first; together they are all posts.

    >>> school_sizes(20, 3).tolist(), school_sizes(3, 3).tolist()
    ([10, 6, 4], [1, 1, 1])
    """
    if (people, schools) == (sum(SAMPLE_SIZES), len(SAMPLE_SIZES)):
        return np.array(SAMPLE_SIZES)
    smallest = min(SMALLEST_SCHOOL, people // schools)
    weights = np.linspace(1.7, 0.3, schools)
    sizes = smallest + np.floor((people - smallest * schools) * weights / weights.sum()).astype(np.int64)
    sizes[: people - sizes.sum()] += 1
    return np.sort(sizes)[::-1]


def make_posts(schools: pd.DataFrame) -> pd.DataFrame:
    """The posts that are always filled.

    One row is one post: ``school`` and ``role``, both as places in their lists. Each school has one principal;
    district leaders have their desk at a school.
    """
    size = schools["size"].to_numpy()
    school = np.repeat(np.arange(len(schools)), size)
    seat = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    assistants, coaches = size[school] // 8, size[school] // 5
    role = np.select(
        [seat == 0, seat <= assistants, seat <= assistants + coaches], [PRINCIPAL, ASSISTANT, COACH], TEACHER_LEADER
    )
    place = schools.groupby("cluster").cumcount().to_numpy()[school]
    from_the_end = size[school] - 1 - seat
    takes_a_desk = (role == TEACHER_LEADER) & (size[school] >= SMALLEST_WITH_A_DESK)
    return pd.DataFrame({"school": school, "role": _with_desks(role, takes_a_desk, np.lexsort((place, from_the_end)))})


def policy(schools: pd.DataFrame) -> str:
    """The text of a ``district.toml`` for these schools."""
    roles = "\n".join(
        f'[[roles]]\nname = "{role.name}"\ngroup = "{role.group}"\nspellings = ["{role.spellings[0]}"]\n'
        for role in ROLES
    )
    return f"""# Words and policy of this district; what can be computed is not written down here.

[district]
name = "Example Valley School District (synthetic)"
accent = "#1f5f8b"

[privacy]
minimum_group = 5

{roles}
[schools]                   # a spelling found in an export = school id
"{short_name(schools["name"][0])}" = "{schools["school"][0]}"

[levels]                    # a spelling found in an export = level name
"""


def short_name(name: str) -> str:
    """How people shorten the name of a school.

    >>> short_name("Alder Elementary School"), short_name("School 0001")
    ('Alder Elem', 'Sch. 0001')
    """
    return name.removesuffix(" School").replace("Elementary", "Elem").replace("School ", "Sch. ")


def _cluster_count(schools: int) -> int:
    return max(1, min(3, schools // 4), round(schools / SCHOOLS_IN_A_CLUSTER))


def _cluster_name(code: int) -> str:
    return CLUSTERS[code] if code < len(CLUSTERS) else f"Network {code + 1:02d}"


def _school_ids(cluster: pd.Series) -> pd.Series:
    width = max(2, len(str(cluster.max() + 1)))
    place = cluster.groupby(cluster).cumcount() + 1
    return (cluster + 1).astype("str").str.zfill(width) + place.astype("str").str.zfill(2)


def _school_names(level: Texts) -> list[str]:
    trees = TREES.split()
    if len(level) > len(trees):
        return [f"School {number:04d}" for number in range(1, len(level) + 1)]
    return [f"{tree} {kind} School" for tree, kind in zip(trees, level, strict=False)]


def _with_desks(role: Ints, takes_a_desk: Flags, order: Ints) -> Ints:
    """The roles with three program directors, too few to be shown alone, and about one curriculum lead in 17."""
    desks = order[takes_a_desk[order]]
    directors = 3 if len(role) >= 60 else min(1, len(role) // 20)
    leads = round(len(role) * 10 / sum(SAMPLE_SIZES))
    given = role.copy()
    given[desks[:directors]] = PROGRAM_DIRECTOR
    given[desks[directors : directors + leads]] = CURRICULUM_LEAD
    return given
