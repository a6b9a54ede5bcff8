"""The posts that may open: public head-counts and rates, and no answer."""

from dataclasses import replace

import pandas as pd
from markupsafe import Markup

from portrait_analytics.errors import InputError
from portrait_analytics.figures.figure import Figure
from portrait_analytics.figures.ranges import Bar, range_chart
from portrait_analytics.figures.words import WordTable, draw_words
from portrait_analytics.release import Outlook, Release
from portrait_analytics.semesters import semester_after, semester_name
from portrait_analytics.style import format_count, format_percent, format_range
from portrait_analytics.succession.outlook import suppose_rates
from portrait_analytics.wording import count_of

MOST_TIMES = 10


def suppose(release: Release, departure_rates: float) -> Release:
    """The release if posts fell vacant so many times as often; itself at 1, as pages are made.

    `InputError` if that is not a number from 0 to `MOST_TIMES`.
    """
    if not 0 <= departure_rates <= MOST_TIMES:
        raise InputError(f"departure_rates: found {departure_rates:g}; a number from 0 to {MOST_TIMES} was expected.")
    if departure_rates == 1 or release.outlook is None:
        return release
    return replace(release, outlook=suppose_rates(release.outlook, departure_rates))


def vacancies_by_role(release: Release, departure_rates: float = 1.0) -> Figure:
    """How many posts may fall vacant within a year, by role and by cluster."""
    release = suppose(release, departure_rates)
    title, takeaway = say_vacancies(release)
    outlook = release.outlook
    sheets = [_forecast_table(outlook, by, release.semester) for by in ("role", "cluster")] if outlook else []
    return draw_words(
        name="vacancies_by_role",
        title=title,
        takeaway=takeaway,
        caption=_vacancies_caption(release),
        draw=lambda figure: range_chart(_bars(outlook), title=figure.title, alt_text=figure.alt, unit="posts"),
        sheets=[sheet for sheet in sheets if sheet.rows],
    )


def _bars(outlook: Outlook | None) -> list[Bar]:
    """The roles, then the clusters, each with the range of its openings."""
    if outlook is None:
        return []
    return [
        Bar(str(row[by]), f"by {by}", float(row["low"]), float(row["high"]), float(row["expected"]))
        for by, frame in _parts(outlook)
        for row in frame.to_dict("records")
    ]


def _forecast_table(outlook: Outlook, by: str, semester: str) -> WordTable:
    then = semester_name(semester_after(semester, 1))
    frame = outlook.roles if by == "role" else outlook.clusters
    vacant = by == "role" and outlook.posts_from == "posts.csv"
    expected = ("Expected to open", "Nine times in ten", f"Of these before {then}")
    headers = (by.capitalize(), "Posts", *(["Vacant now"] if vacant else []), *expected)
    rows = tuple(
        (
            str(row[by]),
            format_count(int(row["posts"])),
            *([format_count(int(row["vacant"]))] if vacant else []),
            f"{row['expected']:.1f}",
            format_range(int(row["low"]), int(row["high"])),
            f"{row['until']:.1f}",
        )
        for row in frame.to_dict("records")
    )
    return WordTable(f"Posts that may open within a year, by {by}", headers, rows)


def _vacancies_caption(release: Release) -> str:
    outlook = release.outlook
    if outlook is None or not len(outlook.roles):
        return f"{semester_name(release.semester).capitalize()}."
    posts = {
        "posts.csv": "Posts are those that the district lists; one that is vacant now counts as open.",
        "roster": "Posts are the people on the roster, since the district lists none; vacant ones are not among them.",
    }[outlook.posts_from]
    own = {
        "vacancies.csv": "Rates are published ones, drawn toward the vacancies that the district lists.",
        "rosters": "Rates are published ones, drawn toward what the district's rosters of two years show.",
    }.get(outlook.departures_from, "Rates are published: no vacancies are listed, and no rosters lie a year apart.")
    unplaced = f" {count_of(outlook.unplaced, 'post')} of no known role left out." if outlook.unplaced else ""
    return f"{posts} {own} Each post is taken to fall vacant by itself; most leave in summer.{unplaced}"


def say_vacancies(release: Release) -> tuple[Markup, Markup]:
    """How many posts may open and where most: a title and the sentence under it."""
    outlook = release.outlook
    if outlook is None or not len(outlook.roles):
        missing = Markup("There is no roster of {}, and no list of posts. Put one of them into data/raw.")
        return Markup("How many posts may open cannot be said"), missing.format(semester_name(release.semester))
    whole = outlook.whole.iloc[0]
    title = Markup("{} of {} may open within a year, {} nine times in ten").format(
        _about(whole["expected"]).capitalize(),
        count_of(int(whole["posts"]), "post"),
        format_range(int(whole["low"]), int(whole["high"])),
    )
    return title, Markup(" ").join(_most(frame, by) for by, frame in _parts(outlook) if len(frame) > 1)


def _parts(outlook: Outlook) -> list[tuple[str, pd.DataFrame]]:
    return [("role", outlook.roles), ("cluster", outlook.clusters)]


def _most(frame: pd.DataFrame, by: str) -> Markup:
    top = frame.sort_values("expected", ascending=False, kind="stable").iloc[0]
    sentence = Markup("Most by {}: {}, {} of {}.")
    return sentence.format(by, str(top[by]), _about(top["expected"]), format_count(int(top["posts"])))


def _about(expected: float) -> str:
    return f"about {format_count(round(expected))}" if expected >= 1 / 2 else "fewer than one"


def say_rates(outlook: Outlook) -> dict[str, str]:
    """For each role its annual rate, who counted it, and what of it is the district's own."""
    return {
        str(
            row["role"]
        ): f"{format_percent(row['annual'])} a year. {row['source']}: {format_percent(row['published'])}."
        + (f" Here: {row['left']} of {row['watched']} posts." if row["watched"] else "")
        for row in outlook.rates.to_dict("records")
    }
