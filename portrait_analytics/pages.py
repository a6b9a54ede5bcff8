"""The pages of a release: which there are, what each is made from, and how its making is known again.

A page is a function of its notebook, of this software, and of what it reads. What it reads is written down here, and
`narrow` is that and nothing more; a test makes every page from its narrowed release and compares the bytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from portrait_analytics.fingerprints import digest_texts
from portrait_analytics.outlooks import write_offered, write_outlook
from portrait_analytics.release import ALL_LEADERS, BY_SCHOOL, Release, rows_of_school

# the figures of `published` that the notebooks read
READS: Mapping[str, frozenset[str]] = {
    "growth": frozenset(
        {
            ALL_LEADERS,
            "growth_by_cluster_and_role",
            "growth_by_competency",
            "growth_by_role",
            BY_SCHOOL,
            "levels_by_cluster",
            "mix_of_change",
            "other_ratings",
            "response",
            "team_growth",
            "team_ratings",
            "then_question",
            "trend",
            "why_it_changed",
        }
    ),
    "school": frozenset({ALL_LEADERS, BY_SCHOOL}),
    "succession": frozenset({"bench", "bench_before", "growth_by_competency", "representation"}),
    "professional_learning": frozenset(
        {
            "growth_by_competency",
            "learning_choices",
            "learning_costs",
            "learning_plan",
            "levels_by_cluster",
            "mentors",
        }
    ),
}
OUTLOOK, OFFERED = {"succession"}, {"professional_learning"}  # the notebooks that read what is public beside it
TABLES = {"data_quality": ("accounting", "people", "quarantine", "schools")}  # of the data team's own notebooks


@dataclass(frozen=True, eq=False)
class Page:
    """One page to make: its address below the semester's folder, its notebook, and what the notebook is told.

    ``title`` is for a notebook that gives none itself.
    A page is ``needed`` if a release without it makes no sense; ``restricted`` ones go to a folder of their own, and of
    those that are ``named``, with people's names, the executed notebook is not kept, not even of one that failed.
    """

    address: str
    notebook: str
    parameters: Mapping[str, str | bool]
    title: str = ""
    needed: bool = False
    restricted: bool = False
    named: bool = False


def plan_pages(release: Release, *, restricted: bool = False) -> list[Page]:
    """The pages of a release: the district's, one for each school that may be shown, and the data team's own.

    Those with names are among them only if ``restricted`` says so.
    """
    spoken = {"semester": release.semester, "baseline": release.baseline or ""}
    own = release.published[release.published["figure"] == BY_SCHOOL]
    shown = set(own.loc[own["status"].isin(["shown", "coded"]), "school"])
    listed = release.schools[release.schools["school"].isin(shown)]
    schools = listed[["school", "slug", "name"]].astype("str").itertuples(index=False)
    return [
        Page("growth.html", "growth", spoken, needed=True),
        Page("succession.html", "succession", spoken),
        Page("professional-learning.html", "professional_learning", spoken),
        *(Page(f"schools/{slug}.html", "school", spoken | {"school": school}, name) for school, slug, name in schools),
        Page("data-quality.html", "data_quality", {"semester": release.semester}, restricted=True),
        *(plan_named_pages(release.semester) if restricted else []),
    ]


def plan_named_pages(semester: str) -> list[Page]:
    """The pages with people's names, but for those of single leaders."""
    parameters: dict[str, str | bool] = {"semester": semester, "restricted": True}
    notebooks = {"succession-named.html": "succession_named", "learning-named.html": "learning_named"}
    return [Page(address, name, parameters, restricted=True, named=True) for address, name in notebooks.items()]


def narrow(release: Release, page: Page) -> Release:
    """What a page that may be passed on reads of a release: of a single school's page no other school's rows."""
    published, schools = release.published, release.schools
    published = published[published["figure"].isin(READS[page.notebook])]
    if school := page.parameters.get("school"):
        published = rows_of_school(published, str(school))
        schools = schools[schools["school"] == school]
    return replace(
        release,
        published=published,
        schools=schools,
        outlook=release.outlook if page.notebook in OUTLOOK else None,
        offered=release.offered if page.notebook in OFFERED else None,
        changed="",
    )


def describe_source(page: Page, release: Release, tables: Mapping[str, str], made_with: str) -> str:
    """The digest of all that a page comes from: the same digest, the same page. Empty for one that is always made anew.

    ``tables`` are the digests of the saved tables by name, ``made_with`` that of the notebook and the software.
    """
    told = [made_with, page.notebook, page.title, repr(sorted(page.parameters.items()))]
    if page.notebook in READS:
        return digest_texts(*told, *_tell(narrow(release, page)))
    if page.notebook in TABLES:
        read = [tables[name] for name in TABLES[page.notebook]]
        return digest_texts(*told, *_name(release), *read)
    return ""


def _tell(release: Release) -> list[str]:
    """Every field of a release as text; the id is that of all numbers, so it tells nothing of these."""
    return [
        *_name(release),
        release.baseline or "",
        release.published.drop(columns="release").to_csv(),
        release.schools.to_csv(index=False),
        repr(release.facts),
        write_outlook(release.outlook) if release.outlook else "",
        write_offered(release.offered) if release.offered else "",
    ]


def _name(release: Release) -> list[str]:
    named = (release.semester, release.district, release.accent, release.minimum_group)
    return [repr(named), repr(release.rubric)]
