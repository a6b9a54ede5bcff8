"""What could be offered to whom, laid out for the solver: leaders by offerings, and what holds them back."""

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portrait_analytics.learning.offerings import split_ids

Flags = NDArray[np.bool_]
Whole = NDArray[np.int64]
Numbers = NDArray[np.float64]

# in the order in which a district would give way
CONSTRAINTS = {
    "budget": "the budget",
    "seats": "the number of seats",
    "at_most": "the number of offerings that one leader may take",
    "slots": "offerings that take place at the same time",
    "least": "the smallest number for which an offering runs",
    "prerequisites": "what has to be attended before",
    "roles": "the roles that offerings are for",
}


@dataclass(frozen=True)
class Programme:
    """Leaders with a need by offerings (restricted: its rows are persons).

    ``persons`` by key and ``offerings`` by id, each in their order, so that a plan does not depend on the order of the
    rows. ``short``: levels by person and competency; ``covers``: which offering is about which competency; ``open_to``:
    which leaders' roles it is for; ``done``: who has attended it before. ``seats, least, fee`` (dollars a seat),
    ``cost`` (dollars if it runs at all), ``slot`` (a number; -1 for none) and ``after`` (the place of the offering
    that has to be attended before; -1 for none) have one entry an offering.
    """

    persons: tuple[str, ...]
    offerings: tuple[str, ...]
    short: Whole
    covers: Flags
    open_to: Flags
    done: Flags
    seats: Whole
    least: Whole
    fee: Numbers
    cost: Numbers
    slot: Whole
    after: Whole
    at_most: int
    budget: float

    @property
    def useful(self) -> Flags:
        """Which offerings are about something that a leader is short of, and for the leader's role."""
        return self.open_to & (self.short @ self.covers.T > 0)

    @property
    def may(self) -> Flags:
        """Which offerings a leader may be given a seat in: useful ones, and what has to be attended before those."""
        may = self.useful
        for _ in range(len(self.offerings)):  # as many steps as a chain can have
            before = may.copy()
            for later, first in enumerate(self.after):
                if first >= 0:
                    waits = before[:, later] & ~self.done[:, first]
                    before[:, first] |= waits & self.open_to[:, first]
                    before[:, later] &= ~waits | before[:, first]
            if np.array_equal(before, may):
                break
            may = before
        return may

    @property
    def reachable(self) -> Flags:
        """Which leaders' needs any offering is about that they may be given a seat in."""
        return np.asarray((self.may & self.useful).any(axis=1), dtype=np.bool_)

    def without(self, constraint: str) -> "Programme":
        """The same programme without one of `CONSTRAINTS`."""
        count = len(self.offerings)
        freed = {
            "budget": {"budget": np.inf},
            "seats": {"seats": np.full(count, max(len(self.persons), 1))},
            "at_most": {"at_most": count},
            "slots": {"slot": np.full(count, -1)},
            "least": {"least": np.zeros(count, dtype=np.int64)},
            "prerequisites": {"after": np.full(count, -1)},
            "roles": {"open_to": np.ones_like(self.open_to)},
        }
        return replace(self, **freed[constraint])  # type: ignore[arg-type]

    def spending(self, budget: float) -> "Programme":
        """The same programme with another budget, in dollars."""
        return replace(self, budget=budget)

    def only(self, offerings: Collection[str]) -> "Programme":
        """The same programme where nothing but some offerings can run."""
        kept = np.isin(self.offerings, list(offerings))
        return replace(self, open_to=self.open_to & kept)


def lay_out(
    gaps: pd.DataFrame,
    placed: pd.DataFrame,
    offerings: pd.DataFrame,
    *,
    attended: pd.DataFrame | None = None,
    at_most: int = 2,
    budget: float = np.inf,
    least: int = 1,
) -> Programme:
    """Who could attend what (restricted).

    ``gaps`` as `measure_gaps` gives them, ``offerings`` and ``attended`` the tables `offerings` and `attendance`;
    ``at_most`` offerings a leader, ``budget`` in dollars; no offering runs for fewer than ``least`` people.
    """
    listed = offerings.sort_values("offering", ignore_index=True).astype({"offering": "str"})
    wide = gaps[gaps["short"] > 0].pivot_table(index="person", columns="competency", values="short", aggfunc="max")
    wide = wide.fillna(0).astype("int64").sort_index().sort_index(axis=1)
    ids = tuple(listed["offering"])
    about = [set(split_ids(text)) for text in listed["competencies"]]
    wanted = [set(split_ids(text)) for text in listed["roles"]]
    wide = wide.loc[_order(wide, placed["role"], _done(wide.index, ids, attended))]
    role = placed["role"].reindex(wide.index)
    slots = pd.factorize(listed["slot"].astype("str").where(listed["slot"].notna()))[0]
    return Programme(
        persons=tuple(map(str, wide.index)),
        offerings=ids,
        short=wide.to_numpy(),
        covers=_table(len(ids), wide.shape[1], [[part in parts for part in wide.columns] for parts in about]),
        open_to=_table(len(wide), len(ids), [[not roles or one in roles for roles in wanted] for one in role]),
        done=_done(wide.index, ids, attended),
        seats=listed["seats"].to_numpy(np.int64),
        least=np.maximum(listed["least"].fillna(1).astype("int64").to_numpy(), least),
        fee=listed["seat_cost"].fillna(0).to_numpy(np.float64),
        cost=listed["cost"].fillna(0).to_numpy(np.float64),
        slot=np.asarray(slots, dtype=np.int64),
        after=np.array([ids.index(str(first)) if first in ids else -1 for first in listed["after"]], dtype=np.int64),
        at_most=at_most,
        budget=float(budget),
    )


def _order(wide: pd.DataFrame, role: pd.Series, done: Flags) -> pd.Index:
    """The persons by what they need, their role and what they attended, so that no plan depends on anybody's key."""
    alike = wide.assign(role=role.reindex(wide.index).astype("str").fillna("")).join(
        pd.DataFrame(done, index=wide.index).add_prefix("done ")
    )
    return alike.sort_values(list(alike.columns), kind="stable").index


def _table(rows: int, columns: int, flags: list[list[bool]]) -> Flags:
    """The flags as a table; of no rows or no columns, too."""
    return np.array(flags, dtype=np.bool_).reshape(rows, columns)


def _done(persons: pd.Index, ids: tuple[str, ...], attended: pd.DataFrame | None) -> Flags:
    done = np.zeros((len(persons), len(ids)), dtype=bool)
    if attended is not None and len(attended):
        own = attended[attended["person"].isin(persons) & attended["offering"].isin(ids)]
        offering = pd.Index(own["offering"].astype("str"))
        done[persons.get_indexer(pd.Index(own["person"])), pd.Index(ids).get_indexer(offering)] = True
    return done
