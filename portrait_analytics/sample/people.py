"""Everyone who is ever there: what they are called, what they hold to, and when they answer."""

import numpy as np
import pandas as pd

from portrait_analytics.sample.draws import Flags, stream, texts
from portrait_analytics.sample.schools import ROLES

CHANGED_ADDRESS_SHARE = 0.04
ANSWERS_SHARE = 0.95
ONCE_SHARE = 0.04
ROSTER = [
    "staff_id",
    "name",
    "email",
    "other_emails",
    "school",
    "role",
    "years_in_role",
    "reports_to",
    "intends_to_stay",
    "retirement_eligible",
    "mentor_opt_in",
    "consent_learning",
    "consent_succession",
]


def make_people(count: int, visitors: int, semesters: int, seed: int) -> pd.DataFrame:
    """Everyone, the visitors last.

    One row is one person: ``staff_id`` (for a visitor ``email:`` and the address), ``name, email, old_email`` (empty
    unless the address changed), ``changed_in`` (semester of that change), ``years`` (in the role at the start), and
    what the roster says of them as yes or no.
    """
    rng = stream(seed, "people")
    listed = pd.Series(np.arange(count) < count - visitors)
    digits = _numbers(count, visitors)
    email = digits.radd("leader").where(listed, digits.radd("visitor")) + "@example.org"
    changed = listed & (rng.random(count) < CHANGED_ADDRESS_SHARE)
    changed.iloc[0] = True
    return pd.DataFrame(
        {
            "staff_id": digits.radd("S").where(listed, email.radd("email:")),
            "name": digits.radd("Sample Leader ").where(listed, digits.radd("Sample Visitor ")),
            "email": email,
            "old_email": ("l." + digits + "@example.org").where(changed, ""),
            "changed_in": rng.integers(0, semesters, count) * (np.arange(count) > 0),
            "years": np.round(2 * rng.gamma(2.0, 2.2, count)) / 2,
            "retirement_eligible": _yes(rng.random(count) < 0.09),
            "mentor_opt_in": _yes(rng.random(count) < 0.4),
            "consent_learning": _yes(rng.random(count) < 0.8),
            "consent_succession": _yes(rng.random(count) < 0.65),
        }
    )


def _numbers(count: int, visitors: int) -> "pd.Series[str]":
    """Each person's number as a text; visitors have a count of their own."""
    staff = pd.Series(np.arange(1, count - visitors + 1)).astype("str").str.zfill(max(4, len(str(count))))
    return pd.concat([staff, pd.Series(np.arange(1, visitors + 1)).astype("str").str.zfill(2)], ignore_index=True)


def draw_answering(count: int, visitors: int, semesters: int, seed: int) -> Flags:
    """Who answers when: one row is one person, one column a semester; visitors always do, some answer only once."""
    rng = stream(seed, "answering")
    answering = rng.random((count, semesters)) < ANSWERS_SHARE
    once = rng.random(count) < ONCE_SHARE
    answering[once] = np.arange(semesters) == rng.integers(0, semesters, (once.sum(), 1))
    answering[count - visitors :] = True
    return answering


def make_roster(
    present: pd.DataFrame, people: pd.DataFrame, schools: pd.DataFrame, semester: int, seed: int
) -> pd.DataFrame:
    """The roster of one semester: one row is one person, with the columns of `ROSTER`; years are in the role."""
    listed = present[present["listed"]].reset_index(drop=True)
    them = people.loc[listed["person"]].reset_index(drop=True)
    superior = listed["reports_to"].to_numpy()
    unsure = stream(seed, "intentions", semester).random(len(listed))
    addresses = current_addresses(them, semester)
    return pd.DataFrame(
        {
            **them,
            "email": addresses,
            "other_emails": them["old_email"].where(addresses != them["old_email"], ""),
            "school": schools["school"].to_numpy()[listed["school"]],
            "role": texts([role.name for role in ROLES])[listed["role"]],
            "years_in_role": them["years"].where(listed["since"] == 0, 0) + (semester - listed["since"]) / 2,
            "reports_to": np.where(superior < 0, "", people["staff_id"].to_numpy()[superior]),
            "intends_to_stay": _yes(unsure > np.where(listed["stays"], 0.07, 0.6)),
        }
    )[ROSTER]


def current_addresses(people: pd.DataFrame, semester: int) -> pd.Series:
    """The address that the roster lists first: the old one until it changed."""
    old = (people["old_email"] != "") & (semester < people["changed_in"])
    return people["old_email"].where(old, people["email"])


def used_addresses(people: pd.DataFrame) -> pd.Series:
    """The address that people type: who has an old one goes on using it."""
    return people["old_email"].where(people["old_email"] != "", people["email"])


def _yes(flags: Flags) -> np.ndarray:
    return np.where(flags, "yes", "no")
