"""From a release to what a page shows: each function takes a `Release` and returns a `Figure`.

::

    printed    the rows of one figure of `published`, found by group and attribute
    heatmap    groups by attributes as a table of coloured, worded cells;  many_schools: clusters, where schools are too
               many for one table
    headline   the first screen of a page
    findings   sentences computed from the same rows;  apart: which groups stand apart from all leaders
    charts, ranges   the same rows once more, in Altair, for the analyst
    panels     bars of people by level;  svg: charts as inline SVG
    figure     the Figure and its HTML;  captions: the sentences under it
    growth, trend, then, why, competencies, levels, teams, response   the figures of the notebook `growth`
    notes      how to read them
    school     the figures of the notebook `school`
    succession, coverage, steam, vacancies, bench, openings, representation   the figures of the notebook
               `succession`: maps of `states`, tables of `words`
    named, named_openings, named_departures   those of the notebook `succession_named`: for the data team alone
    succession, coverage, bench   the figures of the notebook `succession`, some of them tables of `words`
    needs, learning   the figures of the notebook `professional_learning`
    learning_named    the figures of the notebook of that name: the plan by name, for the data team alone
    leader     the figures of the notebook `leader`: one person's own page
    named      the figures of the notebook `succession_named`: with names, for the data team alone
    quality    the figures of the notebook `data_quality`, from a `Quality`: for the data team alone

A number on a page carries ``data-row``, the label of the row of `published` that it stands for; a drawing carries
``data-rows``, the labels of all that it draws. A count of cells or groups that a sentence makes itself carries
``data-from``, the figure whose rows were counted. A page with any other digit is not put in place.
"""

from portrait_analytics.figures.bench import bench_by_role, bench_over_time
from portrait_analytics.figures.choices import learning_choices
from portrait_analytics.figures.competencies import growth_by_competency
from portrait_analytics.figures.coverage import coverage_by_cluster
from portrait_analytics.figures.figure import FIGURE_MIME, Figure
from portrait_analytics.figures.growth import (
    district_growth,
    growth_by_cluster_and_role,
    growth_by_role,
    growth_by_school,
    page_header,
)
from portrait_analytics.figures.leader import (
    leader_commitments,
    leader_header,
    leader_levels,
    leader_notes,
    leader_questions,
    leader_steps,
)
from portrait_analytics.figures.learning import (
    learning_costs,
    learning_header,
    learning_notes,
    learning_plan,
    mentoring,
    next_steps,
)
from portrait_analytics.figures.learning_named import (
    learning_cohorts,
    learning_movement,
    learning_named_header,
    learning_named_notes,
    learning_needs,
    learning_pairs,
)
from portrait_analytics.figures.levels import levels_by_cluster
from portrait_analytics.figures.named import named_header, named_notes, named_successors
from portrait_analytics.figures.named_departures import named_alone, named_departures, named_places
from portrait_analytics.figures.named_openings import named_clock, named_openings
from portrait_analytics.figures.needs import needs_by_cluster
from portrait_analytics.figures.notes import method_notes
from portrait_analytics.figures.openings import openings_by_role
from portrait_analytics.figures.quality import quality_header, quality_notes, records_read, set_aside, who_answered
from portrait_analytics.figures.representation import representation
from portrait_analytics.figures.response import response
from portrait_analytics.figures.school import school_growth, school_header
from portrait_analytics.figures.steam import steam_by_cluster
from portrait_analytics.figures.succession import succession_header, succession_notes
from portrait_analytics.figures.teams import other_ratings, team_ratings
from portrait_analytics.figures.then import then_question
from portrait_analytics.figures.trend import trend
from portrait_analytics.figures.vacancies import vacancies_by_role
from portrait_analytics.figures.why import why_it_changed

__all__ = [
    "FIGURE_MIME",
    "Figure",
    "bench_by_role",
    "bench_over_time",
    "coverage_by_cluster",
    "district_growth",
    "growth_by_cluster_and_role",
    "growth_by_competency",
    "growth_by_role",
    "growth_by_school",
    "leader_commitments",
    "leader_header",
    "leader_levels",
    "leader_notes",
    "leader_questions",
    "leader_steps",
    "learning_choices",
    "learning_cohorts",
    "learning_costs",
    "learning_header",
    "learning_movement",
    "learning_named_header",
    "learning_named_notes",
    "learning_needs",
    "learning_notes",
    "learning_pairs",
    "learning_plan",
    "levels_by_cluster",
    "mentoring",
    "method_notes",
    "named_alone",
    "named_clock",
    "named_departures",
    "named_header",
    "named_notes",
    "named_openings",
    "named_places",
    "named_successors",
    "needs_by_cluster",
    "next_steps",
    "openings_by_role",
    "other_ratings",
    "page_header",
    "quality_header",
    "quality_notes",
    "records_read",
    "representation",
    "response",
    "school_growth",
    "school_header",
    "set_aside",
    "steam_by_cluster",
    "succession_header",
    "succession_notes",
    "team_ratings",
    "then_question",
    "trend",
    "vacancies_by_role",
    "who_answered",
    "why_it_changed",
]
