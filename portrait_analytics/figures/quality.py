"""The figures of the notebook `data_quality`: what was read, what was set aside, who answered.

For the data team: answers are quoted and no group is hidden.
"""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
from markupsafe import Markup, escape

from portrait_analytics.figures.figure import Figure, render
from portrait_analytics.figures.findings import Finding
from portrait_analytics.figures.headline import draw_headline
from portrait_analytics.figures.reasons import LONGEST, file_name, read_reasons, shorten
from portrait_analytics.quality import Quality
from portrait_analytics.semesters import semester_name
from portrait_analytics.style import format_count, format_percent, join_words, spell
from portrait_analytics.wording import count_of

UNITS = {
    "row": ["used", "duplicate", "preview", "partial", "blank"],
    "cell": ["used", "personal_dropped", "unrelated", "blank", "duplicate", "preview", "unreadable"],
}
FATES = {
    "used": ("Used", "An answer that counts, and a record with at least one."),
    "duplicate": ("Duplicate", "A later answer of the same person took its place."),
    "replaced": ("Replaced", "Another answer counts: a later one in another file, or another rater's."),
    "preview": ("Test", "A record made to try out the form, or spam: a word in it says so, or the platform does."),
    "partial": ("Unrated", "A record that rates no competency, or an unfinished one that is set aside."),
    "blank": ("Blank", "Nothing was entered, or the form did not ask."),
    "personal_dropped": ("Personal", "Names, addresses and the like: made into a key, or dropped, and never stored."),
    "unrelated": ("Unrelated", "What belongs to no competency of the rubric and is not needed."),
    "unreadable": ("Unreadable", "An answer that is no level of the rubric; each is among what was set aside."),
}


def quality_header(quality: Quality) -> Figure:
    """How much of what was read was used, what needs doing first, and how many answered."""
    findings = [_find_records(quality), _find_aside(quality), _find_answers(quality)]
    return draw_headline("quality_header", quality, findings)


def records_read(quality: Quality) -> Figure:
    """What became of every record and every cell, one row a file."""
    sheets = {unit: _count_fates(quality, unit) for unit in UNITS}
    return _draw(
        "records_read.html.j2",
        name="records_read",
        title=str(_find_records(quality).headline),
        takeaway="Each line adds up: what was read is the sum of what became of it." if len(sheets["row"]) else "",
        caption=f"Files in data/raw/{quality.semester}. One that could not be read at all is among what was set aside.",
        table=pd.concat(sheets, names=["unit"]) if len(sheets["row"]) else pd.DataFrame(),
        sheets=sheets,
        things={"row": "Records", "cell": "Cells"},
        words={fate: word for fate, (word, _) in FATES.items()},
        columns=_columns_of(sheets),
    )


def set_aside(quality: Quality) -> Figure:
    """Everything that was set aside, by reason: those that need doing first, then by how many."""
    reasons = read_reasons(quality)
    finding = _find_aside(quality)
    quarantine = quality.quarantine
    return _draw(
        "set_aside.html.j2",
        name="set_aside",
        title=str(finding.headline),
        takeaway="What needs nothing doing comes last. Rows are numbered as a spreadsheet numbers them."
        if reasons
        else "Every file could be read as it is.",
        caption=f"Files in data/raw/{quality.semester} and data/raw/reference. Only answers to closed questions are "
        f"quoted, and texts are cut to {LONGEST} characters.",
        table=quarantine.assign(value=quarantine["value"].map(shorten, na_action="ignore")),
        reasons=reasons,
    )


def who_answered(quality: Quality) -> Figure:
    """How many of those on the roster answered, one row a school and one row a role."""
    sheets = {"School": _answers_by_school(quality), "Role": _answers_by_role(quality)}
    beside = int(quality.people["beside"].sum())
    return _draw(
        "who_answered.html.j2",
        name="who_answered",
        title=str(_find_answers(quality).headline),
        takeaway=" ".join(str(detail) for detail in _find_answers(quality).details),
        caption="Leaders who rated at least one competency, at the school and in the role that they named, else those "
        "of the roster. No group is hidden here.",
        table=pd.concat(sheets, names=["by"]),
        sheets={by: sheet.to_dict("records") for by, sheet in sheets.items()},
        beside=beside,
    )


def quality_notes(quality: Quality) -> Figure:
    """What the words of the tables mean, and where the numbers come from."""
    facts = {
        "District": quality.district,
        "Semester": semester_name(quality.semester),
        "Rubric": quality.rubric.title,
        "Smallest group that shareable pages show": f"{quality.minimum_group} leaders",
        **quality.facts,
    }
    html = render("quality_notes.html.j2", meanings=dict(FATES.values()), facts=facts)
    return Figure(
        name="quality_notes",
        title="How to read this page",
        takeaway="",
        caption="",
        alt="What the words mean, and where the numbers come from.",
        html=html,
        table=pd.DataFrame({"fact": list(facts), "value": list(facts.values())}, dtype="str"),
    )


