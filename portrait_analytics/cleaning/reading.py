"""Answers on competencies: from the text of a cell to a set of levels and a state."""

from collections import Counter
from collections.abc import Hashable

import pandas as pd

from portrait_analytics.cleaning.remedies import set_aside
from portrait_analytics.matching import Names, contradicts_number, propose, read_level
from portrait_analytics.rubric import Rubric
from portrait_analytics.wording import fold

ANSWER_COLUMNS = [
    "source_row",
    "about",
    "edition",
    "attribute",
    "competency",
    "state",
    "level_low",
    "level_high",
    "from_cell",
]


def read_ratings(
    kept: pd.DataFrame, matched: pd.DataFrame, names: Names, *, source: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The answers in columns that each ask about one competency, and the ones that could not be read.

    One row is one competency of one record (`ANSWER_COLUMNS`); the competencies of the edition that the form does not
    ask about are *not asked*. Self and team ratings are read apart, each against the edition that its answers show.
    """
    columns = matched[matched["kind"] == "rating"]
    parts = [_read_battery(kept, battery, names, source=source) for _, battery in columns.groupby("about")]
    return _concat([answers for answers, _ in parts]), _concat_faults([faults for _, faults in parts])


def _read_battery(
    kept: pd.DataFrame, battery: pd.DataFrame, names: Names, *, source: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    cells = kept[battery["column"]].melt(ignore_index=False, var_name="column", value_name="text")
    cells = cells.rename_axis("source_row").reset_index()
    edition = _edition_of(cells["text"], names)
    read = _read_texts(cells["text"], names, edition)
    answers = cells.join(read).merge(battery[["column", "header", "attribute", "competency", "about"]], on="column")
    answers = answers.assign(state=_blank_or_not_asked(answers, edition), edition=edition.id, from_cell=True)
    asked = set(battery["competency"])
    rest = [(name, attribute) for name, attribute in edition.attribute_of.items() if name not in asked]
    unasked = _not_asked(answers[["source_row"]].drop_duplicates(), rest, battery["about"].iloc[0], edition)
    return _concat([answers[ANSWER_COLUMNS], unasked]), _unreadable(answers, names, edition, source=source)


def _edition_of(texts: pd.Series, names: Names) -> Rubric:
    """The edition whose own labels the answers use most; the current one where the labels do not tell."""
    counts = Counter({fold(str(text)): count for text, count in texts.value_counts().items()})
    read = {
        edition.id: {text for text in counts if read_level(text, names.levels(edition))}
        for edition in names.framework.editions
    }
    telling = {
        name: sum(counts[text] for text in texts_read if sum(text in other for other in read.values()) == 1)
        for name, texts_read in read.items()
    }
    return max(names.framework.editions, key=lambda edition: telling[edition.id])


def _read_texts(texts: pd.Series, names: Names, edition: Rubric) -> pd.DataFrame:
    """State and ranks of each text; every distinct spelling is read once."""
    levels = names.levels(edition)
    nothing = {fold(word) for word in names.district.answers.not_applicable}
    distinct = pd.Series(texts.unique(), dtype="str")
    folded = distinct.map(fold)
    ranks = [read_level(text, levels) for text in folded]
    table = pd.DataFrame(
        {
            "state": [
                "rated" if found else _state_of(text, nothing) for text, found in zip(folded, ranks, strict=True)
            ],
            "level_low": pd.array([found[0] if found else pd.NA for found in ranks], dtype="Int8"),
            "level_high": pd.array([found[1] if found else pd.NA for found in ranks], dtype="Int8"),
        },
        index=distinct,
    )
    return table.reindex(texts).set_index(texts.index)


def _state_of(text: str, not_applicable: set[str]) -> str:
    if not text:
        return "blank"
    return "not_applicable" if text in not_applicable else "unreadable"


def _blank_or_not_asked(answers: pd.DataFrame, edition: Rubric) -> pd.Series:
    """An empty cell is blank if the record answers anything else; not asked if not, or if one was to be chosen."""
    given = (answers["state"] != "blank").groupby(answers["source_row"]).transform("any")
    blank = answers["state"] == "blank"
    return answers["state"].mask(blank & (~given | edition.one_per_attribute), "not_asked")


def _unreadable(answers: pd.DataFrame, names: Names, edition: Rubric, *, source: str) -> pd.DataFrame:
    levels = names.levels(edition)
    found = answers[answers["state"] == "unreadable"]
    contradictory = found["text"].map(lambda text: contradicts_number(fold(text), levels)).astype(bool)
    parts = []
    for case, rows in (
        ("unreadable_level", found[~contradictory]),
        ("level_contradicts_number", found[contradictory]),
    ):
        for header, group in rows.groupby("header", sort=False):
            nearest = group["text"].map(lambda text: propose(text, levels)) if case == "unreadable_level" else None
            parts.append(
                set_aside(
                    case,
                    source=source,
                    source_row=group["source_row"].tolist(),
                    column=str(header),
                    value=group["text"],
                    expected=f"The levels are {', '.join(level.name for level in edition.levels)}.",
                    proposal=nearest,
                )
            )
    return _concat_faults(parts)


def read_choices(
    kept: pd.DataFrame, matched: pd.DataFrame, names: Names, *, source: str
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The answers of a form that lets each person choose one competency per attribute and rate that one.

    Three frames: the answers as in `read_ratings`, where all that was not chosen is *not asked*; the choices that are
    known (one row is one: ``source_row, attribute, competency``); and what could not be read.
    """
    editions = [rubric for rubric in names.framework.editions if rubric.one_per_attribute]
    choices = matched[matched["kind"] == "choice"]
    if choices.empty or not editions:
        return _concat([]), pd.DataFrame(columns=["source_row", "attribute", "competency"]), _concat_faults([])
    edition = editions[0]
    parts = [
        _read_choice(kept, choice, matched, names, edition, source=source) for choice in choices.to_dict("records")
    ]
    answers, known, faults = (list(frames) for frames in zip(*parts, strict=True))
    return _concat(answers), pd.concat(known), _concat_faults(faults)


def _read_choice(
    kept: pd.DataFrame,
    choice: dict[Hashable, str],
    matched: pd.DataFrame,
    names: Names,
    edition: Rubric,
    *,
    source: str,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    attribute = choice["attribute"]
    beside = matched[(matched["kind"] == "chosen_level") & (matched["attribute"] == attribute)]
    level_texts = kept[beside["column"].iloc[0]] if len(beside) else pd.Series("", index=kept.index, dtype="str")
    texts = kept[choice["column"]]
    competency = texts.map({text: _competency(text, attribute, names) for text in texts.unique()}).astype("str")
    read = _read_texts(level_texts, names, edition)
    rated = pd.DataFrame({"source_row": kept.index, "competency": competency, "text": level_texts}).join(read)
    known = rated[rated["competency"].notna()]
    common = {"about": "self", "edition": edition.id, "attribute": attribute}
    every = [(part.id, attribute) for part in edition.competencies_of(attribute)]
    unasked = _not_asked(pd.DataFrame({"source_row": kept.index}), every, "self", edition)
    chosen = pd.MultiIndex.from_frame(known[["source_row", "competency"]])
    unasked = unasked[~pd.MultiIndex.from_frame(unasked[["source_row", "competency"]]).isin(chosen)]
    lost = rated[rated["competency"].isna() & ((texts.str.strip() != "") | (read["state"] != "blank"))]
    answers = _concat([known.assign(**common, from_cell=len(beside) > 0)[ANSWER_COLUMNS], unasked])
    faults = [
        set_aside(
            "unknown_competency",
            source=source,
            source_row=lost["source_row"].tolist(),
            column=choice["header"],
            value=texts[lost.index],
            proposal=texts[lost.index].map(lambda text: propose(text, names.competencies)),
        ),
        _unreadable(
            known.assign(header=beside["header"].iloc[0] if len(beside) else ""), names, edition, source=source
        ),
    ]
    return answers, known.assign(attribute=attribute)[["source_row", "attribute", "competency"]], _concat_faults(faults)


def _competency(text: str, attribute: str, names: Names) -> str | None:
    found = names.competencies.get(fold(text))
    return found if found and names.framework.current.attribute_of[found] == attribute else None


def _not_asked(records: pd.DataFrame, competencies: list[tuple[str, str]], about: str, edition: Rubric) -> pd.DataFrame:
    rest = pd.DataFrame(competencies, columns=["competency", "attribute"])
    return records.merge(rest, how="cross").assign(
        about=about,
        edition=edition.id,
        state="not_asked",
        level_low=pd.array([pd.NA], dtype="Int8")[0],
        level_high=pd.array([pd.NA], dtype="Int8")[0],
        from_cell=False,
    )[ANSWER_COLUMNS]


def _concat(parts: list[pd.DataFrame]) -> pd.DataFrame:
    ranks = {"level_low": "Int8", "level_high": "Int8"}
    filled = [part.astype(ranks) for part in parts if not part.empty]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=ANSWER_COLUMNS)


def _concat_faults(parts: list[pd.DataFrame]) -> pd.DataFrame:
    filled = [part for part in parts if not part.empty]
    return pd.concat(filled, ignore_index=True) if filled else set_aside("preview", source="", source_row=[])
