"""The first screen of a page: three findings beside each other, whatever the page is about."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from portrait_analytics.figures.figure import Figure, render
from portrait_analytics.figures.findings import Finding
from portrait_analytics.semesters import semester_name


def draw_headline(
    name: str, subject: Any, findings: Sequence[Finding], *, when: str = "", about: str = "", heading: str = ""
) -> Figure:
    """The findings, under the heading of the page if they bring it along.

    ``subject`` is what the page is made from, with its ``district`` and ``semester``; ``when`` says which semesters are
    meant (without it, the one), ``about`` what stands above the findings if not that.
    """
    says = [str(finding.headline.striptags()) for finding in findings]
    when = when or semester_name(subject.semester).capitalize()
    return Figure(
        name=name,
        title=says[0],
        takeaway=" ".join(f"{said}." for said in says[1:]),
        caption=when,
        alt=f"{about or f'{heading or subject.district}, {when}'}. {says[0]}.",
        html=render("headline.html.j2", release=subject, findings=findings, compared=about or when, heading=heading),
        table=pd.DataFrame({"finding": [finding.kicker for finding in findings], "says": says}, dtype="str"),
    )
