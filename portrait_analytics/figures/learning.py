"""The figures of the notebook `professional_learning`: what to offer to whom, what money buys, and who helps whom."""

from collections.abc import Sequence

import pandas as pd
from markupsafe import Markup

from portrait_analytics.figures.figure import Figure, render
from portrait_analytics.figures.findings import EVERYBODY, Finding
from portrait_analytics.figures.headline import draw_headline
from portrait_analytics.figures.needs import Need, name_need, rank_needs, read_needs, say_needs
from portrait_analytics.figures.printed import Printed, Sheet, read_sheet
from portrait_analytics.figures.sentences import out_of
from portrait_analytics.figures.words import WordTable, draw_words
from portrait_analytics.learning import find_step, split_ids, suggest_cohorts
from portrait_analytics.release import Offered, Release
from portrait_analytics.semesters import semester_name
from portrait_analytics.style import format_count, join_words
from portrait_analytics.wording import count_of

PLAN, COSTS, MENTORS = "learning_plan", "learning_costs", "mentors"
STILL_TO_GO = "from where leaders are now to what their roles ask for, competency by competency"
MOST_STEPS = 3  # competencies whose next steps are written out
DOES_NOT_RUN = "does not run"
STANCE = (
    "A seat in an offering about a need covers it, and that is all that is claimed: nobody says that attending closes "
    "it. The rubric is for reflection: there is no right place to be, and this page names nobody."
)


def learning_header(release: Release) -> Figure:
    """What is needed first, what the plan covers, and what more money would buy."""
    title, takeaway = say_needs(release, read_needs(release))
    findings = [
        Finding("What is needed first", title, (takeaway,) if takeaway else ()),
        Finding("What could be offered", *_as_finding(say_plan(release))),
        Finding("What money buys", *_as_finding(say_costs(release))),
    ]
    return draw_headline("learning_header", release, findings)


def _as_finding(said: tuple[Markup, Markup]) -> tuple[Markup, tuple[Markup, ...]]:
    return said[0], ((said[1],) if said[1] else ())


def learning_plan(release: Release) -> Figure:
    """Which offerings run, and how many leaders each seats; without offerings, which cohorts would be worth it."""
    sheet, offered = read_sheet(release, PLAN), release.offered
    title, takeaway = say_plan(release)
    if offered is None or offered.offerings.empty:
        return draw_words(
            name="learning_plan",
            title=title,
            takeaway=takeaway,
            caption="Counted from the figure above. offerings.csv in data/raw/reference turns this into a plan for "
            "the money that there is.",
            sheets=_suggested(release),
        )
    rows = tuple(_offering_row(release, sheet, row) for row in offered.offerings.to_dict("records"))
    if sheet.groups:
        runs = sum(row[3] != DOES_NOT_RUN for row in rows)
        title = Markup("In the plan {} would run").format(out_of(sheet, runs, len(rows), "offering"))
        takeaway = _beside_today(sheet).strip()
    headers = ("Offering", "About", "For", "Seats given", "Price", "Planned today")
    return draw_words(
        name="learning_plan",
        title=title,
        takeaway=takeaway,
        caption=_plan_caption(offered, release.minimum_group),
        sheets=[WordTable("The plan, offering by offering", headers, rows)] if sheet.groups else [],
    )


def _offering_row(release: Release, sheet: Sheet, row: dict[object, object]) -> tuple[str | Markup, ...]:
    about = [release.rubric.names.get(part, part) for part in split_ids(str(row["competencies"]))]
    roles = split_ids(str(row["roles"]))
    cohort = sheet.find(EVERYBODY, "", "cohort", str(row["offering"]))
    fee = f" and {_dollars(row['seat_cost'])} a seat" if float(str(row["seat_cost"])) else ""
    planned = row["planned"]
    return (
        str(row["name"]),
        join_words(about),
        join_words(list(roles)) if roles else "all roles",
        cohort.quote() if cohort else DOES_NOT_RUN,
        f"{_dollars(row['cost'])}{fee}",
        "not said" if pd.isna(planned) else "yes" if planned else "no",  # type: ignore[call-overload]
    )


