"""A district in which every text that a file can bring along is hostile, and in which secrets are planted.

Nobody of it exists. Four schools have enough people for pages of their own, two are too small to be shown.
"""

import io
from pathlib import Path

import pandas as pd

from tests.districts import FALL, SHORT

SPRING = "2026-spring"
PATTERNS = [
    "</script><script>window.planted = 1</script>",
    "\"' onmouseover='window.planted = 1' x=\"",
    "<img src=x onerror='window.planted = 1'>",
    "</style><svg onload='window.planted = 1'>",
    "</title></head><iframe src='javascript:window.planted=1'></iframe>",
    "<!-- --><base href='https://example.org/'>",
    "&lt;b&gt; &amp;amp; &#0; &#x202e;",
    "]]><![CDATA[<b>",
    "{{ 7 * 7 }} {% include 'x' %} ${7*7}",
    "[a](javascript:window.planted=1) **b** `c` # d",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1:A9)",
    "a;=1+1",
    "../../../etc/passwd",
    "C:\\Windows\\..\\con.html",
    "\u202egnirts sdrawkcab \u2066isolated",
    "مدرسة النور \u200f(east)",
    "zero\u200bwidth\u200d\ufeff joined\u00ad",
    "bell\x07 and \x1b[31mred\x1b[0m \x9b2J",
    "tab\tand\rreturn",
    "🏫 école Öğretmen 学校",
    "X" * 200,
    '\'apostrophe, "quote", `tick`',
]
NAMES = [form for text in PATTERNS for form in (text, f"{text} a", f"P.S. 9 {text}", f"{text} | {text}")]
POPULATED = {0: 8, 4: 8, 8: 8, 95: 8, 80: 2, 84: 3}  # place of a school among them, and its leaders
ROLES = [PATTERNS[0], PATTERNS[10]]
CLUSTERS = [PATTERNS[2], PATTERNS[12]]
DISTRICT = PATTERNS[20] + PATTERNS[1]
FREE_TEXT = "plumbago manifesto"
SHARE = 0.7310937
STAFF_ID, NAME, ADDRESS = "STAFFCANARY77731", "Zzyzx Quillfeather", "zzyzx.quillfeather@canary.example"
STEERING = "Profici\x1b[31ment\x9b2J\u202e"
LEVELS = ["Establishing", "Developing", "Proficient", "Advanced"]


def toml_text(text: str) -> str:
    """The text as a TOML string, all that is no letter or digit spelled."""
    return '"' + "".join(char if char.isalnum() else f"\\U{ord(char):08X}" for char in text) + '"'


def settings() -> str:
    """``district.toml``."""
    roles = "".join(f"\n[[roles]]\nname = {toml_text(role)}\ngroup = 'school'\n" for role in ROLES)
    return f"[district]\nname = {toml_text(DISTRICT)}\n\n[privacy]\nminimum_group = 5\n{roles}"


def schools() -> pd.DataFrame:
    """``schools.csv``: a hundred schools."""
    ids = [f"{place:04}" for place in range(len(NAMES))]
    clusters = [CLUSTERS[place * 2 // len(NAMES)] for place in range(len(NAMES))]
    return pd.DataFrame({"school": ids, "name": NAMES, "cluster": clusters, "level": NAMES})


def roster() -> pd.DataFrame:
    """The staff, called as hostilely; the last one carries the secrets."""
    places = [place for place, people in POPULATED.items() for _ in range(people)]
    people = range(len(places))
    frame = pd.DataFrame(
        {
            "staff_id": [f"t{person}" for person in people],
            "name": [f"{NAMES[person]} Nameless" for person in people],
            "email": [f"t{person}@example.org" for person in people],
            "school": [f"{place:04}" for place in places],
            "role": [ROLES[person % 2] for person in people],
            "years_in_role": [float(person) for person in people],
            "group_team": [NAMES[-person] for person in people],
        }
    )
    secret = {"staff_id": STAFF_ID, "name": NAME, "email": ADDRESS, "years_in_role": SHARE, "group_team": FREE_TEXT}
    frame.loc[frame.index[-1], list(secret)] = list(secret.values())
    return frame


def answers(semester: int) -> pd.DataFrame:
    """An export: everybody answers, and some write what must stay inside or cannot be read."""
    staff = roster()
    frame = pd.DataFrame({"Email": staff["email"]})
    for part, name in enumerate(SHORT.values()):
        frame[name] = [LEVELS[(person * 7 + part + semester * (person % 3)) % 4] for person in range(len(staff))]
    frame["Evidence [Building Trust]"] = [NAMES[person] for person in range(len(staff))]
    frame["Anything else?"] = FREE_TEXT
    frame.loc[0, "Building Trust"] = STEERING
    return frame


def fill(folder: Path) -> None:
    """Put the district into an empty workspace."""
    (folder / "district.toml").write_text(settings(), encoding="utf-8")
    files = {"reference/schools.csv": schools()}
    for place, semester in enumerate((SPRING, FALL)):
        files[f"{semester}/roster/roster.csv"] = roster()
        files[f"{semester}/answers\x1b[31m{NAMES[0].replace('/', '')}.csv"] = answers(place)
    for name, frame in files.items():
        path = folder / "data" / "raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        written = io.StringIO(newline="")
        frame.to_csv(written, index=False, lineterminator="\r\n")  # so that a return is quoted
        path.write_bytes(written.getvalue().encode())
