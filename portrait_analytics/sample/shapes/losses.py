"""What survey platforms cannot express: each loss declared once, and what a set of answers becomes by it."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from portrait_analytics.rubric import load_framework
from portrait_analytics.sample.shapes.held import COUNTED

NOTHING = "nothing"
UNANSWERED = ("blank", "not_asked")


@dataclass(frozen=True)
class Loss:
    """Something that becomes something else on its way through a platform, and why.

    ``what`` is ``state`` (of an answer), ``record`` (what marks it) or ``person`` (named or not). A state of one that
    was passed over becomes `NOTHING` where the file has no place for it.
    """

    key: str
    what: str
    before: str
    after: str
    sentence: str


def _empty(key: str, sentence: str) -> tuple[Loss, Loss]:
    """The two ways in which a reader takes an empty cell: by whether anything else in the record is answered."""
    return (
        Loss(key, "state", "not_asked", "blank", sentence),
        Loss(key, "state", "blank", "not_asked", "In a record without any answer, an empty cell was not asked."),
    )


CANNOT_EXPRESS = (
    *_empty("qualtrics-empty", "Qualtrics leaves a question that was not shown and one that was passed over empty."),
    *_empty("surveymonkey-empty", "SurveyMonkey leaves a skipped question and one that was never reached empty."),
    *_empty("google-forms-empty", "Google Forms leaves a section that was passed by as empty as a skipped question."),
    *_empty("microsoft-forms-empty", "Microsoft Forms leaves a branch not taken as empty as a skipped question."),
    *_empty("limesurvey-empty", "LimeSurvey quotes an empty answer and not an unseen one, and CSV readers merge them."),
    *_empty("redcap-empty", "REDCap leaves a field that was hidden and one that was passed over empty."),
    *_empty("alchemer-empty", "Alchemer leaves a page never reached and a skipped question empty."),
    *_empty("plain-empty", "A plain table has one empty cell for a question not asked and for one left blank."),
    Loss(
        "google-forms-section",
        "state",
        "blank",
        "not_asked",
        "A section of Google Forms whose questions were all skipped looks like one that was passed by.",
    ),
    Loss(
        "limesurvey-long",
        "state",
        "blank",
        "not_asked",
        "LimeSurvey's long answers are N/A where a question was unseen and also where it was left unanswered.",
    ),
    Loss(
        "long-table",
        "state",
        "not_asked",
        NOTHING,
        "A long table has no row for a question that was not asked, so who was asked nothing is not in it.",
    ),
    Loss(
        "no-marks",
        "record",
        "preview",
        NOTHING,
        "The platform keeps no previews, so there are none in what it exports.",
    ),
    Loss("no-marks", "record", "spam", NOTHING, "The platform marks no spam, so it could not be told from an answer."),
    Loss(
        "no-partials",
        "record",
        "partial",
        "answer",
        "The platform does not say whether a form was finished: a partial record only has empty cells.",
    ),
    Loss("anonymous", "person", "named", "anonymous", "An anonymous form keeps no address: everyone is anonymous."),
)
EMPTY = frozenset(
    loss.key for loss in CANNOT_EXPRESS if (loss.before, loss.after) == ("not_asked", "blank")
)  # of one empty cell for both


def losses_of(keys: Sequence[str]) -> tuple[Loss, ...]:
    """The declared losses under these keys; a key that is not declared raises `KeyError`.

    >>> [(loss.before, loss.after) for loss in losses_of(["long-table"])]
    [('not_asked', 'nothing')]
    """
    unknown = set(keys) - {loss.key for loss in CANNOT_EXPRESS}
    if unknown:
        raise KeyError(f"no loss is declared as {sorted(unknown)}")
    return tuple(loss for loss in CANNOT_EXPRESS if loss.key in keys)


def lose(truth: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """The answers that can be read out of a file with these losses: what counts, in the columns of the truth.

    Previews, tests and spam are left out; ``person`` is empty where the file names nobody.
    """
    losses_of(keys)
    lost = truth[truth["record"].isin(COUNTED)].reset_index(drop=True)
    everything = pd.Series("", index=lost.index)  # one section for all
    if EMPTY & set(keys):
        lost["state"] = _read_empty(lost, everything)
    if "google-forms-section" in keys:
        lost["state"] = _read_empty(lost, lost["competency"].map(load_framework().current.attribute_of).fillna(""))
    if "limesurvey-long" in keys:
        lost["state"] = lost["state"].replace("blank", "not_asked")
    if "long-table" in keys:
        lost = lost[_any_beside(lost, lost["state"] != "not_asked", everything)]
    if "no-partials" in keys:
        lost = lost.assign(record="answer")
    return lost.assign(person="") if "anonymous" in keys else lost


def _read_empty(answers: pd.DataFrame, section: "pd.Series[str]") -> "pd.Series[str]":
    """The states as they are read where a cell is just empty: blank beside an answer in its section, else not asked."""
    empty = answers["state"].isin(UNANSWERED)
    beside_an_answer = _any_beside(answers, ~empty, section)
    return answers["state"].mask(empty & beside_an_answer, "blank").mask(empty & ~beside_an_answer, "not_asked")


def _any_beside(answers: pd.DataFrame, which: "pd.Series[bool]", section: "pd.Series[str]") -> "pd.Series[bool]":
    """True for all answers of a person in a section of a round if it is true for any of them."""
    keys = [answers["person"], answers["about"], answers["rated_by"], section]
    found: pd.Series[bool] = which.groupby(keys).transform("any")
    return found
