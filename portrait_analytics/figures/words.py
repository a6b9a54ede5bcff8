"""Tables of words: a caption, headers, and rows whose first text is what the row is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import Markup

from portrait_analytics.figures.figure import Figure, render
from portrait_analytics.wording import count_of

if TYPE_CHECKING:
    from portrait_analytics.figures.figure import Drawer


@dataclass(frozen=True)
class WordTable:
    """One table; a text is printed as it is, a `Markup` with its marks."""

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str | Markup, ...], ...]

    def to_frame(self) -> pd.DataFrame:
        """The printed words."""
        plain = [[Markup("{}").format(text).striptags() for text in row] for row in self.rows]
        return pd.DataFrame(plain, columns=list(self.headers), dtype="str")


def draw_words(
    *,
    name: str,
    title: Markup,
    takeaway: Markup,
    caption: str,
    sheets: Sequence[WordTable],
    notes: Sequence[str] = (),
    draw: Drawer | None = None,
    shape: str = "",
) -> Figure:
    """The figure of one or more tables; ``table`` is the first of them, or all with their captions.

    ``shape`` says what is drawn to those who cannot see it; without it, of how many rows.
    """
    plain = str(title.striptags())
    frames = [sheet.to_frame() for sheet in sheets]
    rows = sum(len(frame) for frame in frames)
    figure = Figure(
        name=name,
        title=plain,
        takeaway=str(takeaway.striptags()),
        caption=caption,
        alt=f"{shape or 'Table of ' + count_of(rows, 'row')}. {plain}." if rows else f"{plain}.",
        html="",
        table=frames[0] if len(frames) == 1 else _join(sheets, frames),
        draw=draw,
    )
    html = render(
        "word_tables.html.j2",
        figure=figure,
        id=name.replace("_", "-"),
        title=title,
        takeaway=takeaway,
        sheets=sheets,
        notes=notes,
    )
    return replace(figure, html=html)


def _join(sheets: Sequence[WordTable], frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(frames, keys=[sheet.caption for sheet in sheets], names=["table"]) if frames else pd.DataFrame()
