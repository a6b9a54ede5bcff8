"""What `make_sample` accepts, and where it will not write."""

from collections.abc import Iterator
from pathlib import Path

from portrait_analytics.errors import PortraitError, list_faults
from portrait_analytics.sample.forms import WORKBOOK_ROWS, forms_of
from portrait_analytics.semesters import parse_semester

EARLIEST_YEAR = 2000
EXPORT_ENDINGS = (".csv", ".tsv", ".xlsx", ".gz", ".zip")


def check_arguments(*, people: int, schools: int, semesters: int, seed: int, last_semester: str) -> None:
    """Nothing, if a district of these numbers can be made; else `PortraitError` with every reason."""
    year, _ = parse_semester(last_semester)
    begins_too_early = year - semesters // 2 < EARLIEST_YEAR
    faults = {
        f"schools is {schools}: give 1 or more.": schools < 1,
        f"people is {people}, for {schools} schools: each has a principal, so give {max(1, schools)} people or more.": (
            people < max(1, schools)
        ),
        f"semesters is {semesters}: give 1 or more.": semesters < 1,
        f"{semesters} semesters up to {last_semester} begin before {EARLIEST_YEAR}: give fewer.": begins_too_early,
        f"seed is {seed}: give 0 or more.": seed < 0,
    }
    found = [fault for fault, is_so in faults.items() if is_so]
    if found:
        raise PortraitError(f"No such district can be made:\n{list_faults(found)}")


def refuse_other_exports(folder: Path, semesters: tuple[str, ...], people: int) -> None:
    """Nothing, if the folder holds no exports or those of a former sample; else `PortraitError`.

    Synthetic answers among real ones could not be told apart again.
    """
    if folder.exists() and not folder.is_dir():
        raise PortraitError(f"{folder.name} is a file. Name a folder for the sample.")
    raw = folder / "data" / "raw"
    held = sorted(path.relative_to(raw).as_posix() for path in raw.rglob("*") if path.name.endswith(EXPORT_ENDINGS))
    is_sample = (folder / "data" / "truth" / "answers.csv.gz").exists()
    others = [name for name in held if not is_sample or name not in set(_planned(semesters, people))]
    if others:
        raise PortraitError(
            f"data/raw holds {len(others)} files that the sample would mix with:\n{list_faults(others)}\n"
            "Name an empty folder, or move them away first."
        )


def _planned(semesters: tuple[str, ...], people: int) -> Iterator[str]:
    yield from (f"reference/{name}.csv" for name in ("schools", "posts", "vacancies", "offerings", "attendance"))
    for number, semester in enumerate(semesters):
        yield f"{semester}/roster/roster.csv"
        for form in forms_of(number, len(semesters)):
            yield from (f"{semester}/{form.file_name(part)}" for part in range(people // WORKBOOK_ROWS + 1))
