"""A synthetic district of any size, as its survey platforms would have exported it, with the truth beside it.

``data/truth`` says what was planted: every answer, every fault, and the growth that is to be expected, exactly. Names
and addresses are plainly made up. The same arguments give the same files, byte for byte.
"""

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from portrait_analytics.sample.arguments import check_arguments, refuse_other_exports
from portrait_analytics.sample.dirt import list_faults
from portrait_analytics.sample.district import District, last_semesters, make_district
from portrait_analytics.sample.draws import texts
from portrait_analytics.sample.files import open_packed, write_csv, write_workbook
from portrait_analytics.sample.forms import headers_of
from portrait_analytics.sample.growth import CHANCES, PLACES, Wave, expect_growth, pair_semesters
from portrait_analytics.sample.layout import lay_out
from portrait_analytics.sample.offerings import make_attendance, make_offerings
from portrait_analytics.sample.people import make_roster
from portrait_analytics.sample.planted import ANSWERS, answer_lines
from portrait_analytics.sample.posts import list_posts, list_vacancies
from portrait_analytics.sample.schools import ROLES, policy
from portrait_analytics.sample.survey import Filled, hold_survey, make_wave

__all__ = ["make_sample"]

GROWTH = ["semester_from", "semester_to", *PLACES, "attribute", "people", *CHANCES]
DECIMALS = 6


def _tell_nobody(_: str) -> None:
    return None


def make_sample(
    folder: Path,
    *,
    people: int = 170,
    schools: int = 12,
    semesters: int = 3,
    seed: int = 2026,
    last_semester: str = "2026-fall",
    tell: Callable[[str], None] = _tell_nobody,
) -> None:
    """Write a synthetic district into a folder: its settings, rosters and exports, and what is true of it.

    ``people`` is the number of posts, filled in each semester; ``tell`` is called with a line for each semester. A
    ``district.toml`` that is there is left alone. The truth, in ``data/truth``:

    - ``answers.csv.gz``: one row is one answer that must come out in ``ratings``.
    - ``faults.csv``: one row is one fault that must come out in ``quarantine``.
    - ``growth.csv``: one row is the people of two schools and roles (from, to) who rated an attribute of themselves in
      both semesters, in the current edition, and the sums of their chances to have moved and to be at Proficient.

    `PortraitError` if the arguments contradict each other, or if the folder holds exports that are not the sample's.
    """
    check_arguments(people=people, schools=schools, semesters=semesters, seed=seed, last_semester=last_semester)
    names = last_semesters(last_semester, semesters)
    refuse_other_exports(folder, names, people)
    district = make_district(people, schools, names, seed)
    _write_reference(folder, district)
    waves: list[Wave] = []
    faults: list[pd.DataFrame] = []
    with open_packed(folder / "data" / "truth" / "answers.csv.gz") as answers:
        answers.write(",".join(ANSWERS) + "\n")
        for number, semester in enumerate(district.semesters):
            filled = hold_survey(district, number)
            _write_semester(folder, district, number, filled)
            answers.writelines(answer_lines(district, number, form, responses) for form, responses in filled)
            faults += [list_faults(responses, headers_of(form, district.framework)) for form, responses in filled]
            waves.append(make_wave(district, number, filled))
            tell(_told(semester, filled))
    write_csv(pd.concat(faults), folder / "data" / "truth" / "faults.csv")
    write_csv(_all_growth(district, waves), folder / "data" / "truth" / "growth.csv")


def _write_semester(folder: Path, district: District, semester: int, filled: Filled) -> None:
    roster = make_roster(district.present[semester], district.people, district.schools, semester, district.seed)
    write_csv(roster, folder / "data" / "raw" / district.semesters[semester] / "roster" / "roster.csv")
    for form, responses in filled:
        _write_export(folder, lay_out(district, semester, form, responses), responses.rows["source"])


def _write_reference(folder: Path, district: District) -> None:
    settings = folder / "district.toml"
    if not settings.exists():
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text(policy(district.schools), encoding="utf-8", newline="\n")
    known = district.schools[["school", "name", "cluster", "level"]]
    posts = len(district.present[-1][district.present[-1]["listed"]])
    tables = {
        "schools": known,
        "posts": list_posts(district),
        "vacancies": list_vacancies(district),
        "offerings": make_offerings(posts),
    }
    if len(district.semesters) > 1:
        last = district.present[-2], district.people, district.semesters[-2], district.seed
        tables["attendance"] = make_attendance(*last)
    for name, table in tables.items():
        write_csv(table, folder / "data" / "raw" / "reference" / f"{name}.csv")


def _write_export(folder: Path, export: pd.DataFrame, source: "pd.Series[str]") -> None:
    """Write the records to the files that they belong to; what the platforms make ends its lines as Windows does."""
    for name, part in export.groupby(source, sort=False):
        path = folder / "data" / "raw" / str(name)
        if path.suffix == ".xlsx":
            write_workbook(part, path)
        else:
            write_csv(part, path, line_end="\r\n")


def _all_growth(district: District, waves: list[Wave]) -> pd.DataFrame:
    """The expected growth of all pairs of semesters, with semesters, schools, roles and attributes by name."""
    schools = texts(district.schools["school"])
    roles = texts([role.name for role in ROLES])
    attributes = texts([attribute.id for attribute in district.framework.current.attributes])
    found = []
    for before, after in pair_semesters(len(waves)):
        cells = expect_growth(waves[before], waves[after], district.truth, district.framework.current.proficient)
        found.append(
            cells.assign(
                semester_from=district.semesters[before],
                semester_to=district.semesters[after],
                **{name: schools[cells[name]] for name in ("school_from", "school_to")},
                **{name: roles[cells[name]] for name in ("role_from", "role_to")},
                attribute=attributes[cells["attribute"]],
            )[GROWTH].round(DECIMALS)
        )
    return pd.concat(found) if found else pd.DataFrame(columns=GROWTH)


def _told(semester: str, filled: Filled) -> str:
    records = sum(len(responses.rows) for _, responses in filled)
    return f"{semester}: {records:,} records from {len(filled)} form{'' if len(filled) == 1 else 's'}"
