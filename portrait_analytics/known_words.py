"""What a page of a release may say with a digit in it: what rows print, what they count up to, and known words.

Names and wordings are few, since only those with a digit matter; each is derived from the release, none from a page.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser

import pandas as pd

from portrait_analytics import __version__
from portrait_analytics.disclosure.trend import FIGURE as TREND
from portrait_analytics.disclosure.trend import SINCE
from portrait_analytics.drawings import Drawing, draw_bars_of, draw_strips_of, draw_trends_of
from portrait_analytics.figures import (
    bench_by_role,
    bench_over_time,
    coverage_by_cluster,
    learning_choices,
    learning_costs,
    learning_header,
    learning_notes,
    learning_plan,
    mentoring,
    needs_by_cluster,
    next_steps,
    openings_by_role,
    representation,
    steam_by_cluster,
    succession_header,
    succession_notes,
    vacancies_by_role,
)
from portrait_analytics.figures.notes import explain_terms
from portrait_analytics.figures.printed import VISIBLE, direction_of, read_sheet
from portrait_analytics.figures.response import BELOW
from portrait_analytics.figures.teams import count_most, list_clusters
from portrait_analytics.release import Release
from portrait_analytics.semesters import semester_name
from portrait_analytics.style import SHADES, class_range, format_count, spell

# a decimal digit of any script, with what sets thousands or decimals apart; or one sign that stands for a number
NUMBER = re.compile(r"\d+(?:[.,]\d+)*|[²³¹¼-¾⁰-₉⅐-ↂ①-⓿❶-➓]")
GROUP = ["cluster", "school", "role"]
TEAMS = "team_ratings"
# the figures of a page that know the release alone, and public facts with it, so that all their texts are known
OUTLOOKS = {
    "succession.html": (
        succession_header,
        steam_by_cluster,
        coverage_by_cluster,
        vacancies_by_role,
        bench_by_role,
        openings_by_role,
        bench_over_time,
        representation,
        succession_notes,
    ),
    "professional-learning.html": (
        learning_header,
        needs_by_cluster,
        learning_choices,
        learning_plan,
        learning_costs,
        mentoring,
        next_steps,
        learning_notes,
    ),
    "index.html": (succession_header, learning_header),
}
UNNAMED = "\N{REPLACEMENT CHARACTER}"


def squeeze(text: str) -> str:
    """The text with its white space as a reader sees it."""
    return " ".join(text.split())


@dataclass(frozen=True)
class Known:
    """What is known of one release; row labels are texts, as a page writes them."""

    release: Release

    @cached_property
    def printed(self) -> dict[str, set[str]]:
        """What each row prints: its text, and how many people it rests on."""
        rows = self.release.published[["shown", "people"]].itertuples()
        return {
            str(label): {squeeze(shown), *([] if pd.isna(people) else [format_count(int(people))])}
            for label, shown, people in rows
        }

    def numbers_of(self, labels: Iterable[str]) -> set[str]:
        """The numbers that any of these rows prints."""
        texts = (text for label in labels for text in self.printed.get(label, ()))
        return {number for text in texts for number in NUMBER.findall(text)}

    def counts_of(self, figure: str) -> set[str]:
        """What a sentence may count of a figure, in digits: its groups, its cells by direction, the rubric's parts."""
        if figure not in self._counts:
            self._counts[figure] = {format_count(count) for count in count_cells(self.release, figure)}
        return self._counts[figure]

    @cached_property
    def _counts(self) -> dict[str, set[str]]:
        return {}

    @cached_property
    def whole(self) -> set[str]:
        """Texts of our own that are known only as a whole."""
        ranges = (class_range(number) for number in SHADES)
        terms = (term for term, _ in self.meanings)
        return {
            squeeze(text)
            for text in (*ranges, *terms, self.release.changed, *self.release.published["grain_note"].unique())
        }

    @cached_property
    def meanings(self) -> set[tuple[str, str]]:
        """Each term of the notes with what stands beside it; the facts, which count records, are among them."""
        return {(squeeze(term), squeeze(meaning)) for term, meaning in explain_terms(self.release)}

    def draws(self, drawing: Drawing) -> bool:
        """True if the release makes this drawing."""
        return drawing in self._strips or drawing in self._bars or drawing in self._trends

    @cached_property
    def _strips(self) -> set[Drawing]:
        return draw_strips_of(self.release)

    @cached_property
    def _bars(self) -> set[Drawing]:
        return draw_bars_of(self.release)

    @cached_property
    def _trends(self) -> set[Drawing]:
        return draw_trends_of(self.release)

    @cached_property
    def _phrases(self) -> re.Pattern[str]:
        texts = sorted(
            {squeeze(text) for text in _wordings(self.release) if NUMBER.search(text)}, key=len, reverse=True
        )
        return _either(texts, before=r"(?<![\w.,])", after=r"(?!\w|[.,]\d)")

    @cached_property
    def _bare(self) -> re.Pattern[str]:
        """Names without a letter: known only where commas or the ends of the text set them apart."""
        texts = {squeeze(text) for text in _names(self.release)}
        bare = [text for text in texts if NUMBER.search(text) and not re.search(r"[^\W\d_]", text)]
        return _either(bare, before=r"(?:^|(?<=, ))", after=r"(?=, |$)")

    def outlooks(self, page: str) -> set[str]:
        """Every text of the figures of a page that know the release alone, and public facts with it."""
        if page not in self._outlooks:
            made = [make(self.release).html for make in OUTLOOKS.get(page, ())]
            self._outlooks[page] = {squeeze(text) for html in made for text in _read_texts(html)}
        return self._outlooks[page]

    @cached_property
    def _outlooks(self) -> dict[str, set[str]]:
        return {}

    def unknown_numbers(self, text: str, *, page: str) -> list[str]:
        """The numbers of a text that stand in nothing that is known on that page."""
        if not NUMBER.search(text):
            return []
        read = squeeze(text)
        if read in self.whole or read in self.outlooks(page):
            return []
        return NUMBER.findall(self._phrases.sub(UNNAMED, self._bare.sub(UNNAMED, read)))


