"""What the synthetic district offers its leaders, and who attended some of it: reference files for a plan."""

import numpy as np
import pandas as pd

from portrait_analytics.sample.draws import stream

SHARE_OF_SEATS = {"small": 0.1, "usual": 0.14, "large": 0.18}
LEAST = 5
ATTENDED = ("L01", "L05")  # in the semester before the last
ATTENDED_SHARE = 0.12
SCHOOL_LEADERS = "Principal; Assistant Principal"
TEACHER_LEADERS = "Instructional Coach; Teacher Leader"
COLUMNS = ["offering", "name", "competencies", "roles", "size", "cost", "seat_cost", "slot", "after", "planned"]
OFFERED = (
    ("L01", "Listening before deciding", "Leveraging Inclusive Leadership; Building a Culture of Agency", "", "usual",
     3200, 40, "October Tuesdays", "", "yes"),
    ("L02", "Knowing your own lens", "Engaging in Self-Awareness for Growth; Recognizing Readiness for Change", "",
     "usual", 1800, 30, "October Thursdays", "", "no"),
    ("L03", "From vision to everyday practice", "Igniting Vision; Guiding Change", SCHOOL_LEADERS, "small",
     4500, 80, "Summer week", "", "yes"),
    ("L04", "Small tests of change", "Implementing Responsive Improvement Cycles; Cultivating Resilience", "", "large",
     2600, 25, "November Tuesdays", "", "no"),
    ("L05", "Saying what is so", "Communicating with Integrity; Building Trust", "", "usual",
     2000, 25, "November Thursdays", "", "yes"),
    ("L06", "Leading with a team", "Supporting Shared Leadership; Building Collective Efficacy", TEACHER_LEADERS,
     "large", 2400, 20, "January Tuesdays", "", "no"),
    ("L07", "Decisions made together", "Engaging Voices", "", "small", 1500, 20, "January Tuesdays", "L01", "no"),
    ("L08", "Partners and evidence", "Growing Network Partnerships; Leading Systemic Transformation", SCHOOL_LEADERS,
     "small", 3800, 60, "Summer week", "", "yes"),
)  # fmt: skip


def make_offerings(people: int) -> pd.DataFrame:
    """``offerings.csv``: one row is one offering, with seats for a part of the people."""
    listed = pd.DataFrame(OFFERED, columns=COLUMNS)
    seats = listed.pop("size").map(SHARE_OF_SEATS).mul(people).round().astype("int64").clip(lower=LEAST)
    listed.insert(4, "seats", seats)
    listed.insert(5, "least", LEAST)
    return listed


def make_attendance(present: pd.DataFrame, people: pd.DataFrame, semester: str, seed: int) -> pd.DataFrame:
    """``attendance.csv``: one row is one person of the roster who attended one of `ATTENDED`, drawn at random.

    Attending moves nobody here, so whatever the pages say beside it is chance.
    """
    listed = people["staff_id"].to_numpy()[present.loc[present["listed"], "person"]]
    taken = stream(seed, "attendance").random((len(listed), len(ATTENDED))) < ATTENDED_SHARE
    person, offering = np.nonzero(taken)
    return pd.DataFrame(
        {"staff_id": listed[person], "offering": np.array(ATTENDED)[offering], "semester": semester}
    ).sort_values(["offering", "staff_id"], ignore_index=True)
