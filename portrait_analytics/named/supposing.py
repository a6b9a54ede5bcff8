"""What if: other rates, other required levels, and people who leave, as an analyst writes them into the notebook."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from portrait_analytics.district import District, Required
from portrait_analytics.errors import InputError
from portrait_analytics.style import format_count
from portrait_analytics.wording import count_of

PLACES = ("cluster", "school")
MOST_YEARS, MOST_TIMES = 10, 10


@dataclass(frozen=True)
class Supposed:
    """What is asked; the defaults suppose nothing.

    ``departures`` are staff ids apart by commas; ``times`` how many times as many posts fall vacant as expected;
    ``rates`` annual shares by role, as ``Principal = 0.25; Coach = 0.1``; ``required`` levels, as ``Principal:
    Building Trust = Advanced``, apart by semicolons; ``years`` how far to look ahead; ``by`` cluster or school.
    """

    departures: str = ""
    times: float = 1.0
    rates: str = ""
    required: str = ""
    years: float = 1.0
    by: str = PLACES[0]

    def check(self) -> None:
        """`InputError` says which number or word is out of its range."""
        if self.by not in PLACES:
            raise InputError(f'by: found "{self.by}"; {" or ".join(PLACES)} was expected.')
        if not 0 < self.years <= MOST_YEARS:
            raise InputError(f"years: found {self.years:g}; a number above 0, up to {MOST_YEARS}, was expected.")
        if not 0 <= self.times <= MOST_TIMES:
            raise InputError(f"departure_rates: found {self.times:g}; a number from 0 to {MOST_TIMES} was expected.")

    def sentences(self, gone: int) -> Sequence[str]:
        """What differs from the district as it is; ``gone`` people leave."""
        found = {
            f"{count_of(gone, 'person')} of the roster would leave.": gone > 0,
            f"Posts would fall vacant {self.times:g} times as often as expected.": self.times != 1,
            f"Other rates: {self.rates}.": bool(self.rates),
            f"Other levels: {self.required}.": bool(self.required),
            f"Looked ahead: {self.years:g} years.": self.years != 1,
        }
        return [sentence for sentence, so in found.items() if so]

    @property
    def horizon(self) -> str:
        """How far it looks ahead, in words.

        >>> Supposed().horizon, Supposed(years=2.0).horizon
        ('within a year', 'within 2 years')
        """
        if self.years == 1:
            return "within a year"
        shown = format_count(int(self.years)) if self.years == int(self.years) else f"{self.years:g}"
        return f"within {shown} years"


def suppose(district: District, rates: str, required: str) -> District:
    """The district as it would be with other rates and other required levels."""
    said = district.succession
    given = dict(said.rates)
    for role, share in _pairs(rates, "rates", "Principal = 0.25"):
        try:
            given[role] = float(share)
        except ValueError:
            given[role] = -1.0
        if not 0 <= given[role] <= 1:
            raise InputError(f'rates: found "{share}" for {role}; a share of posts between 0 and 1 was expected.')
    tables = {role: table for table in said.required for role in table.roles}
    for place, level in _pairs(required, "required", "Principal: Building Trust = Advanced"):
        role, colon, part = (text.strip() for text in place.partition(":"))
        if not colon:
            raise InputError(f'required: found "{place}"; as in Principal: Building Trust = Advanced.')
        table = tables.get(role, Required(roles=(role,)))
        tables[role] = table.model_copy(update={"roles": (role,), "levels": {**table.levels, part: level}})
    settled = tuple(table.model_copy(update={"roles": (role,)}) for role, table in tables.items())
    return district.model_copy(update={"succession": said.model_copy(update={"rates": given, "required": settled})})


def _pairs(text: str, name: str, example: str) -> Iterator[tuple[str, str]]:
    for part in filter(None, (part.strip() for part in text.split(";"))):
        left, sign, right = (side.strip() for side in part.partition("="))
        if not sign:
            raise InputError(f'{name}: found "{part}"; as in {example}.')
        yield left, right


def find_departures(known: pd.DataFrame, departures: str) -> set[str]:
    """The keys of those who leave, by staff id; ``known`` is the table of identities."""
    wanted = {part.strip() for part in departures.split(",") if part.strip()}
    found = known[known["staff_id"].isin(wanted)]
    missing = wanted - set(found["staff_id"])
    if missing:
        raise InputError(f"departures: {count_of(len(missing), 'entry')} found that no roster knows as a staff id.")
    return set(found["person"])