def _dollars(amount: object) -> str:
    return f"${float(str(amount)):,.0f}"


def _plan_caption(offered: Offered, minimum: int) -> str:
    money = "Without a limit on money."
    if offered.budget is not None:
        source = "what is planned today, rounded up" if offered.budget_from == "today" else "district.toml"
        money = f"Budget: {_dollars(offered.budget)} ({source})."
    return (
        "Seats are given so that as many leaders with a need as can be have one, then so that most levels still to go "
        f"to what their roles ask for are covered. {money} At most {count_of(offered.at_most, 'offering')} a leader; "
        f"no cohort under {minimum} leaders. Numbers of leaders are told in fives."
    )


def _suggested(release: Release) -> list[WordTable]:
    """Cohorts by competency, from the counts of all leaders below Proficient; the least that is certain."""
    needs = [need for need in read_needs(release) if need.group == EVERYBODY and need.people]
    if not needs:
        return []
    seats = release.offered.cohort if release.offered else 20
    table = pd.DataFrame(
        {
            "competency": [need.competency.name for need in needs],
            "foundational": [need.foundational for need in needs],
            "below": [need.low for need in needs],
        }
    )
    worth = suggest_cohorts(table, seats=seats, least=release.minimum_group)
    rows = tuple(
        (
            str(row["competency"]),
            "yes" if row["foundational"] else "no",
            format_count(int(row["people"])),
            format_count(int(row["cohorts"])),
        )
        for row in worth.to_dict("records")
    )
    headers = ("Competency", "Foundational", "At least so many below", "Cohorts")
    return [WordTable(f"Cohorts of at most {seats} that would be worth running", headers, rows)] if rows else []


def say_plan(release: Release) -> tuple[Markup, Markup]:
    """What the plan covers and what today's does: a title and the sentence under it."""
    sheet, offered = read_sheet(release, PLAN), release.offered
    if offered is None or offered.offerings.empty:
        return Markup("Nothing is offered yet, so cohorts are suggested"), Markup(
            "The largest needs first, foundation first."
        )
    covered, served = (_told(sheet, measure, "plan") for measure in ("covered", "served"))
    if covered is None or served is None:
        return Markup("No plan can be told"), Markup("Too few leaders have a need, or too many to plan for at once.")
    title = Markup("A plan gives a seat to {} of the leaders with a need").format(served.quote())
    more = Markup("These seats cover {} of the levels still to go: {}.").format(covered.quote(), STILL_TO_GO)
    return title, more + _beside_today(sheet) + _in_the_way(sheet)


def _in_the_way(sheet: Sheet) -> Markup:
    """What could be given up so that more leaders are served."""
    ways = [row.shown for (_, _, measure, _), row in sheet.rows.items() if measure == "hindrance"]
    return Markup(" More could be served were it not for {}.").format(ways[0]) if ways else Markup("")


def _beside_today(sheet: Sheet) -> Markup:
    covered, served = (_told(sheet, measure, "today") for measure in ("covered", "served"))
    if covered is None or served is None:
        return Markup("")
    wording = Markup(" What is planned today gives a seat to {} of the leaders with a need and covers {}.")
    return wording.format(served.quote(), covered.quote())


def _told(sheet: Sheet, measure: str, item: str) -> Printed | None:
    printed = sheet.find(EVERYBODY, "", measure, item)
    return printed if printed is not None and printed.visible else None


def learning_costs(release: Release) -> Figure:
    """What each budget would cover, and what the next thousand dollars buy."""
    points = _curve(release)
    title, takeaway = say_costs(release)
    if len(points) > 1:
        all_of_it = Markup("All that these offerings can cover is {} of the levels still to go, for {}")
        title = all_of_it.format(points[-1][1].quote(), _dollars(points[-1][0]))
    rows = tuple((_dollars(budget), printed.quote(), _next(release, budget)) for budget, printed in points)
    headers = ("Budget", "Covers, of the levels still to go", "Another $1,000 would cover")
    return draw_words(
        name="learning_costs",
        title=title,
        takeaway=takeaway,
        caption="Each line is a plan of its own, nearly the best for that money; the last is what everything of use "
        "would cost. Shares are told in steps, levels in fives: the last column is the average on the way to the next "
        "line."
        if len(rows) > 1
        else f"{semester_name(release.semester)}.",
        sheets=[WordTable("What money would cover", headers, rows)] if len(rows) > 1 else [],
    )


