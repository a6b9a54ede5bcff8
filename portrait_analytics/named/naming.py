"""Who may be named, and where it may be said of the others that one of them is meant."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from portrait_analytics.style import join_words, spell


@dataclass(frozen=True)
class Naming:
    """Names of those who consented; of the others nothing is said that only a few of them could be meant by.

    ``names``: by person's key, of those who consented. ``groups``: by person, where they belong. That someone else is
    meant is said only where at least ``minimum`` people of the group are not named.
    """

    names: pd.Series
    groups: pd.Series
    minimum: int

    def is_named(self, person: str) -> bool:
        """True if this person consented."""
        return person in self.names.index

    def may_tell(self, group: str | None, people: Iterable[str]) -> bool:
        """True if it may be told of a group (None: everybody) that these of its people are meant."""
        if all(map(self.is_named, people)):
            return True
        own = self.groups if group is None else self.groups[self.groups == group]
        return int((~own.index.isin(self.names.index)).sum()) >= self.minimum

    def say(self, people: Iterable[str]) -> str:
        """Their names, and how many are not named.

        >>> Naming(pd.Series({"a": "Person A"}), pd.Series({"a": "x", "b": "x"}), 5).say(["a", "b"])
        'Person A and one who is not named'
        """
        meant = list(people)
        named = sorted(str(self.names[person]) for person in meant if self.is_named(person))
        others = len(meant) - len(named)
        verb = "is" if others == 1 else "are"
        return join_words([*named, *([f"{spell(others)} who {verb} not named"] if others else [])])
