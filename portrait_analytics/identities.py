"""Who a row of answers belongs to: a salted key in place of a name, before anything is stored.

A key is made from the roster's staff id where an address or a staff id leads to one, else from the address itself, so a
changed address does not make a new person as long as the roster lists both.
"""

import hashlib
from dataclasses import dataclass

import pandas as pd

from portrait_analytics.wording import fold

KEY_BYTES = 12
REQUIRED = ("staff_id", "email", "school", "role")
YES, NO = {"yes", "y", "true", "1"}, {"no", "n", "false", "0"}
FLAGS = ("intends_to_stay", "retirement_eligible", "mentor_opt_in", "consent_learning", "consent_succession")
OPTIONAL = ("name", "other_emails", "years_in_role", "reports_to", *FLAGS)


@dataclass(frozen=True)
class Identities:
    """The one place that knows how to get from an address or a staff id to a person's key."""

    salt: bytes
    staff_of_email: dict[str, str]
    staff_ids: frozenset[str]

    def key(self, kind: str, text: str) -> str:
        """The key of what identifies a person; ``kind`` keeps a staff id and an address apart."""
        return hashlib.blake2b(f"{kind}:{text}".encode(), key=self.salt, digest_size=KEY_BYTES).hexdigest()

    def key_of_staff(self, staff_id: str) -> str:
        """The key of someone on a roster."""
        return self.key("staff", staff_id.strip())

    def key_of_email(self, email: str) -> str:
        """The key of whoever uses an address."""
        address = fold(email)
        staff_id = self.staff_of_email.get(address)
        return self.key_of_staff(staff_id) if staff_id else self.key("email", address)

    def keys(self, emails: pd.Series, staff_ids: pd.Series, source: str) -> pd.DataFrame:
        """Whose answers the rows of a source are.

        One row is one row of the source: ``person`` and ``identified``. A row with neither address nor staff id gets a
        key of its own.
        """
        by_staff = {
            text: self.key_of_staff(text) for text in staff_ids.str.strip().unique().tolist() if text in self.staff_ids
        }
        by_email = {text: self.key_of_email(text) for text in emails.unique().tolist() if text.strip()}
        person = staff_ids.str.strip().map(by_staff).astype("str").fillna(emails.map(by_email).astype("str"))
        nobody = person.index[person.isna()]
        own = pd.Series([self.key("row", f"{source}:{row}") for row in nobody], index=nobody, dtype="str")
        return pd.DataFrame({"person": person.fillna(own), "identified": person.notna()}, index=person.index)


def make_identities(rosters: pd.DataFrame, salt: bytes) -> Identities:
    """How addresses lead to people, over the rosters of all semesters; the latest word on an address counts.

    An address that two people of one semester share leads to neither.
    """
    listed = _addresses(rosters)
    staff_of_email = dict(zip(listed["email"], listed["staff_id"], strict=True))
    return Identities(salt, staff_of_email, frozenset(rosters["staff_id"]))


def shared_addresses(rosters: pd.DataFrame) -> pd.DataFrame:
    """The rows of ``semester, staff_id`` whose address another person of the same semester has too."""
    listed = _listed_addresses(rosters)
    shared = listed.groupby(["semester", "email"])["staff_id"].transform("nunique") > 1
    return listed.loc[shared, ["semester", "staff_id"]].drop_duplicates()


def _addresses(rosters: pd.DataFrame) -> pd.DataFrame:
    listed = _listed_addresses(rosters)
    alone = listed.groupby(["semester", "email"])["staff_id"].transform("nunique") == 1
    return listed[alone].drop_duplicates("email", keep="last")


def _listed_addresses(rosters: pd.DataFrame) -> pd.DataFrame:
    """One row is one address of one person in one semester; ``rosters`` is in time order."""
    texts = rosters["email"] + ";" + rosters["other_emails"]
    listed = rosters[["semester", "staff_id"]].assign(email=texts.str.split(";")).explode("email")
    listed["email"] = listed["email"].map(fold)
    return listed[listed["email"] != ""].drop_duplicates()


def list_identities(rosters: pd.DataFrame, identities: Identities) -> pd.DataFrame:
    """The names behind the keys, for ``data/keep`` alone.

    One row is one address of one person: ``person, name, email, staff_id, alias_of``; ``alias_of`` is the key that the
    address would have had by itself, if the roster had not joined it to a person.
    """
    people = rosters.drop_duplicates("staff_id", keep="last").set_index("staff_id")
    listed = _addresses(rosters)
    return pd.DataFrame(
        {
            "person": listed["staff_id"].map(identities.key_of_staff),
            "name": listed["staff_id"].map(people["name"]),
            "email": listed["email"],
            "staff_id": listed["staff_id"],
            "alias_of": listed["email"].map(lambda email: identities.key("email", email)),
        }
    ).sort_values(["staff_id", "email"], ignore_index=True)
