"""The first screen and the notes of the page on succession; its figures are in `coverage` and `bench`."""

import pandas as pd
from markupsafe import Markup

from portrait_analytics.figures.bench import say_bench
from portrait_analytics.figures.coverage import read_held, say_thinnest
from portrait_analytics.figures.figure import Figure, render
from portrait_analytics.figures.findings import Finding
from portrait_analytics.figures.headline import draw_headline
from portrait_analytics.figures.openings import say_openings
from portrait_analytics.figures.printed import read_sheet
from portrait_analytics.figures.vacancies import say_rates, say_vacancies, suppose
from portrait_analytics.release import Release
from portrait_analytics.semesters import semester_name

STANCE = (
    "Ratings are leaders' own unless the page says otherwise, and the rubric is for reflection: there is no right "
    "place to be. Nobody is chosen or passed over by this page, and it names nobody."
)


def succession_header(release: Release, departure_rates: float = 1.0) -> Figure:
    """How many posts will open and where, what is thin, and who is left."""
    release = suppose(release, departure_rates)
    findings = [_find_openings(release, departure_rates), _find_thin(release), _find_left(release)]
    return draw_headline("succession_header", release, findings)


def _find_openings(release: Release, departure_rates: float) -> Finding:
    title, takeaway = say_vacancies(release)
    supposed = Markup("Supposed: posts fall vacant {} times as often as expected.").format(f"{departure_rates:g}")
    details = (takeaway, supposed if departure_rates != 1 else Markup(""))
    return Finding("What may open", title, tuple(filter(None, details)))


def _find_thin(release: Release) -> Finding:
    sheet = read_sheet(release, "growth_by_competency", by="competency")
    title, takeaway = say_thinnest(release, sheet, read_held(release, sheet))
    first, dot, rest = takeaway.partition(". ")
    return Finding("What is thin", title, (first + dot.strip(), Markup("More below.")) if rest else (takeaway,))


def _find_left(release: Release) -> Finding:
    sheet = read_sheet(release, "bench")
    title, takeaway = say_bench(sheet)
    beside, gap = say_openings(release, sheet)
    return Finding("Who is left", title, (takeaway, Markup("{}. {}").format(beside, gap)))


def succession_notes(release: Release, departure_rates: float = 1.0) -> Figure:
    """What the words mean, which rates and assumptions the numbers rest on, and where they come from."""
    release = suppose(release, departure_rates)
    outlook = release.outlook
    policy = {"Ready": outlook.policy[0], "Asked for": " ".join(outlook.policy[1:])} if outlook else {}
    lists = {
        "What roles ask for": policy,
        "How often posts fall vacant": say_rates(outlook) if outlook else {},
        "Where the numbers come from": {
            "District": release.district,
            "Semester": semester_name(release.semester),
            "Rubric": release.rubric.title,
            **release.facts,
        },
    }
    meanings = _meanings(release)
    html = render("succession_notes.html.j2", release=release, stance=STANCE, meanings=meanings, lists=lists)
    return Figure(
        name="succession_notes",
        title="How to read this page",
        takeaway=STANCE,
        caption=release.rubric.credit,
        alt="What the words mean, and what the numbers rest on.",
        html=html,
        table=pd.DataFrame({"term": list(meanings), "meaning": list(meanings.values())}, dtype="str"),
    )


def _meanings(release: Release) -> dict[str, str]:
    level = release.rubric.level_named(release.rubric.proficient)
    return {
        "Holds a competency": (
            f"Rates themself at {level} or above on it. A competency that the form did not ask for is not a gap."
        ),
        "At most two; thin; covered": (
            "None, one and two are printed alike, so that nobody is told on. Thin: fewer than five hold it. Covered: "
            "five or more, or nearly all of a small group."
        ),
        "Ready now, within two years, later": (
            "How near someone's ratings are to what the nearest role that they may step up to asks for. The thresholds "
            "are the district's policy, and ready says nothing of whether they want to."
        ),
        "Not known": "So little was rated that the verdict hangs on it. It is never counted as later.",
        "Expected to open": (
            "The sum of the posts' chances to fall vacant within a year, whatever becomes of the person. The range is "
            "what it comes to nine times in ten, if rates hold and posts fall vacant independently: an assumption."
        ),
        "Rates": (
            "Annual shares of posts that are left, published for the kind of role; what the district counted itself is "
            "added to 20 posts at the published rate: an assumption, too. No person's intention is in them."
        ),
        "Hidden": (
            f"Groups under {release.minimum_group} leaders are not shown, and some larger ones are hidden so that the "
            "small ones cannot be worked out."
        ),
        "Told once": (
            "Who is ready is told once a semester: ratings that come in later do not change it, so that nobody can "
            "compare two tellings. Groups along the pipeline are told anew only when enough people came and left."
        ),
    }