class _Texts(HTMLParser):
    """Every text of a piece of a page, its attributes' too."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {value for name, value in attrs if value and not name.startswith("data-")}
        self.found |= values | {value.replace("-", " ") for value in values}

    def handle_data(self, data: str) -> None:
        self.found.add(data)


def _read_texts(html: str) -> set[str]:
    reader = _Texts()
    reader.feed(html)
    reader.close()
    return reader.found


def count_cells(release: Release, figure: str) -> set[int]:
    """Every number that a sentence over a figure may say in digits without meaning people.

    The size of the table and its groups; of teams, in how many most raters say so; and from where sentences do not
    spell numbers: cells by direction, those that say nothing (some may have no row), and all of them, over the whole
    figure, for one group, or for one attribute or competency, also within a cluster; groups that are shown or not; and
    the rubric's parts.
    """
    published = release.published
    own = published[published["figure"] == figure]
    lead = own[own["measure"].isin(["net_movers", "levels"]) | _stands(own)]
    visible = lead["status"].isin(VISIBLE)
    middle = lead["value"].fillna((lead["low"] + lead["high"]) / 2).fillna(0.0)
    way = middle.map(direction_of).astype("str")
    lead = lead.assign(way=way.where(visible, "silent"), visible=visible)
    groups = len(own[GROUP].drop_duplicates())
    told = len(own.loc[own["status"].isin(VISIBLE), GROUP].drop_duplicates())
    parts = [len(release.rubric.attributes), len(release.rubric.competencies)]
    grids = [groups * number for number in parts]
    counts = {*range(max(parts) + 1), told, groups - told, *grids, *(grid - int(visible.sum()) for grid in grids)}
    for by in ([], GROUP, ["attribute"], ["attribute", "competency"], ["cluster", "attribute"]):
        for also in ([], ["way"], ["visible"]):
            counts |= set(lead.groupby(["measure", *by, *also], observed=True, dropna=False).size())
    if figure == TEAMS:
        teams = read_sheet(release, figure, about="team")
        told_of = [
            teams.groups,
            *([group for group in teams.groups if group.cluster == own] for own in list_clusters(teams)),
        ]
        pairs = (count_most(teams, part, groups) for part in release.rubric.attributes for groups in told_of)
        counts |= {number for pair in pairs for number in pair}
    return {groups, groups + 1, *parts} | {int(count) for count in counts if spell(count)[0].isdigit()}


def _stands(own: pd.DataFrame) -> pd.Series:
    return (own["measure"] == "proficient_share") & (own["item"] == "to")


def _names(release: Release) -> Iterator[str]:
    """What people, places and things are called; the rubric's texts are all its own."""
    yield release.district
    for column in ("name", "cluster"):
        yield from release.schools[column].astype("str").unique()
    for column in ("cluster", "role", "school"):
        yield from release.published[column].dropna().astype("str").unique()
    yield from _texts(release.rubric.model_dump())


def _wordings(release: Release) -> Iterator[str]:
    """Names with a letter, and the wordings of our own in which a number counts nobody."""
    yield from (name for name in _names(release) if re.search(r"[^\W\d_]", name))
    ids = release.schools[["name", "school"]].astype("str").itertuples(index=False)
    yield from (f"{name} ({school})" for name, school in ids)
    for semester in list_semesters(release):
        yield from (semester_name(semester), semester_name(semester).capitalize())
    yield f"under {release.minimum_group} leaders"
    yield f"portrait_analytics {__version__}"
    yield BELOW
    yield from ("95% interval", "95% intervals", "from −100% to +100%")


def list_semesters(release: Release) -> set[str]:
    """The semesters that a page may name: its own, its baseline, and those of the trend."""
    own = release.published
    items = own.loc[own["figure"] == TREND, "item"].dropna().astype("str").unique()
    told = {semester for item in items for semester in item.split(SINCE)}
    return told | {semester for semester in (release.semester, release.baseline) if semester}


def _texts(part: object) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict | list | tuple):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from _texts(inner)


def _either(texts: Iterable[str], *, before: str, after: str) -> re.Pattern[str]:
    """Any of the texts between two conditions; nothing at all if there is none."""
    choices = "|".join(map(re.escape, texts))
    return re.compile(f"{before}(?:{choices}){after}" if choices else r"(?!)")