def _curve(release: Release) -> list[tuple[float, Printed]]:
    sheet = read_sheet(release, COSTS)
    found = [(float(item), row) for (_, _, measure, item), row in sheet.rows.items() if measure == "covered"]
    return sorted(((budget, row) for budget, row in found if row.visible), key=lambda point: point[0])


def _next(release: Release, budget: float) -> Markup:
    """What the thousand dollars after a budget cover."""
    printed = read_sheet(release, COSTS).find(EVERYBODY, "", "next_thousand", f"{budget:.0f}")
    return printed.quote() if printed is not None else Markup("nothing more is of use")


def say_costs(release: Release) -> tuple[Markup, Markup]:
    """What the first thousands and what the last ones buy: a title and the sentence under it."""
    points = _curve(release)
    if len(points) < 2:
        return Markup("What money buys cannot be told"), Markup("There is no plan, or only one price for it.")
    steps = [budget for budget, _ in points]
    first, last = _next(release, steps[0]), _next(release, steps[-2])
    title = Markup("The first $1,000 spent on offerings would cover {}, the last $1,000 {}").format(first, last)
    budget = release.offered.budget if release.offered else None
    if budget is None:
        return title, Markup("")
    place = max(number for number, step in enumerate(steps) if step <= budget or number == 0)
    if place + 1 >= len(points):
        return title, Markup("With the budget of {} nothing more is of use.").format(_dollars(budget))
    wording = Markup("On top of the budget of {}, another $1,000 would cover {}.")
    return title, wording.format(_dollars(budget), _next(release, steps[place]))


def mentoring(release: Release) -> Figure:
    """How many could mentor, how many are paired, and whom nobody can mentor: the case for help from outside."""
    sheet = read_sheet(release, MENTORS)
    title, takeaway = say_mentors(sheet)
    words = {
        "mentors": "could mentor: they offered to, and are at the highest level of something",
        "paired": "have a mentor who is at the highest level of what they are short of",
        "unmet": "have none: the case for help from outside",
    }
    rows = tuple(
        (meaning, printed.quote())
        for item, meaning in words.items()
        if (printed := sheet.find(EVERYBODY, "", "mentoring", item)) is not None
    )
    mentees = release.offered.mentees if release.offered else 2
    return draw_words(
        name="mentoring",
        title=title,
        takeaway=takeaway,
        caption=f"Only leaders who consented to be named for learning. At most {count_of(mentees, 'mentee')} a "
        "mentor, nobody within a reporting line, near schools before far ones. Numbers are told in fives."
        if rows
        else f"{semester_name(release.semester)}.",
        sheets=[WordTable("Leaders who", ("Leaders who", "How many"), rows)] if rows else [],
    )


def say_mentors(sheet: Sheet) -> tuple[Markup, Markup]:
    """How many a mentor helps and how many not: a title and the sentence under it."""
    paired, unmet, mentors = (_told_mentors(sheet, item) for item in ("paired", "unmet", "mentors"))
    if paired is None or unmet is None or mentors is None:
        return Markup("Whom mentors could help cannot be told"), Markup("Too few leaders consented, or nobody offered.")
    title = Markup("{} of our own could mentor").format(mentors.quote())
    return title, Markup("They would reach {}, and {} more would need help from outside.").format(
        paired.quote(), unmet.quote()
    )


def _told_mentors(sheet: Sheet, item: str) -> Printed | None:
    return _told(sheet, "mentoring", item)


