"""The page of one leader: their own levels, what is strong, what could come next, and whom to talk with about it.

Names are read here only when ``restricted`` is said, and only of those who consented to be named for learning. A page
says nothing of any colleague but the mentor, who offered to be one, and no number on it is a score. What the leader
wrote stands on it as they wrote it, and on no other page.
"""

import hashlib
import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from portrait_analytics import __version__
from portrait_analytics.errors import InputError
from portrait_analytics.learning.mentors import PAIR, Mentoring
from portrait_analytics.learning.picture import Picture, draw_picture
from portrait_analytics.learning.steps import Step, find_step
from portrait_analytics.rubric import Framework, Rubric
from portrait_analytics.semesters import in_time_order, semester_key
from portrait_analytics.workspace import Workspace, find_workspace

MOST_STEPS = 3
PAIRS_FILE = "mentors.parquet"
COMMITMENTS = {"what": "What", "so_what": "So what", "now_what": "Now what"}  # open questions of a guide, as printed
_TABLES = ("ratings", "people", "schools", "offerings", "attendance")


@dataclass(frozen=True)
class Leader:
    """What one leader's page shows (restricted); ``page`` is its name among files, which says nobody's."""

    page: str
    semester: str
    district: str  # its name
    accent: str  # hex colour
    rubric: Rubric  # the current edition
    minimum_group: int
    name: str
    role: str
    school: str  # its name; empty for none
    levels: pd.DataFrame  # a row a competency: attribute, competency, and a column a semester with the level in words
    strengths: tuple[str, ...]  # competencies at Proficient or above, by name
    steps: tuple[Step, ...]
    offerings: tuple[str, ...]  # those that the plan has a seat in for them, by name
    mentor: str  # who offered to mentor them, and on what; empty for nobody
    questions: tuple[str, ...]  # for a coaching conversation
    commitments: tuple[tuple[str, str], ...]  # what they last wrote: the open question in short, and their own words
    committed_in: str  # in which semester that was; empty: never
    facts: Mapping[str, str]


def draw_learning(workspace: Workspace, semester: str, *, curve: bool = True) -> Picture:
    """The picture of a semester's needs and what could be done about them (restricted)."""
    path = workspace.keep / PAIRS_FILE
    return draw_picture(
        {name: workspace.load_table(name) for name in _TABLES},
        workspace.district,
        workspace.framework,
        semester=semester,
        kept=pd.read_parquet(path) if path.is_file() else None,
        curve=curve,
    )


def keep_pairs(workspace: Workspace, mentoring: Mentoring) -> None:
    """Keep who mentors whom, by key, so that the next run keeps the pairs as far as nothing is lost by it."""
    pairs = mentoring.pairs[PAIR].astype("str")
    workspace.save_kept(PAIRS_FILE, lambda path: pairs.to_parquet(path, index=False))


def load_leader(workspace: str = "", semester: str = "", restricted: bool = False, page: str = "") -> Leader:
    """What the notebook `leader` starts from.

    ``restricted`` has to be said, so that nobody reads names by chance; ``page`` is the name of the page's file without
    its ending (empty: the first). `InputError` if there is no such page, or if nobody consented.
    """
    if not restricted:
        raise InputError("This notebook names people. Run: portrait run --restricted, or set restricted = True in it.")
    place = find_workspace(Path(workspace) if workspace else None)
    chosen = semester or in_time_order(place.load_table("ratings")["semester"].unique())[-1]
    leaders = load_leaders(place, chosen)
    found = [leader for leader in leaders if page in ("", leader.page)]
    if not found:
        wanted = f'There is no page "{page}" of {chosen}.' if page else f"Nobody of {chosen} has a page."
        raise InputError(f"{wanted} Pages are of those who consented and rated something: see reports/restricted.")
    return found[0]


def load_leaders(workspace: Workspace, semester: str) -> list[Leader]:
    """Everybody who consented, is known by name and rated something in the semester, by page (restricted)."""
    picture = draw_learning(workspace, semester, curve=False)
    ratings, people = workspace.load_table("ratings"), workspace.load_table("people")
    there = people[(people["semester"] == semester) & people["consent_learning"].fillna(value=False).astype(bool)]
    known = pd.read_parquet(workspace.keep / "identities.parquet").drop_duplicates("person").set_index("person")["name"]
    own = _own_levels(ratings, workspace.framework)
    answered = set(own.loc[own["semester"] == semester, "person"]) & set(known.index)
    desk = _Desk(workspace, picture, own, known, semester)
    rows = there[there["person"].isin(answered)].astype(
        {"person": "str", "role": "str", "role_group": "str", "school": "str"}
    )
    made = (desk.make(row) for row in rows[["person", "role", "role_group", "school"]].to_dict("records"))
    return sorted(made, key=lambda leader: leader.page)


def name_page(person: str, semester: str, salt: bytes) -> str:
    """The name of a person's page among files: without the secret it leads to nobody, and to no other semester's."""
    return hashlib.blake2b(f"{semester}/{person}".encode(), key=salt[:64], digest_size=10).hexdigest()


def _own_levels(ratings: pd.DataFrame, framework: Framework) -> pd.DataFrame:
    """What leaders said of themselves, with the level in the words of the form; one row is one answer (restricted)."""
    own = ratings[
        ratings["identified"]
        & (ratings["about"] == "self")
        & (ratings["rated_by"] == "self")
        & (ratings["moment"] == "now")
        & (ratings["state"] == "rated")
    ]
    texts = own.astype(dict.fromkeys(["semester", "competency", "edition"], "str"))
    words = {(form.id, level.low, level.high): level.name for form in framework.editions for level in form.levels}
    keys = zip(texts["edition"], texts["level_low"], texts["level_high"], strict=True)
    return texts[["semester", "person", "competency", "level_high"]].assign(
        level=[words.get(key, framework.current.level_named(int(key[1]))) for key in keys]
    )


