"""The tables, each written down once: what one row is, and of every column the type, the values, unit and meaning.

Frames are checked at the doors (after reading, on save, on load) with `check_table` and trusted in between. Texts are
categories, except the key of a person and free text, which hardly repeat. ``python -m portrait_analytics.tables``
prints the data dictionary from the models.
"""

from collections.abc import Iterable
from typing import Optional

import numpy as np
import pandas as pd
import pandera.pandas as pa

from portrait_analytics.columns import Category, Count, Flag, Moment, Rank, Table
from portrait_analytics.columns import describe as _field
from portrait_analytics.columns import people_column as _people
from portrait_analytics.columns import rank_column as _rank
from portrait_analytics.columns import semester_column as _semester
from portrait_analytics.errors import ContractError, list_faults
from portrait_analytics.learning_tables import Attendance, Offerings

ABOUT = ["self", "team"]
RATED_BY = ["self", "supervisor", "coach", "peer", "group"]
MOMENTS = ["now", "then"]
STATES = ["rated", "not_applicable", "blank", "not_asked", "unreadable"]
FATES = ["used", "personal_dropped", "unrelated", "blank", "duplicate", "replaced", "preview", "partial", "unreadable"]
VACANCY_REASONS = ["left", "retired", "moved", "promoted", "new post", "other"]
REFLECTION_QUESTIONS = ["evidence", "what", "so_what", "now_what"]
STATUSES = ["shown", "coded", "hidden", "no_answer", "not_asked", "no_pairs", "no_baseline"]
REASONS = [
    "unreadable_file",
    "unreadable_level",
    "level_contradicts_number",
    "unknown_school",
    "unknown_role",
    "role_differs",
    "school_differs",
    "unknown_competency",
    "duplicate",
    "conflicting_duplicate",
    "replaced",
    "several_raters",
    "preview",
    "partial",
    "spam",
    "ambiguous_column",
    "unknown_question",
    "unknown_rater",
    "unreadable_date",
    "roster_conflict",
]
LONG = 10_000  # rows from which a table's values are looked at once each


class Ratings(Table):
    """One answer on one competency."""

    semester: Category = _semester()
    person: str = _field("Salted key of the person; anonymous answers get one of their own")
    identified: bool = _field("False if nothing in the export says who answered")
    about: Category = _field("Whose practice was rated", isin=ABOUT)
    team: Category = _field("Whose team, as a school id; empty for self-ratings", nullable=True)
    rated_by: Category = _field("Who rated", isin=RATED_BY)
    moment: Category = _field("now, or then: how one remembers the start", isin=MOMENTS)
    school: Category = _field("School id, as text", nullable=True)
    role: Category = _field("Role, as in district.toml", nullable=True)
    attribute: Category = _field("Attribute id of the rubric")
    competency: Category = _field("Competency id of the rubric")
    level_low: Rank = _rank("Lowest rank that the answer can mean; missing unless state is rated")
    level_high: Rank = _rank("Highest rank that the answer can mean; equal unless the scale was coarser")
    state: Category = _field("What became of the question", isin=STATES)
    edition: Category = _field("Id of the rubric edition that was answered")
    answered_at: Moment = _field("When, in the export's own time zone", nullable=True)
    source: Category = _field("File, below data/raw")
    source_row: Count = _field("Row in that file as a spreadsheet counts", "row number", ge=1)


class People(Table):
    """One person in one semester."""

    semester: Category = _semester()
    person: str = _field("Salted key of the person")
    identified: bool = _field("False if nothing in the export says who answered")
    school: Category = _field("School id: as answered, else as on the roster", nullable=True)
    role: Category = _field("Role: as answered, else as on the roster", nullable=True)
    role_group: Category = _field("Role group of the rubric", nullable=True)
    role_stated: Category = _field("Role as answered", nullable=True)
    role_roster: Category = _field("Role as on the roster", nullable=True)
    on_roster: bool = _field("True if the semester's roster lists the person")
    answered: bool = _field("True if at least one competency was rated")
    moved: Flag = _field("True if the school differs from that of the last semester present", nullable=True)
    years_in_role: pd.Float64Dtype = _field("Time in the present role", "years", nullable=True, ge=0)
    reports_to: Category = _field("Salted key of the supervisor", nullable=True)
    intends_to_stay: Flag = _field("Means to be in the post in a year", nullable=True)
    retirement_eligible: Flag = _field("May retire within a year", nullable=True)
    mentor_opt_in: Flag = _field("Offers to mentor", nullable=True)
    consent_learning: Flag = _field("May be named in professional-learning outputs", nullable=True)
    consent_succession: Flag = _field("May be named in succession outputs", nullable=True)
    group: Optional[Category] = _field(  # noqa: UP045  pandera reads Optional as "need not be there"
        "A further grouping that the roster carries", nullable=True, alias="group_.+", regex=True
    )


