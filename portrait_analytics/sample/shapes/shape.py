"""One shape in which survey answers come out of a platform: its layout, its bytes, its settings and its losses."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from portrait_analytics.rubric import load_framework
from portrait_analytics.sample.shapes.grids import Grid
from portrait_analytics.sample.shapes.held import ROUNDS, SELF, Survey
from portrait_analytics.sample.shapes.losses import Loss, lose, losses_of
from portrait_analytics.sample.shapes.packing import Packing

MARKED_IN_WORDS = ("no-marks", "no-partials")


@dataclass(frozen=True)
class Settings:
    """What a district has to say about an export that does not say it itself; empty where nothing has to be said.

    ``levels`` has the words of the export by rank (or by what is no rank, with the word that is meant), ``columns`` the
    meaning of each header or code. ``names`` gives such codes for the competencies, from the rubric's own names.
    """

    has: tuple[str, ...] = ()
    header_row: int = 0
    answers_from: int = 0
    about: str = ""
    rated_by: str = ""
    batteries: tuple[str, ...] = ()
    levels: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    names: Callable[[Iterable[str]], dict[str, str]] | None = None

    def write(self, competencies: Iterable[str]) -> str:
        """The text to append to ``district.toml``; empty if there is nothing to say.

        >>> print(Settings(has=("a",), about="team").write([]), end="")
        [[exports]]
        has = ["a"]
        about = "team"
        """
        columns = (self.names(competencies) if self.names else {}) | dict(self.columns)
        said = {
            "has": _list(self.has),
            "header_row": str(self.header_row or ""),
            "answers_from": str(self.answers_from or ""),
            "about": _quoted(self.about),
            "rated_by": _quoted(self.rated_by),
            "batteries": _list(self.batteries),
            "levels": _table(self.levels),
            "columns": _table(columns),
        }
        lines = [f"{key} = {value}" for key, value in said.items() if value]
        return "\n".join(["[[exports]]", *lines, ""]) if lines else ""


@dataclass(frozen=True)
class Shape:
    """One shape. ``rounds`` are those of the survey that it holds; ``cannot`` the keys of what is lost in it."""

    name: str
    platform: str
    lay: Callable[[Survey], Grid]
    packing: Packing
    cannot: tuple[str, ...]
    words: Settings = Settings()
    rounds: tuple[str, ...] = (SELF,)

    @property
    def file_name(self) -> str:
        """The file's name: that of the shape, since no reader may go by it."""
        return self.name + self.packing.suffix

    @property
    def suffix(self) -> str:
        """The end of the file's name."""
        return self.packing.suffix

    @property
    def encoding(self) -> str:
        """Python's name of the encoding; empty for a workbook."""
        return self.packing.encoding

    @property
    def delimiter(self) -> str:
        """What stands between two cells; empty for a workbook."""
        return self.packing.delimiter

    @property
    def settings(self) -> str:
        """What a district has to append to its ``district.toml``; empty if the export says it all."""
        return self.words.write(part.name for part in load_framework().current.competencies)

    @property
    def losses(self) -> tuple[Loss, ...]:
        """What the platform cannot express in this shape."""
        return losses_of(self.cannot)

    @property
    def marks(self) -> bool:
        """True if the platform marks previews, tests and spam; else only tests are kept, and say so in words."""
        return "no-marks" not in self.cannot

    def grid(self, survey: Survey) -> Grid:
        """The cells of the export."""
        return self.lay(survey if self.marks else survey.marked_in_words())

    def content(self, survey: Survey) -> bytes:
        """The bytes of the export."""
        return self.packing.pack(self.grid(survey))

    def expect(self, truth: pd.DataFrame) -> pd.DataFrame:
        """The answers of the truth that must come out of this shape, and nothing else may; the rows start at 0."""
        held = pd.MultiIndex.from_frame(truth[["about", "rated_by"]]).isin([ROUNDS[name] for name in self.rounds])
        return lose(truth[held], self.cannot).reset_index(drop=True)

    def must_not_count(self, truth: pd.DataFrame) -> list[str]:
        """The addresses in the file whose records are set aside: tests, and previews and spam if they are marked."""
        kinds = ["preview", "test", "spam"] if self.marks else ["test"]
        return sorted(set(truth.loc[truth["record"].isin(kinds), "person"]))


def numbered(code: str) -> Callable[[Iterable[str]], dict[str, str]]:
    """What names the competencies by a code with their number in it, counted from 1.

    >>> numbered("PRAC[SQ{:03}]")(["Building Trust", "Guiding Change"])
    {'PRAC[SQ001]': 'Building Trust', 'PRAC[SQ002]': 'Guiding Change'}
    """
    return lambda names: {code.format(number): name for number, name in enumerate(names, start=1)}


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' if text else ""


def _list(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(_quoted, texts))}]" if texts else ""


def _table(texts: Mapping[str, str]) -> str:
    pairs = ", ".join(f"{_quoted(key)} = {_quoted(value)}" for key, value in texts.items())
    return f"{{ {pairs} }}" if pairs else ""