class _Desk:
    """Makes pages from what is common to all of them."""

    def __init__(
        self, workspace: Workspace, picture: Picture, own: pd.DataFrame, known: pd.Series, semester: str
    ) -> None:
        self.workspace, self.picture, self.known, self.semester = workspace, picture, known, semester
        self.rubric = workspace.framework.current
        self.salt = workspace.salt()
        self.until = semester_key(semester)
        self.own = dict(iter(own.groupby("person")))
        schools = workspace.load_table("schools")
        schools = schools[schools["semester"] == semester].astype("str")
        self.schools = dict(zip(schools["school"], schools["name"], strict=True))
        written = workspace.load_table("reflections")
        written = written[written["question"].isin(list(COMMITMENTS)) & (written["text"].str.strip() != "")]
        self.written = dict(iter(written.astype({"semester": "str", "question": "str"}).groupby("person")))
        offered = picture.offered.offerings
        self.offered = dict(zip(offered["offering"].astype("str"), offered["name"], strict=True))
        self.pairs = picture.mentoring.pairs.set_index("mentee")
        seats = picture.plan.seats if picture.plan else pd.DataFrame({"person": [], "offering": []}, dtype="str")
        self.seats = seats.groupby("person")["offering"].agg(list).to_dict()

    def make(self, row: Mapping[Hashable, Any]) -> Leader:
        """The page of one person, from their row of the table `people`."""
        person, district = str(row["person"]), self.workspace.district
        own = self.own[person]
        now = own[own["semester"] == self.semester].drop_duplicates("competency", keep="last")
        rank = dict(zip(now["competency"], now["level_high"].astype(int), strict=True))
        steps = self._steps(rank, str(row["role_group"]))
        commitments, committed_in = self._commitments(person)
        return Leader(
            page=name_page(person, self.semester, self.salt),
            semester=self.semester,
            district=district.district.name,
            accent=district.district.accent,
            rubric=self.rubric,
            minimum_group=district.privacy.minimum_group,
            name=str(self.known[person]),
            role=str(row["role"]) if pd.notna(row["role"]) else "",
            school=self.schools.get(str(row["school"]), ""),
            levels=self._levels(own),
            strengths=tuple(
                part.name for part in self.rubric.competencies if rank.get(part.id, 0) >= self.rubric.proficient
            ),
            steps=steps,
            offerings=tuple(self.offered[name] for name in self.seats.get(person, [])),
            mentor=self._mentor(person),
            questions=self._questions(steps),
            commitments=commitments,
            committed_in=committed_in,
            facts={"Software": f"portrait_analytics {__version__}"},
        )

    def _levels(self, own: pd.DataFrame) -> pd.DataFrame:
        wide = own.drop_duplicates(["competency", "semester"], keep="last").pivot(
            index="competency", columns="semester", values="level"
        )
        listed = self.rubric.attribute_of
        names = pd.DataFrame({"attribute": [self.rubric.names[part] for part in listed.values()]}, index=list(listed))
        names["competency"] = [self.rubric.names[part] for part in listed]
        ordered = in_time_order(wide.columns)
        return names.join(wide[ordered]).fillna("").reset_index(drop=True)

    def _steps(self, rank: Mapping[str, int], role_group: str) -> tuple[Step, ...]:
        """The next steps, foundational first, then where most is missing; at most `MOST_STEPS`."""
        foundational = {attribute.id for attribute in self.rubric.attributes if attribute.foundational}
        order = sorted(
            rank,
            key=lambda part: (
                rank[part] >= self.rubric.proficient,
                self.rubric.attribute_of[part] not in foundational,
                rank[part],
            ),
        )
        steps = (find_step(self.rubric, part, rank=rank[part], role_group=role_group) for part in order)
        return tuple(step for step in steps if step is not None)[:MOST_STEPS]

    def _commitments(self, person: str) -> tuple[tuple[tuple[str, str], ...], str]:
        """What they last wrote up to the semester, question by question, and when."""
        own = self.written.get(person, pd.DataFrame({"semester": [], "question": [], "text": []}))
        past = [name for name in in_time_order(own["semester"].unique()) if semester_key(name) <= self.until]
        if not past:
            return (), ""
        last = own[own["semester"] == past[-1]]
        said = [(short, text) for part, short in COMMITMENTS.items() for text in last[last["question"] == part]["text"]]
        # a question with boxes to tick comes as its choices, joined without a space
        return tuple(dict.fromkeys((short, re.sub(r";(?=\S)", "; ", text)) for short, text in said)), past[-1]

    def _mentor(self, person: str) -> str:
        if person not in self.pairs.index:
            return ""
        pair = self.pairs.loc[person]
        return f"{self.known[pair['mentor']]}, on {self.rubric.names[str(pair['competency'])]}"

    def _questions(self, steps: Sequence[Step]) -> tuple[str, ...]:
        """Those of the steps, then those of the district's forms on what comes next."""
        forms = [
            text
            for form in self.workspace.framework.editions
            for text in (*form.questions.so_what, *form.questions.now_what)
        ]
        return tuple(dict.fromkeys([*(step.question for step in steps if step.question), *forms]))
