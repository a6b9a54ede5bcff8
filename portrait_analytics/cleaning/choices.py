"""Answers where each person, or each row, names the competency that the level is about.

`read_choices`: the guide asks for one competency of each attribute. `read_long`: a table with a row for each answer.
"""

from collections.abc import Hashable

import numpy as np
import pandas as pd

from portrait_analytics.cleaning.reading import (
    BLANK,
    EMPTY,
    NOT_ASKED,
    UNREADABLE,
    Texts,
    choose_edition,
    make_answers,
    no_answers,
    places_of,
    refuse_codes,
    unreadable,
)
from portrait_analytics.cleaning.records import map_texts, one_column
from portrait_analytics.cleaning.remedies import join_faults, set_aside
from portrait_analytics.errors import InputError
from portrait_analytics.matching import Names, propose
from portrait_analytics.rubric import Rubric
from portrait_analytics.wording import fold

CHOSEN_COLUMNS = ["source_row", "attribute", "competency"]


def read_choices(
    kept: pd.DataFrame, matched: pd.DataFrame, names: Names, *, source: str
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The answers of a form that lets each person choose one competency per attribute and rate that one.

    Three frames: the answers, where all that was not chosen is *not asked*; the choices that are known (one row is one:
    ``source_row, attribute, competency``); and what could not be read.
    """
    editions = [rubric for rubric in names.framework.editions if rubric.one_per_attribute]
    choices = matched[matched["kind"] == "choice"]
    if choices.empty or not editions:
        return no_answers(names), pd.DataFrame(columns=CHOSEN_COLUMNS), join_faults([])
    parts = [
        _read_choice(kept, choice, matched, names, editions[0], source=source) for choice in choices.to_dict("records")
    ]
    answers, known, faults = (list(frames) for frames in zip(*parts, strict=True))
    return pd.concat(answers), pd.concat(known), join_faults(faults)


def _read_choice(
    kept: pd.DataFrame,
    choice: dict[Hashable, str],
    matched: pd.DataFrame,
    names: Names,
    edition: Rubric,
    *,
    source: str,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    attribute, texts = choice["attribute"], kept[choice["column"]]
    beside = matched[(matched["kind"] == "chosen_level") & (matched["attribute"] == attribute)]
    level_texts = one_column(kept, beside, "chosen_level")
    chosen = map_texts(texts, lambda text: _competency(text, attribute, names)).astype("str")
    state, low, high = (part[:, 0] for part in Texts.of(level_texts.to_frame()).read(names, edition))
    state = np.where(state == EMPTY, BLANK, state)
    every = [part.id for part in edition.competencies_of(attribute)]
    own = chosen.to_numpy()[:, None] == np.array(every, dtype=object)
    answers = make_answers(
        names,
        edition,
        record=np.repeat(np.arange(len(kept)), len(every)),
        source_row=np.repeat(kept.index.to_numpy(), len(every)),
        competency=np.tile(places_of(every, names), len(kept)),
        state=np.where(own, state[:, None], NOT_ASKED).ravel(),
        low=np.where(own, low[:, None], 0).ravel().astype(np.int8),
        high=np.where(own, high[:, None], 0).ravel().astype(np.int8),
        from_cell=own.ravel() & (len(beside) > 0),
    )
    known = chosen.notna()
    lost = texts[~known & ((texts.str.strip() != "") | (level_texts.str.strip() != ""))]
    faults = [
        _unknown_competency(lost, choice["header"], names, source=source),
        unreadable(
            level_texts[known & (state == UNREADABLE)],
            beside["header"].iloc[0] if len(beside) else "",
            names,
            edition,
            source=source,
        ),
    ]
    chosen_ones = chosen[known].rename("competency").rename_axis("source_row").reset_index()
    return answers, chosen_ones.assign(attribute=attribute)[CHOSEN_COLUMNS], join_faults(faults)


def _competency(text: str, attribute: str, names: Names) -> str | None:
    found = names.competencies.get(fold(text))
    return found if found and names.framework.current.attribute_of[found] == attribute else None


def _unknown_competency(texts: pd.Series, header: str, names: Names, *, source: str) -> pd.DataFrame:
    return set_aside(
        "unknown_competency",
        source=source,
        source_row=texts.index,
        column=header,
        value=texts,
        proposal=map_texts(texts, lambda text: propose(text, names.competencies)),
    )


def group_rows(
    kept: pd.DataFrame, matched: pd.DataFrame, statements: pd.DataFrame, *, source: str
) -> tuple[pd.DataFrame, np.ndarray]:
    """The records of a table with a row for each answer, and the place of each row's record among them.

    Rows belong together that share a response id, else those of one person. A record's school and role are the first
    that its rows state, its time is the last; `InputError` if nothing says which rows belong together.
    """
    response = one_column(kept, matched, "response").str.strip()
    if not (response != "").any() and not statements["identified"].all():
        raise InputError(
            f"{source}: this table has a row for each answer, and some rows say neither who answered nor to which "
            "response they belong. Export it with the response id, the address or the staff id in each row."
        )
    key = response.where(response != "", "person " + statements["person"]).astype("str") + "|" + statements["rated_by"]
    key += "|" + statements["rater"]
    group, _ = pd.factorize(key)
    by_group = statements.groupby(group, sort=True)
    records = by_group.first().astype({"school": "str", "role": "str"})
    return records.assign(answered_at=by_group["answered_at"].max()), group


def read_long(
    kept: pd.DataFrame, matched: pd.DataFrame, group: np.ndarray, names: Names, *, source: str
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The answers of a table with a row for each; competencies for which a record has no row are *not asked*.

    Three frames, as `read_choices` gives them; a row names its competency by itself, so no attribute stands beside it.
    """
    named, levels = one_column(kept, matched, "competency"), one_column(kept, matched, "level")
    found = map_texts(named, lambda text: names.competencies.get(fold(text))).astype("str")
    known = found.notna().to_numpy()
    texts = Texts.of(levels.to_frame())
    edition = choose_edition(texts, names)
    refuse_codes(texts, names, edition, source=source)
    state, low, high = (part[known, 0] for part in texts.read(names, edition))
    state = np.where(state == EMPTY, BLANK, state)
    every = list(names.framework.current.attribute_of)
    asked = np.zeros((group.max(initial=-1) + 1, len(every)), dtype=bool)
    place = places_of(found[known], names)
    asked[group[known], place] = True
    expected = places_of(list(edition.attribute_of), names)
    missing_record, at = np.nonzero(~asked[:, expected])
    missing = expected[at]
    first_row = pd.Series(kept.index).groupby(group).first().to_numpy()
    about = names.words.about or "self"
    none = np.zeros(len(missing), dtype=np.int8)
    answers = make_answers(
        names,
        edition,
        record=np.concatenate([group[known], missing_record]),
        source_row=np.concatenate([kept.index.to_numpy()[known], first_row[missing_record]]),
        competency=np.concatenate([place, missing]),
        state=np.concatenate([state, none + NOT_ASKED]),
        low=np.concatenate([low, none]),
        high=np.concatenate([high, none]),
        from_cell=np.concatenate([np.ones(known.sum(), dtype=bool), none.astype(bool)]),
        about=about,
        moment=names.words.moment or "now",
    )
    headers = matched.set_index("kind")["header"]
    lost = named[~known & ((named.str.strip() != "") | (levels.str.strip() != ""))]
    bad = levels[known][state == UNREADABLE]
    faults = [_unknown_competency(lost, headers["competency"], names, source=source)]
    named_ones = found[known].rename("competency").rename_axis("source_row").reset_index().assign(attribute="")
    faults.append(unreadable(bad, headers["level"], names, edition, source=source))
    return answers, named_ones[CHOSEN_COLUMNS], join_faults(faults)
