"""The posts of a synthetic district and those that fell vacant, as its personnel office would list them."""

import numpy as np
import pandas as pd

from portrait_analytics.sample.district import District
from portrait_analytics.sample.draws import Ints, Texts, texts
from portrait_analytics.sample.schools import ASSISTANT, COACH, ROLES, TEACHER_LEADER

VACANT_SHARE = 0.02
SHORT_OF = (ASSISTANT, COACH, TEACHER_LEADER)  # every school has its principal
POSTS = ["post", "school", "role", "holder"]
VACANCIES = ["semester", "school", "role", "reason"]


def list_posts(district: District) -> pd.DataFrame:
    """The posts of the last semester, with the columns `POSTS`: one row is one post, ``holder`` empty if vacant.

    Those that are held, in the order of the roster, then a few that nobody holds.
    """
    listed = _held(district, len(district.semesters) - 1)
    copied = _short_of(district, listed)
    staff_id = texts(district.people["staff_id"])[listed["person"].to_numpy()]
    rows = pd.concat([listed, listed.iloc[copied]], ignore_index=True)
    number = pd.Series(np.arange(1, len(rows) + 1)).astype("str")
    return pd.DataFrame(
        {
            "post": number.str.zfill(max(4, len(str(len(rows))))).radd("P"),
            **_place(district, rows),
            "holder": np.append(staff_id, texts([""] * len(copied))),
        }
    )[POSTS]


def list_vacancies(district: District) -> pd.DataFrame:
    """The posts that fell vacant before a semester, and why, with the columns `VACANCIES`; none before the first one.

    A holder who is in another post by then has moved, or was promoted if the role is another one.
    """
    parts = [_fell_vacant(district, semester) for semester in range(1, len(district.semesters))]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=VACANCIES)


def _fell_vacant(district: District, semester: int) -> pd.DataFrame:
    before, after = _held(district, semester - 1), _held(district, semester)
    gone = before[(before["person"] != after["person"]).to_numpy()]
    role_later = after.set_index("person")["role"].reindex(gone["person"])
    retires = texts(district.people["retirement_eligible"])[gone["person"].to_numpy()] == "yes"
    reason = np.select(
        [role_later.isna().to_numpy() & retires, role_later.isna(), role_later.to_numpy() != gone["role"].to_numpy()],
        ["retired", "left", "promoted"],
        "moved",
    )
    return pd.DataFrame({"semester": district.semesters[semester], **_place(district, gone), "reason": reason})


def _held(district: District, semester: int) -> pd.DataFrame:
    """Who holds which post; the posts come in the same order in each semester."""
    present = district.present[semester]
    return present.loc[present["listed"], ["person", "school", "role"]].reset_index(drop=True)


def _short_of(district: District, listed: pd.DataFrame) -> Ints:
    """The places of the posts that there is one more of, vacant."""
    likely = np.flatnonzero(listed["role"].isin(SHORT_OF))
    chosen = district.stream("vacant posts").permutation(likely)[: round(VACANT_SHARE * len(listed))]
    return np.sort(chosen)


def _place(district: District, rows: pd.DataFrame) -> dict[str, Texts]:
    schools, roles = texts(district.schools["school"]), texts([role.name for role in ROLES])
    return {"school": schools[rows["school"].to_numpy()], "role": roles[rows["role"].to_numpy()]}
