"""The Figure: what a notebook cell shows, what a page prints, and what an analyst takes further."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from portrait_analytics.figures.charts import enable_renderer
from portrait_analytics.style import HIDDEN_INK, HIDDEN_PAPER, LOOKS, SHADES, STATE_SHADES

if TYPE_CHECKING:
    import altair
    import pandas as pd
    from markupsafe import Markup

    Chart = altair.LayerChart | altair.HConcatChart | altair.FacetChart
    Drawer = Callable[["Figure"], Chart]

TEMPLATES = Path(__file__).parents[1] / "templates"
FIGURE_MIME = "application/vnd.portrait-analytics.figure+json"


@dataclass(frozen=True, eq=False)
class Figure:
    """One thing on a page: the finding first, then the table that it was read from.

    ``title`` is the finding as a sentence, ``takeaway`` the sentence under it, ``caption`` says what is drawn, when,
    in which unit and of whom, ``alt`` is the finding for those who cannot see the colours. ``html`` is the whole
    figure without its style. One row of ``table`` is one row of the printed table; its cells are the printed words.
    """

    name: str
    title: str
    takeaway: str
    caption: str
    alt: str
    html: str = field(repr=False)
    table: pd.DataFrame = field(repr=False)
    draw: Drawer | None = field(default=None, repr=False)

    @property
    def chart(self) -> Chart | None:
        """The same rows as an Altair chart, or None for a figure of words; see `enable_renderer`."""
        if self.draw is None:
            return None
        enable_renderer()
        return self.draw(self)

    def _repr_mimebundle_(self, **_options: object) -> dict[str, object]:
        return {
            "text/html": f"<style>\n{figure_style()}</style>\n{self.html}",
            "text/plain": f"{self.title}\n{self.takeaway}\n\n{self.table.to_string()}",
            FIGURE_MIME: {"name": self.name, "html": self.html},
        }


def make_figure(
    template: str,
    *,
    name: str,
    title: Markup,
    takeaway: Markup,
    caption: str,
    shape: str,
    table: pd.DataFrame,
    draw: Drawer,
    counted: str = "",
    **context: object,
) -> Figure:
    """The figure, rendered; its plain texts are those of the sentences without their marks.

    ``counted`` is the figure of `published` whose rows the sentences count, if it is not called as this one is.
    """
    plain = str(title.striptags())
    figure = Figure(
        name=name,
        title=plain,
        takeaway=str(takeaway.striptags()),
        caption=caption,
        alt=f"{plain}." if table.empty else f"{shape}. {plain}.",
        html="",
        table=table,
        draw=draw,
    )
    marks = {"id": name.replace("_", "-"), "counted": counted or name}
    html = render(template, figure=figure, title=title, takeaway=takeaway, **marks, **context)
    return replace(figure, html=html)


@cache
def environment() -> Environment:
    """The one Jinja environment: everything is escaped, and a name that is not given is an error."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(template: str, **context: object) -> str:
    """The template, filled."""
    return environment().get_template(template).render(**context)


@cache
def figure_style() -> str:
    """The style of all figures; every rule begins with ``.portrait``, so nothing else in a notebook changes."""
    classes = {LOOKS[number]: shade for number, shade in SHADES.items()} | STATE_SHADES
    shades = {look: (shade.paper, shade.ink) for look, shade in classes.items()}
    rules = [
        f".portrait .{look} {{ background-color: {paper}; color: {ink}; }}\n"
        for look, (paper, ink) in {**shades, "hidden": (HIDDEN_PAPER, HIDDEN_INK)}.items()
    ]
    sheets = [(TEMPLATES / name).read_text(encoding="utf-8") for name in ("figure.css", "succession.css")]
    return "".join([*sheets, *rules])
