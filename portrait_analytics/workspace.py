"""The tables, the settings and the releases of one district, in the folders that `folders` names."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from portrait_analytics.district import District, load_district
from portrait_analytics.errors import InputError
from portrait_analytics.folders import SETTINGS_FILE, Folders, find_root, write_atomically
from portrait_analytics.outlooks import read_offered, read_outlook, write_offered, write_outlook
from portrait_analytics.release import CHANGED, Offered, Outlook, Release, rows_of_school
from portrait_analytics.rubric import Framework, load_framework
from portrait_analytics.semesters import in_time_order
from portrait_analytics.tables import check_table, make_table

PER_SEMESTER = ("transitions", "published")


@dataclass(frozen=True)
class Workspace(Folders):
    """A district's folder; its settings and its rubric are read once, when first asked for."""

    @cached_property
    def district(self) -> District:
        """The settings in ``district.toml``."""
        return load_district(self.root / SETTINGS_FILE)

    @cached_property
    def framework(self) -> Framework:
        """The rubric: ours, or the one that ``district.toml`` names."""
        name = self.district.rubric.file
        return load_framework(self.root / name if name else None)

    def table_path(self, name: str, semester: str | None = None) -> Path:
        """The file of a table; `PER_SEMESTER` ones have one for each semester."""
        if name in PER_SEMESTER:
            return self.processed / name / f"{semester}.parquet"
        return self.processed / f"{name}.parquet"

    def save_table(self, name: str, frame: pd.DataFrame, semester: str | None = None) -> None:
        """Save a table that keeps to its contract, whole or not at all."""
        check_table(name, frame)
        write_atomically(self.table_path(name, semester), lambda path: frame.to_parquet(path, index=False))

    def load_table(self, name: str, semester: str | None = None) -> pd.DataFrame:
        """The saved table, checked; `InputError` if nothing has been built yet."""
        return make_table(name, self._read_table(name, semester))

    def _read_table(self, name: str, semester: str | None) -> pd.DataFrame:
        path = self.table_path(name, semester)
        if not path.exists():
            raise InputError(f"{path.relative_to(self.root).as_posix()} is not there yet. Run: portrait run")
        return pd.read_parquet(path)

    def save_release(
        self,
        published: pd.DataFrame,
        facts: dict[str, str],
        outlook: Outlook | None = None,
        offered: Offered | None = None,
    ) -> None:
        """Save what may leave, with the lines that say where it comes from, and what is public of posts and offers."""
        semester = str(published["semester"].iloc[0])
        self.save_table("published", published, semester)
        text = json.dumps(facts, indent=2, ensure_ascii=False)
        write_atomically(self._facts_path(semester), lambda path: path.write_text(text, encoding="utf-8"))
        if outlook is not None:
            told = write_outlook(outlook)
            write_atomically(self._outlook_path(semester), lambda path: path.write_text(told, encoding="utf-8"))
        if offered is not None:
            listed = write_offered(offered)
            write_atomically(self._offered_path(semester), lambda path: path.write_text(listed, encoding="utf-8"))

    def load_release(self, semester: str = "", *, school: str = "") -> Release:
        """What may leave of a semester (the latest one without a name); `InputError` if nothing has been built.

        Of a single ``school`` only its own rows and the net of all leaders, labelled as in the whole.
        """
        built = in_time_order(path.stem for path in self.table_path("published").parent.glob("*.parquet"))
        chosen = semester or (built[-1] if built else "")
        published = self._load_published(chosen, school)
        schools = self.load_table("schools")
        baseline = published["baseline"].dropna().unique()
        facts = json.loads(self._facts_path(chosen).read_text(encoding="utf-8"))
        outlook, offered = self._outlook_path(chosen), self._offered_path(chosen)
        return Release(
            published=published,
            semester=chosen,
            baseline=str(baseline[0]) if len(baseline) else None,
            rubric=self.framework.current,
            schools=schools[schools["semester"] == chosen],
            district=self.district.district.name,
            accent=self.district.district.accent,
            minimum_group=self.district.privacy.minimum_group,
            changed=facts.pop(CHANGED, ""),
            facts=facts,
            outlook=read_outlook(outlook.read_text(encoding="utf-8")) if outlook.is_file() and not school else None,
            offered=read_offered(offered.read_text(encoding="utf-8")) if offered.is_file() and not school else None,
        )

    def _load_published(self, semester: str, school: str) -> pd.DataFrame:
        if not school:
            return self.load_table("published", semester)
        whole = self._read_table("published", semester)
        own = rows_of_school(whole, school)
        return make_table("published", own).set_axis(own.index)

    def _facts_path(self, semester: str) -> Path:
        return self.table_path("published", semester).with_suffix(".json")

    def _outlook_path(self, semester: str) -> Path:
        return self.table_path("published", semester).with_suffix(".outlook.json")

    def _offered_path(self, semester: str) -> Path:
        return self.table_path("published", semester).with_suffix(".offered.json")

    def has_lost_its_salt(self) -> bool:
        """True if people were given keys before, and the secret that these were made with is not there any more."""
        used = self.table_path("ratings").exists() or (self.keep / "identities.parquet").exists()
        return used and not (self.keep / "salt").exists()


def find_workspace(start: Path | None = None) -> Workspace:
    """The workspace that a folder lies in: the nearest one upwards with a ``district.toml``."""
    return Workspace(find_root(start))


def load_published(workspace: str = "", semester: str = "", baseline: str = "", *, school: str = "") -> Release:
    """What a shareable notebook starts from: a semester's release and the names to print it by.

    ``workspace`` is the folder with ``district.toml`` (empty: found upwards from here), ``semester`` the one to show
    (empty: the latest that was built); with ``school``, an id, only what the page of that school may print: its own
    rows and the net of all leaders. `InputError` if another baseline was published than the one asked for.
    """
    release = find_workspace(Path(workspace) if workspace else None).load_release(semester, school=school)
    if baseline and baseline != release.baseline:
        raise InputError(
            f"{release.semester} was published against {release.baseline or 'nothing earlier'}, not {baseline}. "
            f"Run: portrait run --semester {release.semester} --baseline {baseline}"
        )
    return release
