"""Who holds what: each person's best evidence on each competency, and the table of people by competencies from it."""

from dataclasses import dataclass

import pandas as pd

from portrait_analytics.rubric import Framework, Rubric

# whose word counts first: those who see the work, then those beside it, then the leaders themselves
RATERS = ("supervisor", "coach", "group", "peer", "self")
PLACE = ["identified", "school", "cluster", "role", "role_group"]


@dataclass(frozen=True)
class Holding:
    """Who holds which competency, or which attribute as a whole, at Proficient or above (restricted).

    ``people``: one row is one person, by key: where and as what. ``items``: one row is one competency or attribute, by
    id, the foundational ones first: ``attribute``, ``competency`` (missing for an attribute as a whole),
    ``foundational``. ``held`` and ``known`` have a row a person and a column an item: known to hold it; anything known
    of it at all. What nobody has said of someone is not held, and not known. Who answered without a name is among them
    (``identified`` is false), and is no one that a named output could speak of.
    """

    people: pd.DataFrame
    items: pd.DataFrame
    held: pd.DataFrame
    known: pd.DataFrame

    def whole(self) -> pd.Series:
        """Everybody in one group, as the functions of this package take their groups."""
        return pd.Series("all", index=self.people.index)


def settle_evidence(ratings: pd.DataFrame, *, semester: str, framework: Framework) -> pd.DataFrame:
    """The best evidence on each person and competency in a semester (restricted).

    One row is one person and one competency that somebody rated: ``person, attribute, competency, level_low,
    level_high`` (ranks), ``holds`` (at Proficient or above; missing where the answer lies on both sides of that line),
    ``edition`` and ``evidence`` (who rated). A supervisor's or a coach's word counts before the leader's own; of two by
    the same rater the current edition's, then the later. Ratings of a misprinted text are left out.
    """
    own = ratings[
        (ratings["semester"] == semester)
        & (ratings["about"] == "self")
        & (ratings["moment"] == "now")
        & (ratings["state"] == "rated")
    ]
    misprinted = pd.MultiIndex.from_frame(own[["edition", "competency"]]).isin(list(framework.not_comparable))
    own = own[~misprinted]
    order = own.assign(
        evidence=own["rated_by"].astype("str"),
        rater=own["rated_by"].astype("str").map({rater: place for place, rater in enumerate(RATERS)}),
        form=own["edition"].astype("str").map({form.id: place for place, form in enumerate(framework.editions)}),
    ).sort_values(["rater", "form", "answered_at"], ascending=[True, True, False])
    best = order.drop_duplicates(["person", "competency"]).sort_values(["person", "competency"])
    cut = framework.current.proficient
    settled = (best["level_low"] >= cut) | (best["level_high"] < cut)
    best = best.assign(holds=(best["level_low"] >= cut).where(settled).astype("boolean"))
    columns = ["person", "attribute", "competency", "level_low", "level_high", "holds", "edition", "evidence"]
    texts = dict.fromkeys(["person", "attribute", "competency", "edition"], "str")
    return best[columns].astype(texts).reset_index(drop=True)


def place_people(people: pd.DataFrame, schools: pd.DataFrame, *, semester: str) -> pd.DataFrame:
    """The people of a semester with their clusters (restricted).

    One row is one person, by key in their order: ``identified, school, cluster, role, role_group``. Who belongs to no
    known school, as in the district's offices, has no cluster.
    """
    there = people[people["semester"] == semester].set_index("person").sort_index()
    known = schools[schools["semester"] == semester]
    cluster_of = dict(zip(known["school"].astype("str"), known["cluster"].astype("str"), strict=True))
    texts = there[["school", "role", "role_group"]].astype("str")
    return texts.assign(identified=there["identified"], cluster=texts["school"].map(cluster_of).astype("str"))[PLACE]


def hold_competencies(evidence: pd.DataFrame, placed: pd.DataFrame, rubric: Rubric) -> Holding:
    """Who holds which competency; ``evidence`` as `settle_evidence` gives it, ``placed`` as `place_people`."""
    attribute_of = rubric.attribute_of
    items = _items(rubric, {name: (attribute, name) for name, attribute in attribute_of.items()})
    return _tabulate(evidence.rename(columns={"competency": "item"}), placed, items)


def hold_attributes(evidence: pd.DataFrame, placed: pd.DataFrame, framework: Framework) -> Holding:
    """Who is at Proficient on which attribute: on more than half of its competencies that somebody rated.

    Forms that ask for one competency of each attribute say nothing of the attribute as a whole.
    """
    rubric, guides = framework.current, {form.id for form in framework.editions if form.one_per_attribute}
    told = evidence[~evidence["edition"].isin(guides) & evidence["holds"].notna()]
    share = told.groupby(["person", "attribute"])["holds"].mean().rename("share").reset_index()
    whole = share.assign(item=share["attribute"], holds=(share["share"] > 1 / 2).astype("boolean"))
    items = _items(rubric, {attribute.id: (attribute.id, None) for attribute in rubric.attributes})
    return _tabulate(whole, placed, items)


def count_evidence(evidence: pd.DataFrame) -> pd.DataFrame:
    """On whose word the picture rests, as counts.

    One row is one kind of rater, in the order in which their word counts: ``evidence, ratings, people``; someone whose
    competencies rest on two kinds is counted in both.
    """
    grouped = evidence.groupby("evidence")["person"]
    counted = pd.DataFrame({"ratings": grouped.size(), "people": grouped.nunique()})
    return counted.reindex(list(RATERS), fill_value=0).rename_axis("evidence").reset_index()


def _items(rubric: Rubric, parts: dict[str, tuple[str, str | None]]) -> pd.DataFrame:
    foundational = {attribute.id: attribute.foundational for attribute in rubric.attributes}
    items = pd.DataFrame(
        {
            "attribute": [attribute for attribute, _ in parts.values()],
            "competency": pd.Series([name for _, name in parts.values()], dtype="str").to_numpy(),
            "foundational": [foundational[attribute] for attribute, _ in parts.values()],
        },
        index=pd.Index(parts, name="item"),
    )
    return items.sort_values("foundational", ascending=False, kind="stable")


def _tabulate(told: pd.DataFrame, placed: pd.DataFrame, items: pd.DataFrame) -> Holding:
    """What is told of people who are there, as two tables of people by items."""
    here = told[told["person"].isin(placed.index) & told["item"].isin(items.index) & told["holds"].notna()]
    wide = here.assign(holds=here["holds"].astype("Int8")).pivot(index="person", columns="item", values="holds")
    wide = wide.reindex(index=placed.index, columns=items.index)
    return Holding(placed, items, wide.fillna(0).astype(bool), wide.notna())