def next_steps(release: Release) -> Figure:
    """For the first needs, what the next level asks for; by role an example, a question, a way to learn together."""
    needs = rank_needs(read_needs(release))[:MOST_STEPS]
    sheets = [_steps_of(release, need) for need in needs]
    rubric = release.rubric
    level = rubric.level_named(rubric.proficient)
    title = Markup("What {} asks for, and how to begin").format(level) if sheets else Markup("No next step can be told")
    return draw_words(
        name="next_steps",
        title=title,
        takeaway=Markup("{}").format(_say_thin(release, needs)),
        caption=f"For {join_words([name_need(need) for need in needs])}, every text as the rubric file has it."
        if sheets
        else "",
        sheets=sheets,
    )


def _steps_of(release: Release, need: Need) -> WordTable:
    rubric = release.rubric
    below = rubric.proficient - 1
    steps = [
        (group, find_step(rubric, need.competency.id, rank=below, role_group=group.id)) for group in rubric.role_groups
    ]
    rows = tuple(
        (
            group.name,
            step.action or "no example in the library",
            step.question or "no question in the library",
            f"{step.format.name}: {step.format.summary}" if step.format else "no format in the library",
        )
        for group, step in steps
        if step is not None
    )
    summary = next((step.summary for _, step in steps if step is not None), "")
    headers = ("For", "For example", "A question to think about", "Together")
    return WordTable(f"{need.competency.name}. {summary}", headers, rows)


def _say_thin(release: Release, needs: Sequence[Need]) -> str:
    """Where the library has one example or none, of those attributes that are spoken of."""
    rubric = release.rubric
    thin = [
        f"{group.name} as {rubric.names[need.competency.attribute]}"
        for need in needs
        for group in rubric.role_groups
        if (step := find_step(rubric, need.competency.id, rank=rubric.proficient - 1, role_group=group.id))
        and step.thin
    ]
    return f"The library of examples is thin for {join_words(list(dict.fromkeys(thin)))}: add your own." if thin else ""


def learning_notes(release: Release) -> Figure:
    """What the words mean, and what the numbers rest on."""
    meanings = {
        "Below; still to go": (
            f"Below {release.rubric.level_named(release.rubric.proficient)} by what leaders say of themselves. The "
            "plan goes by what each role asks for, and by a supervisor's or a coach's word before the leader's own. "
            "What is still to go is counted in levels, from where each leader is to what the role asks for, competency "
            "by competency. What was not asked is no need."
        ),
        "Covered": (
            "There is a seat for a leader in an offering about what they have still to go; each level counts once. It "
            "is no claim that attending closes it."
        ),
        "The plan": (
            "Of all ways to give seats the one that serves most leaders, then covers most, then costs least. For "
            "many leaders it is worked out nearly, and may fall short of the best."
        ),
        "Foundation first": (
            "Among needs of a size, those of the foundational attributes come first: the others rest on them."
        ),
        "In fives, in steps": (
            "How many leaders sit where is told in bands, and what is covered in steps that stand for several "
            "leaders each, so that nobody's answer can be told from them."
        ),
        "Chosen": (
            "On a form that asks for one competency of each attribute, the ones that leaders took. Whoever took one "
            "was not asked about the others, so choices are counted and never made into a rating."
        ),
        "Mentors": (
            "At the highest level of something that somebody else is short of. Where there are very many leaders, they "
            "are looked for within each cluster."
        ),
        "Told once": (
            "The plan is told once a semester: what comes in later, and another list of offerings, does not change "
            "it, so that nobody can compare two tellings."
        ),
        "Hidden": (
            f"Groups under {release.minimum_group} leaders are not shown, and some larger ones are hidden so that the "
            "small ones cannot be worked out."
        ),
    }
    lists = {
        "Where the numbers come from": {
            "District": release.district,
            "Semester": semester_name(release.semester),
            "Rubric": release.rubric.title,
            **release.facts,
        },
    }
    html = render("succession_notes.html.j2", release=release, stance=STANCE, meanings=meanings, lists=lists)
    return Figure(
        name="learning_notes",
        title="How to read this page",
        takeaway=STANCE,
        caption=release.rubric.credit,
        alt="What the words mean, and what the numbers rest on.",
        html=html,
        table=pd.DataFrame({"term": list(meanings), "meaning": list(meanings.values())}, dtype="str"),
    )
