"""What departures would take away, for the data team alone: who alone holds something, the worst two, a team."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from portrait_analytics.figures.findings import Finding
from portrait_analytics.figures.heatmap import Band, Cell, Heatmap, Row
from portrait_analytics.figures.states import draw_states
from portrait_analytics.figures.words import WordTable, draw_words
from portrait_analytics.style import STATE_SHADES, format_count, format_percent, join_words, spell
from portrait_analytics.wording import count_of

if TYPE_CHECKING:
    import pandas as pd

    from portrait_analytics.figures.figure import Figure
    from portrait_analytics.named import Named  # it takes its time to import, and other notebooks do without

LOOKS = {"gone": "gone", "one departure": "alone", "thin": "thin", "covered": "covered", "unknown": "unknown"}
ALL = "All leaders"


def find_alone(named: Named) -> Finding:
    """How many alone hold something, what it is, and where."""
    own = named.key_people[named.key_people["only_holder"] > 0]
    people = len(own) + named.others_alone
    where = f"in their {named.by}"
    if not people:
        return Finding("Who is alone", Markup("Nobody alone holds a competency {}").format(where))
    verb = "holds" if people == 1 else "hold"
    headline = Markup("{} alone {} a competency {}").format(count_of(people, "leader").capitalize(), verb, where)
    parts = [f"{row['place']}: {row['alone']} ({row['name']})." for row in own.to_dict("records")]
    return Finding("Who is alone", headline, (escape(" ".join([*parts[:3], _unnamed(named)])),))


def _unnamed(named: Named) -> str:
    if not named.others_alone:
        return "All of them consented to be named."
    return f"Not named here, for want of their consent: {spell(named.others_alone)}."


def named_alone(named: Named) -> Figure:
    """Whose departure would be felt where they are, and what they alone hold there."""
    rows = tuple(
        (
            str(row["name"]),
            str(row["place"]),
            str(row["role_now"]),
            str(row["alone"]) or "nothing alone",
            format_percent(row["loss"]),
            format_percent(row["importance"]),
        )
        for row in named.key_people.to_dict("records")
    )
    headers = ("Name", named.by.capitalize(), "Is now", "Alone holds", "Takes away", "Importance")
    finding = find_alone(named)
    return draw_words(
        name="named_alone",
        title=finding.headline,
        takeaway=Markup("{}").format(_unnamed(named)) if len(rows) + named.others_alone else Markup(""),
        caption="Within a place, those whose departure is most to be reckoned with first. Takes away: the part of all "
        f"competencies that nobody in the {named.by} would hold any more. Importance: the same, with what others may "
        f"leave {named.horizon}; who has less than one percent is not listed.",
        sheets=[WordTable(f"Whose departure would be felt in their {named.by}", headers, rows)] if rows else [],
    )


def named_places(named: Named) -> Figure:
    """What each attribute rests on, place by place, and what of it is to be expected after departures."""
    attributes = sorted(named.rubric.attributes, key=lambda attribute: not attribute.foundational)
    found = {(row["place"], row["attribute"]): row for row in named.attributes.to_dict("records")}
    columns = tuple(part.name + (" (foundational)" if part.foundational else "") for part in attributes)
    rows = tuple(
        Row(
            str(place["place"]),
            (*(_state_cell(found[place["place"], part.id]) for part in attributes), _expected_cell(place)),
        )
        for place in named.places.to_dict("records")
    )
    title = _say_places(named.places, named.by)
    return draw_states(
        Heatmap((*columns, "Competencies held"), (Band("", rows),) if rows else (), named.by),
        _states(named.thin_below),
        name="named_places",
        title=title,
        takeaway=Markup(""),
        caption="Each cell: the state of the competency that fewest people hold, then how many competencies are in "
        "which state, then the attribute as a whole (more than half of what they rated). Competencies held: the part "
        f"that anybody there holds now, and what is to be expected {named.horizon} if people leave as their roles do. "
        "Where one of only a few people who are not named alone holds something, it is counted as thin.",
        summary=f"What the attributes rest on, by {named.by}",
    )


def _states(thin_below: int) -> dict[str, str]:
    """The looks and what they mean here, where counts are exact."""
    limit = spell(thin_below)
    own = {"thin": f"thin: fewer than {limit} hold it", "covered": f"covered: {limit} or more hold it"}
    return {look: own.get(look, STATE_SHADES[look].words) for look in LOOKS.values()}


def _say_places(places: pd.DataFrame, by: str) -> Markup:
    risky = places[(places["gone"] > 0) | (places["one departure"] > 0)]
    if risky.empty:
        return Markup("In every {} at least two people hold each competency that anybody was rated on").format(by)
    worst = risky.assign(lacking=risky["gone"] + risky["one departure"]).sort_values("lacking", ascending=False).iloc[0]
    sentence = Markup("{}: {} of {} gone, {} held by one person alone")
    gone, alone = (spell(int(worst[state])) for state in ("gone", "one departure"))
    return sentence.format(worst["place"], gone, spell(sum(int(worst[state]) for state in LOOKS)), alone)


def _state_cell(row: Mapping[Hashable, Any]) -> Cell:
    counted = {state: int(row[state]) for state in LOOKS}
    worst = next((state for state, number in counted.items() if number and state != "unknown"), "unknown")
    told = join_words([f"{number} {state}" for state, number in counted.items() if number])
    return Cell(LOOKS[worst], (escape(worst), escape(told), escape(f"as a whole: {row['state']}")))


def _expected_cell(row: Mapping[Hashable, Any]) -> Cell:
    now, then = (format_percent(row[name]) for name in ("coverage", "expected"))
    people = count_of(int(row["people"]), "leader")
    return Cell("plain", (Markup("{}").format(now), Markup("{} expected").format(then), escape(people)))


def named_departures(named: Named) -> Figure:
    """The worst departure of one and of two people in each place, and the smallest team that holds everything."""
    worst = tuple(
        (
            str(row["place"]),
            count_of(int(row["lost_1"]), "competency"),
            str(row["who_1"]) or "nobody alone",
            count_of(int(row["lost_2"]), "competency"),
            str(row["who_2"]),
        )
        for row in named.worst.to_dict("records")
    )
    teams = tuple(_team_row(row) for row in named.teams.to_dict("records"))
    place = named.by.capitalize()
    sheets = [
        WordTable("The worst departures", (place, "One leaves", "Who", "Two leave", "Who they are"), worst),
        WordTable(
            "The smallest team that holds every competency",
            (place, "People", "Who", "Competencies nobody holds", "Each held twice"),
            teams,
        ),
    ]
    silent = named.worst_untold
    left_out = f" {count_of(silent, named.by).capitalize()} left out, so that nobody is meant." if silent else ""
    return draw_words(
        name="named_departures",
        title=_say_team(named),
        takeaway=_say_worst(named),
        caption="Losses are competencies that nobody there would hold any more; of equally bad departures and of "
        "equally small teams one is shown. Each held twice: the size of the smallest team in which two people hold "
        f"each competency that two hold at all.{left_out}",
        sheets=[sheet for sheet in sheets if sheet.rows],
    )


def _team_row(row: Mapping[Hashable, Any]) -> tuple[str, ...]:
    return (
        str(row["place"]) or ALL,
        format_count(int(row["size"])),
        str(row["who"]) or "not told",
        format_count(int(row["missing"])),
        count_of(int(row["twice"]), "leader"),
    )


def _say_team(named: Named) -> Markup:
    whole = next((row for row in named.teams.to_dict("records") if not row["place"]), None)
    if whole is None or not whole["size"]:
        return Markup("Nobody is known to hold any competency")
    missing = int(whole["missing"])
    held = "every competency" if not missing else f"every competency but {spell(missing)}"
    return Markup("The smallest team that holds {}: {}").format(held, count_of(int(whole["size"]), "leader"))


def _say_worst(named: Named) -> Markup:
    if named.worst.empty:
        none = "" if named.worst_untold else f"No two departures would take a competency from their {named.by}."
        return escape(none)
    row = named.worst.sort_values(["lost_2", "lost_1"], ascending=False, kind="stable").iloc[0]
    sentence = Markup("The worst two departures: in {}, where {} would be gone with {}.")
    return sentence.format(row["place"], count_of(int(row["lost_2"]), "competency"), row["who_2"])