def _draw(
    template: str, *, name: str, title: str, takeaway: str, caption: str, table: pd.DataFrame, **context: object
) -> Figure:
    shape = f"Table of {count_of(len(table), 'row')}. " if len(table) else ""
    figure = Figure(name, title, takeaway, caption, f"{shape}{title}.", html="", table=table)
    html = render(
        template, figure=figure, id=name.replace("_", "-"), title=title, takeaway=takeaway, notes=[], **context
    )
    return replace(figure, html=html)


def _find_records(quality: Quality) -> Finding:
    rows = quality.accounting[quality.accounting["unit"] == "row"]
    fates = rows.groupby("fate", observed=True)["count"].sum()
    read, used = int(fates.sum()), int(fates.get("used", 0))
    others = [f"{format_count(int(fates[fate]))} {FATES[fate][0].lower()}" for fate in FATES if _has(fates, fate)]
    if not read:
        return Finding("Records", Markup("No record was read"))
    return Finding(
        "Records",
        Markup("{} of {} read were used").format(format_count(used), count_of(read, "record")),
        (Markup("{}. The others: {}.").format(f"That is {format_percent(used / read)}", join_words(others)),)
        if others
        else (Markup("That is all."),),
    )


def _has(fates: pd.Series, fate: str) -> bool:
    return fate != "used" and int(fates.get(fate, 0)) > 0


def _find_aside(quality: Quality) -> Finding:
    reasons = read_reasons(quality)
    count = sum(reason.count for reason in reasons)
    urgent = [reason for reason in reasons if reason.needs_action]
    if not reasons:
        return Finding("Set aside", Markup("Nothing was set aside"))
    if not urgent:
        return Finding("Set aside", Markup("{} set aside, and none needs doing").format(count_of(count, "thing")))
    needs = sum(reason.count for reason in urgent)
    first = urgent[0]
    return Finding(
        "Set aside",
        Markup("{} set aside, of which {} {} looking at").format(
            count_of(count, "thing"), spell(needs), "needs" if needs == 1 else "need"
        ),
        (Markup("First: {} ({}). {}").format(first.name.lower(), format_count(first.count), first.remedy),),
    )


def _find_answers(quality: Quality) -> Finding:
    listed, answered, beside = (int(quality.people[name].sum()) for name in ("on_roster", "answered", "beside"))
    if not listed and not beside:
        return Finding("Answers", Markup("Nobody answered"))
    if not listed:
        return Finding(
            "Answers",
            Markup("{} answered").format(count_of(beside, "leader")),
            (Markup("There is no roster of this semester, so nobody can say of how many."),),
        )
    others = f"{spell(beside).capitalize()} more answered without being on it." if beside else ""
    return Finding(
        "Answers",
        Markup("{} of {} on the roster answered").format(format_count(answered), count_of(listed, "leader")),
        tuple(escape(text) for text in (f"That is {format_percent(answered / listed)}.", others) if text),
    )


def _count_fates(quality: Quality, unit: str) -> pd.DataFrame:
    """Counts by file and fate, with what was read in all; the last row is all files. Empty if there is no file."""
    own = quality.accounting[quality.accounting["unit"] == unit]
    if own.empty:
        return pd.DataFrame(columns=["read", *UNITS[unit]])
    counts = own.astype({"source": "str", "fate": "str"}).pivot_table(
        index="source", columns="fate", values="count", aggfunc="sum", fill_value=0
    )
    fates = [fate for fate in FATES if fate in UNITS[unit] or fate in counts]
    counts = counts.reindex(columns=fates, fill_value=0).astype(int)
    counts.insert(0, "read", counts.sum(axis="columns"))
    counts.index = pd.Index([file_name(source, quality.semester) for source in counts.index], name="file")
    return pd.concat([counts, counts.sum().to_frame("All files").T])


def _columns_of(sheets: dict[str, pd.DataFrame]) -> dict[str, list[str]]:
    return {unit: [name for name in sheet.columns if name != "read"] for unit, sheet in sheets.items()}


def _answers_by_school(quality: Quality) -> pd.DataFrame:
    """By cluster and name, schools without anybody included; who is at no known school comes last."""
    schools = quality.schools.astype("str").set_index("school").sort_values(["cluster", "name"])
    counts = _sum_by(quality, "school", [*schools.index])
    return counts.assign(
        group=[schools["name"].get(key, "no known school") for key in counts.index],
        band=[schools["cluster"].get(key, "No known school") for key in counts.index],
    )


def _answers_by_role(quality: Quality) -> pd.DataFrame:
    roles = sorted(quality.people["role"].dropna().astype("str").unique())
    counts = _sum_by(quality, "role", roles)
    return counts.assign(group=[key or "no known role" for key in counts.index], band="")


def _sum_by(quality: Quality, by: str, groups: Sequence[str]) -> pd.DataFrame:
    """Counts and the rate in words, one row a group; ``""`` is whoever belongs to none of them."""
    columns = ["on_roster", "answered", "beside"]
    keys = quality.people[by].astype("str").fillna("")
    counts = quality.people.groupby(keys.where(keys.isin(groups), ""))[columns].sum()
    counts = counts.reindex([*groups, *([""] if "" in counts.index else [])], fill_value=0).astype(int)
    rates = [
        format_percent(answered / listed) if listed else "nobody on the roster"
        for listed, answered in zip(counts["on_roster"], counts["answered"], strict=True)
    ]
    return counts.assign(rate=rates)