class Schools(Table):
    """One school in one semester."""

    semester: Category = _semester()
    school: Category = _field("School id, as text: 0007 stays 0007")
    name: Category = _field("Name as printed")
    slug: Category = _field("Name as part of a file name", str_matches=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    cluster: Category = _field("Feeder pattern, region or network; one for all if none is given")
    level: Category = _field("Elementary, Middle, High or the like; never guessed from the name", nullable=True)


class Posts(Table):
    """One post that is there to be filled, as posts.csv lists it (restricted: it may say who holds it)."""

    post: Category = _field("Id of the post, as text")
    school: Category = _field("School id; missing for a post at no school, or an unknown one", nullable=True)
    role: Category = _field("Role, as in district.toml; missing if unknown", nullable=True)
    holder: str = _field(
        "Salted key of whoever holds it; missing if nobody does or the file does not say", nullable=True
    )
    vacant: Flag = _field("True if nobody holds it; missing if the file does not say", nullable=True)


class Vacancies(Table):
    """One post that fell vacant, as vacancies.csv lists it."""

    semester: Category = _semester("When it fell vacant; missing if the file's text is no date", nullable=True)
    school: Category = _field("School id; missing for a post at no school, or an unknown one", nullable=True)
    role: Category = _field("Role, as in district.toml; missing if unknown", nullable=True)
    reason: Category = _field("Why; missing if the file does not say", nullable=True, isin=VACANCY_REASONS)


class Reflections(Table):
    """One free-text answer (restricted)."""

    semester: Category = _semester()
    person: str = _field("Salted key of the person")
    attribute: Category = _field("Attribute that the answer speaks of", nullable=True)
    competency: Category = _field("Competency that it speaks of", nullable=True)
    question: Category = _field("Which of the guide's questions", isin=REFLECTION_QUESTIONS)
    text: str = _field("The answer as written")


class Quarantine(Table):
    """One thing that was set aside (restricted)."""

    source: Category = _field("File, below data/raw")
    source_row: Count = _field("Row in that file; missing for a whole file", "row number", nullable=True, ge=1)
    column: Category = _field("Header of the column; missing for a whole row or file", nullable=True)
    value: str = _field("What stood there, only from closed questions", nullable=True)
    reason: Category = _field("Why it was set aside", isin=REASONS)
    remedy: str = _field("What to do about it")


class Accounting(Table):
    """One fate in one source; the counts of a unit add up to what was read."""

    source: Category = _field("File, below data/raw")
    unit: Category = _field("What is counted", isin=["row", "cell"])
    fate: Category = _field("What became of it", isin=FATES)
    count: Count = _field("How many", "rows or cells", ge=0)


class Transitions(Table):
    """One cell of the cube between two semesters (restricted).

    An empty school says that the person was not there in that semester, and ? that nobody knows at which school; a
    school with an empty state, that the person was there and did not answer.
    """

    semester_from: Category = _semester()
    semester_to: Category = _semester()
    school_from: Category = _field("School in the earlier semester", nullable=True)
    school_to: Category = _field("School in the later semester", nullable=True)
    role_from: Category = _field("Role in the earlier semester", nullable=True)
    role_to: Category = _field("Role in the later semester", nullable=True)
    identified: bool = _field("False if nothing says who answered, so that nobody can be followed")
    about: Category = _field("Whose practice was rated", isin=ABOUT)
    rated_by: Category = _field("Who rated", isin=RATED_BY)
    attribute: Category = _field("Attribute id")
    competency: Category = _field("Competency id; missing for the attribute as a whole", nullable=True)
    edition_from: Category = _field("Edition answered in the earlier semester", nullable=True)
    edition_to: Category = _field("Edition answered in the later semester", nullable=True)
    state_from: Category = _field("State in the earlier semester", nullable=True, isin=STATES)
    state_to: Category = _field("State in the later semester", nullable=True, isin=STATES)
    low_from: Rank = _rank("Lowest rank in the earlier semester; missing for an attribute")
    high_from: Rank = _rank("Highest rank in the earlier semester; missing for an attribute")
    low_to: Rank = _rank("Lowest rank in the later semester; missing for an attribute")
    high_to: Rank = _rank("Highest rank in the later semester; missing for an attribute")
    proficient_from: Flag = _field("At or above Proficient in the earlier semester", nullable=True)
    proficient_to: Flag = _field("At or above Proficient in the later semester", nullable=True)
    move: Rank = _field("-1 down, 0 the same, 1 up; missing if not rated both times", nullable=True, isin=[-1, 0, 1])
    people: Count = _people("Persons in this cell")


class Published(Table):
    """One printed thing that may leave the data team.

    In published.csv and published.xlsx, a text that a spreadsheet could take for a formula has an apostrophe before it.
    """

    release: Category = _field("Id of the release")
    figure: Category = _field("Figure that prints it")
    semester: Category = _semester()
    baseline: Category = _field("Semester compared with", nullable=True, str_matches=r"^\d{4}-(spring|fall)$")
    about: Category = _field("Whose practice was rated", isin=ABOUT)
    grain: Category = _field("What one group of the figure is")
    school: Category = _field("School id", nullable=True)
    cluster: Category = _field("Cluster", nullable=True)
    role: Category = _field("Role, or the roles that were put together", nullable=True)
    attribute: Category = _field("Attribute id", nullable=True)
    competency: Category = _field("Competency id", nullable=True)
    item: Category = _field("Which part of the measure", nullable=True)
    measure: Category = _field("What is counted")
    status: Category = _field("How it may be shown", isin=STATUSES)
    shown: str = _field("The printed text")
    value: pd.Float64Dtype = _field("As printed; missing if coded or hidden", "as the measure says", nullable=True)
    low: pd.Float64Dtype = _field("Lower end of the 95% interval", "as value", nullable=True)
    high: pd.Float64Dtype = _field("Upper end of the 95% interval", "as value", nullable=True)
    people: Count = _people("Persons that the figure rests on; missing if hidden", nullable=True)
    colour_class: Rank = _field("-3 to 3; missing without colour", "class", nullable=True, ge=-3, le=3)
    differs: Flag = _field("True if the group differs from the district", nullable=True)
    grain_note: str = _field("Why this grain; empty if it is the first choice")


TABLES: dict[str, type[Table]] = {
    "ratings": Ratings,
    "people": People,
    "schools": Schools,
    "posts": Posts,
    "vacancies": Vacancies,
    "offerings": Offerings,
    "attendance": Attendance,
    "reflections": Reflections,
    "quarantine": Quarantine,
    "accounting": Accounting,
    "transitions": Transitions,
    "published": Published,
}


def check_table(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame, if it keeps to the table's contract; else `ContractError` with every fault.

    Of a long frame each value is looked at once, not each row: a fault that thousands of rows share is one fault.
    """
    try:
        TABLES[name].validate(_telling_rows(name, frame), lazy=True)
    except pa.errors.SchemaErrors as error:
        faults = [
            f"{case.column or name}: {case.check} ({case.failure_case})" for case in error.failure_cases.itertuples()
        ]
        raise ContractError(f"table {name} breaks its contract:\n{list_faults(faults)}") from error
    return frame


def _telling_rows(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Rows that hold every value of the columns whose values the contract bounds, and a missing one of each other."""
    if len(frame) <= LONG:
        return frame
    columns = TABLES[name].to_schema().columns
    telling = np.zeros(len(frame), dtype=bool)
    for column, values in frame.items():
        if values.dtype == object:
            return frame  # the wrong type for every column, and its values may be anything
        if column in columns and columns[str(column)].checks:
            telling |= ~values.duplicated().to_numpy()
        else:
            telling[np.flatnonzero(values.isna().to_numpy())[:1]] = True
    return frame[telling]


def make_table(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame as the table: columns in order, those that are not there added as missing, types set, then checked.

    A column that the contract does not know raises `ContractError`; the row labels start again at 0.

    >>> make_table("accounting", pd.DataFrame({"source": ["a.csv"], "unit": "row", "fate": "used", "count": 3})).dtypes
    source    category
    unit      category
    fate      category
    count        Int64
    dtype: object
    """
    columns = TABLES[name].to_schema().columns
    fixed = {column: str(schema.dtype) for column, schema in columns.items() if not schema.regex}
    extra = [column for column in frame.columns if column not in fixed]
    made = frame.reindex(columns=[*fixed, *extra]).reset_index(drop=True)
    dtypes = {column: _pandas_dtype(dtype) for column, dtype in fixed.items()} | dict.fromkeys(extra, "category")
    typed = {
        column: _as_category(made[column]) if dtype == "category" else made[column].astype(dtype)
        for column, dtype in dtypes.items()
    }
    return check_table(name, pd.DataFrame(typed, index=made.index))


def empty_table(name: str) -> pd.DataFrame:
    """The table without a row."""
    return make_table(name, pd.DataFrame())


def concat_table(name: str, parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """The parts of a table as one, made and checked; the table without a row if there is nothing in them."""
    filled = [part for part in parts if not part.empty]
    return make_table(name, pd.concat(filled, ignore_index=True)) if filled else empty_table(name)


def _as_category(column: pd.Series) -> pd.Series:
    if not isinstance(column.dtype, pd.CategoricalDtype):
        return column.astype("str").astype("category")
    there = pd.unique(column.cat.codes.to_numpy())
    used = column if (there >= 0).sum() == len(column.cat.categories) else column.cat.remove_unused_categories()
    texts = used.cat.categories
    if texts.dtype == "str":
        return used
    if texts.inferred_type == "string":  # the same as below, without writing out a text for each row
        return used.cat.reorder_categories(pd.Index(sorted(texts), dtype="str"))
    return column.astype("str").astype("category")


def _pandas_dtype(dtype: str) -> str:
    if dtype.startswith("string"):
        return "str"
    return "datetime64[us]" if dtype.startswith("datetime64") else dtype


DICTIONARY = ["column", "type", "may be missing", "values", "unit", "meaning"]


def print_dictionary() -> str:
    """The data dictionary in Markdown, a section a table."""
    parts = [
        "# Data dictionary",
        "Printed from the contracts by `python -m portrait_analytics.tables`; a test holds it to them.",
        *(f"## {name}\n\n{describe_table(name)}" for name in TABLES),
    ]
    return "\n\n".join(parts) + "\n"


def describe_table(name: str) -> str:
    """One table in Markdown: what a row is, and its columns."""
    columns = describe_columns(name).assign(column=lambda frame: "`" + frame["column"] + "`")
    lines = [f"| {' | '.join(cells)} |" for cells in [DICTIONARY, *columns.to_numpy().tolist()]]
    return "\n".join([describe_row(name), "", lines[0], "|---" * len(DICTIONARY) + "|", *lines[1:]])


def describe_row(name: str) -> str:
    """What one row of a table is, in paragraphs."""
    paragraphs = (TABLES[name].__doc__ or "").strip().split("\n\n")
    text = "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
    return f"One row is {text[0].lower()}{text[1:]}"


def describe_columns(name: str) -> pd.DataFrame:
    """One row is one column of a table, with what its contract says of it, as text.

    >>> describe_columns("accounting").loc[3].tolist()
    ['count', 'Int64', 'no', '≥ 0', 'rows or cells', 'How many']
    """
    rows = [
        {
            "column": column.replace(".+", "*") if schema.regex else column,
            "type": _pandas_dtype(str(schema.dtype)),
            "may be missing": "yes" if schema.nullable else "no",
            "values": ", ".join(str(value) for check in schema.checks for value in _allowed(check)),
            "unit": (schema.metadata or {}).get("unit", ""),
            "meaning": schema.description,
        }
        for column, schema in TABLES[name].to_schema().columns.items()
    ]
    return pd.DataFrame(rows, columns=DICTIONARY, dtype="str")


def _allowed(check: pa.Check) -> list[object]:
    statistics = check.statistics or {}
    if "allowed_values" in statistics:
        return list(statistics["allowed_values"])
    if "min_value" in statistics:
        return [f"≥ {statistics['min_value']}"]
    if "max_value" in statistics:
        return [f"≤ {statistics['max_value']}"]
    return []


if __name__ == "__main__":
    print(print_dictionary(), end="")  # noqa: T201  this is the command
