"""How far people are from what their role asks for, and which competencies most of them are short of.

What counts as short is what is certain: someone *Working Toward Proficiency*, which is one of two levels, is short by
the smaller of the two distances. Functions that give a row for each person say *restricted*.
"""

from collections.abc import Mapping

import pandas as pd

from portrait_analytics.rubric import Framework, Rubric
from portrait_analytics.semesters import in_time_order, semester_key
from portrait_analytics.succession import SuccessionPolicy


def measure_gaps(
    evidence: pd.DataFrame, placed: pd.DataFrame, *, policy: SuccessionPolicy, rubric: Rubric
) -> pd.DataFrame:
    """How many levels each person is short of what their own role asks for (restricted).

    One row is one person and one competency that somebody rated: ``person, attribute, competency, level`` (the highest
    rank that the rating can mean), ``below`` (surely below Proficient) and ``short`` (levels, 0 if none). A role that
    nobody knows asks for Proficient. ``evidence`` as `succession.settle_evidence` gives it, ``placed`` as
    `succession.place_people`; ratings of people who are not among them are left out.
    """
    here = evidence[evidence["person"].isin(placed.index)]
    role = here["person"].map(placed["role"])
    asked = {(part.role, name): rank for part in policy.requirements for name, rank in part.ranks.items()}
    wanted = pd.Series(
        [asked.get(pair, rubric.proficient) for pair in zip(role, here["competency"], strict=True)],
        index=here.index,
        dtype="int64",
    )
    level = here["level_high"].astype("int64")
    gaps = here[["person", "attribute", "competency"]].assign(
        level=level, below=level < rubric.proficient, short=(wanted - level).clip(lower=0)
    )
    return gaps.reset_index(drop=True)


def count_needs(
    gaps: pd.DataFrame, groups: Mapping[str, str] | pd.Series, rubric: Rubric, *, before: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Who is short of what, as counts: the foundational competencies first, then those that most are below on.

    One row is one group and one competency that somebody in it was rated on: ``group, attribute, competency,
    foundational, people`` (rated), ``below`` (below Proficient), ``short`` (levels that they are short of their roles'
    requirements, all together), ``foundation_first`` (of those below, who are below on something foundational as well;
    0 for the foundational ones), ``reached`` and ``slipped`` (of those rated in ``before``, too: below then and not
    now, and the other way round; missing without it). All but ``short`` in persons. ``groups`` gives each person's
    group; who has none is left out.
    """
    foundational = {attribute.id for attribute in rubric.attributes if attribute.foundational}
    own = gaps.assign(group=gaps["person"].map(groups), foundational=gaps["attribute"].isin(foundational))
    own = own[own["group"].notna()]
    first = set(own.loc[own["foundational"] & own["below"], "person"])
    own["foundation_first"] = own["below"] & ~own["foundational"] & own["person"].isin(first)
    own = own.merge(_then(before), on=["person", "competency"], how="left")
    own["reached"], own["slipped"] = own["then"].eq(True) & ~own["below"], own["then"].eq(False) & own["below"]
    keys = ["group", "attribute", "competency", "foundational"]
    counted = own.groupby(keys, observed=True)[_COUNTED].sum().astype("Int64").reset_index()
    people = own.groupby(keys, observed=True)["person"].nunique().rename("people").reset_index()
    counted = people.merge(counted, on=keys)
    if before is None:
        counted[["reached", "slipped"]] = pd.NA
    place = {competency: number for number, competency in enumerate(rubric.attribute_of)}
    counted = counted.assign(place=counted["competency"].map(place))
    order = ["group", "foundational", "below", "short", "place"]
    ordered = counted.sort_values(order, ascending=[True, False, False, False, True], ignore_index=True)
    return ordered.drop(columns="place")


_COUNTED = ["below", "short", "foundation_first", "reached", "slipped"]


def _then(before: pd.DataFrame | None) -> pd.DataFrame:
    """Who was below Proficient on what in the earlier semester."""
    if before is None:
        return pd.DataFrame({"person": [], "competency": [], "then": []}, dtype="object")
    return before[["person", "competency", "below"]].rename(columns={"below": "then"}).astype({"then": "object"})


def count_choices(ratings: pd.DataFrame, *, semester: str, framework: Framework) -> pd.DataFrame:
    """What leaders chose to reflect on, where a form asks for one competency of each attribute, as counts.

    One row is one competency of such a form, in its order: ``attribute, competency, people`` (chose it) and ``asked``
    (chose any of the attribute's), in persons; no row if nobody filled in such a form. A choice is what people find
    worth their while: it says nothing of those competencies that they did not choose.
    """
    guides = {form.id: form for form in framework.editions if form.one_per_attribute}
    own = ratings[
        (ratings["semester"] == semester)
        & ratings["edition"].isin(list(guides))
        & (ratings["state"] == "rated")
        & (ratings["about"] == "self")
        & (ratings["rated_by"] == "self")
    ]
    if own.empty:
        return pd.DataFrame({"attribute": [], "competency": [], "people": [], "asked": []})
    form = guides[str(own["edition"].iloc[0])]
    chosen = own.astype({"competency": "str"}).groupby("competency")["person"].nunique()
    asked = own.astype({"attribute": "str"}).groupby("attribute")["person"].nunique()
    listed = pd.DataFrame(
        [(part.attribute, part.id) for part in form.competencies], columns=["attribute", "competency"]
    )
    return listed.assign(
        people=listed["competency"].map(chosen).fillna(0).astype("int64"),
        asked=listed["attribute"].map(asked).fillna(0).astype("int64"),
    )


def find_choices(ratings: pd.DataFrame, *, until: str, framework: Framework) -> tuple[pd.DataFrame, str]:
    """What leaders last chose to reflect on, up to a semester, as `count_choices`; and in which semester that was.

    The semester is empty, and so is the frame, if nobody ever filled in a form that lets people choose.
    """
    held = [name for name in in_time_order(ratings["semester"].unique()) if semester_key(name) <= semester_key(until)]
    for name in reversed(held):
        choices = count_choices(ratings, semester=name, framework=framework)
        if len(choices):
            return choices, name
    return count_choices(ratings, semester=until, framework=framework), ""
