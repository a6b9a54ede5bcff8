"""From a release to what a page shows: each function takes a `Release` and returns a `Figure`.

::

    printed    the rows of one figure of `published`, found by group and attribute
    heatmap    groups by attributes as a table of coloured, worded cells
    findings   sentences computed from the same rows
    charts     the same rows once more, in Altair, for the analyst
    figure     the Figure and its HTML
    growth     the figures of the notebook `growth`;  notes: how to read them

A number on a page carries ``data-row``, the label of the row of `published` that it stands for. A count of cells or
groups that a sentence makes itself carries ``data-from``, the figure whose rows were counted.
"""

from portrait_analytics.figures.figure import FIGURE_MIME, Figure
from portrait_analytics.figures.growth import district_growth, growth_by_role, growth_by_school, page_header
from portrait_analytics.figures.notes import method_notes

__all__ = [
    "FIGURE_MIME",
    "Figure",
    "district_growth",
    "growth_by_role",
    "growth_by_school",
    "method_notes",
    "page_header",
]
