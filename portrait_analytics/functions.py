"""The functions that a notebook of an analyst's own is written with, by question, printed from their docstrings.

``python -m portrait_analytics.functions > notebooks/FUNCTIONS.md``. In the list is what loads something for a notebook,
every figure, and of the calculations those whose docstring has an example to run.
"""

import doctest
import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from portrait_analytics import figures, growth, learning, succession
from portrait_analytics.leader import load_leader
from portrait_analytics.learning_named import load_learning_named
from portrait_analytics.named import load_named
from portrait_analytics.quality import load_quality
from portrait_analytics.workspace import load_published

Function = Callable[..., object]
_DIRECTIVE = re.compile(r"  # doctest: .*")  # how the test compares, which is no part of the example
CALCULATIONS = {"growth": growth, "succession": succession, "learning": learning}


@dataclass(frozen=True)
class Question:
    """What several functions are there to answer, and who may see what they give."""

    title: str
    whose: str
    loaders: tuple[Function, ...] = ()
    figures: str = ""  # names, in the order of the notebooks
    calculations: Mapping[str, str] = field(default_factory=dict)  # names, by module
    begin: str = ""  # lines that lead to what the functions take


ANYONE = "Made from what is published, and nothing else: what they give may be passed on."
DATA_TEAM = "For the data team: what they give has not been through the gate, and is not passed on."
NAMES = (
    "For the data team, and a leader's own page for that leader: people who consented are named, and only with\n"
    "`restricted=True`. What they give is not passed on."
)
NUMBERS = "They take numbers: what they give may be passed on if the numbers may."
QUESTIONS = (
    Question("Where to begin", ANYONE, loaders=(load_published,)),
    Question(
        "What changed",
        ANYONE,
        figures="""page_header district_growth trend then_question why_it_changed growth_by_role growth_by_school
            growth_by_cluster_and_role growth_by_competency levels_by_cluster team_ratings other_ratings response
            school_header school_growth method_notes""",
    ),
    Question(
        "Who could follow",
        ANYONE,
        figures="""succession_header steam_by_cluster coverage_by_cluster vacancies_by_role bench_by_role
            openings_by_role bench_over_time representation succession_notes""",
    ),
    Question(
        "What to offer, and to whom",
        ANYONE,
        figures="""learning_header needs_by_cluster learning_choices learning_plan learning_costs mentoring next_steps
            learning_notes""",
    ),
    Question(
        "What was read, and what was set aside",
        DATA_TEAM,
        loaders=(load_quality,),
        figures="quality_header records_read set_aside who_answered quality_notes",
    ),
    Question(
        "Who could follow, by name",
        NAMES,
        loaders=(load_named,),
        figures="""named_header named_successors named_openings named_alone named_places named_departures named_clock
            named_notes""",
    ),
    Question(
        "What to offer, by name, and one leader's own page",
        NAMES,
        loaders=(load_learning_named, load_leader),
        figures="""learning_named_header learning_cohorts learning_pairs learning_needs learning_movement
            learning_named_notes leader_header leader_levels leader_commitments leader_steps leader_questions
            leader_notes""",
    ),
    Question(
        "How sure is a number",
        NUMBERS,
        calculations={
            "growth": """proficient_interval net_movers_interval proficient_change_interval worst_case printed_points
                apportion mix_effects adjust Prior fit_prior pooled_movers pooled_share probability_above
                pair_with_baselines""",
        },
    ),
    Question(
        "What if posts fall vacant, and what comes next",
        NUMBERS,
        calculations={
            "succession": "rate_within distribute_vacancies cover_successors",
            "learning": "find_step suggest_cohorts split_ids",
        },
    ),
    Question(
        "What changed, from the data team's own tables",
        DATA_TEAM,
        calculations={
            "growth": """estimate_growth pool_growth mark_groups sign_tests split_mix bound_movers measure_trend
                measure_response add_up""",
        },
        begin="""from portrait_analytics.growth import group_by_school, measure_growth, pool_growth
from portrait_analytics.workspace import find_workspace

cube = find_workspace().load_table("transitions", "2026-fall")
pool_growth(measure_growth(cube, group_by_school(cube)))""",
    ),
)


def print_functions() -> str:
    """The list in Markdown, a section a question."""
    head = (
        "# Functions for a notebook of your own\n\n"
        "Printed from the docstrings by `python -m portrait_analytics.functions`. Begin with a copy of\n"
        "[template.ipynb](template.ipynb); `help(figures.growth_by_role)` in a cell shows the whole description.\n"
        "A figure shows itself as the last line of a cell; its `.chart` is an Altair chart, or `None` if it has only\n"
        "words."
    )
    return "\n\n".join([head, *(_print_question(question) for question in QUESTIONS)]) + "\n"


def list_functions(question: Question) -> dict[str, Function]:
    """The functions of a question, by what a notebook calls them."""
    loaders = {load.__name__: load for load in question.loaders}
    drawn = {f"figures.{name}": getattr(figures, name) for name in question.figures.split()}
    calculations = {
        name: getattr(CALCULATIONS[module], name)
        for module, names in question.calculations.items()
        for name in names.split()
    }
    return loaders | drawn | calculations


def _print_question(question: Question) -> str:
    found = list_functions(question)
    rows = [f"| `{name}{_signature(function)}` | {_summary(function)} |" for name, function in found.items()]
    imports = "\n".join(_imports(question, found))
    parts = [
        f"## {question.title}\n\n{question.whose}",
        f"```python\n{imports}\n```",
        *([f"From the tables of a run:\n\n```python\n{question.begin}\n```"] if question.begin else []),
        "\n".join(["| function | gives |", "|---|---|", *rows]),
        *(f"`{name}`:\n\n{example}" for name, function in found.items() if (example := _example(function))),
    ]
    return "\n\n".join(parts)


def _imports(question: Question, found: Mapping[str, Function]) -> Iterable[str]:
    if any("pd." in _example(function) for function in found.values()):
        yield "import pandas as pd\n"
    if question.figures:
        yield "from portrait_analytics import figures"
    for load in question.loaders:
        yield f"from {load.__module__} import {load.__name__}"
    for module, names in question.calculations.items():
        listed = "".join(f"    {name},\n" for name in sorted(names.split()))
        yield f"from portrait_analytics.{module} import (\n{listed})"


def _signature(function: Function) -> str:
    """The parameters with their defaults; their types would hide them."""
    plain = [
        parameter.replace(annotation=inspect.Parameter.empty)
        for parameter in inspect.signature(function).parameters.values()
    ]
    return str(inspect.Signature(plain)).replace("'", '"')


def _summary(function: Function) -> str:
    return (inspect.getdoc(function) or "").split("\n\n")[0].replace("\n", " ").replace("``", "`").replace("|", "\\|")


def _example(function: Function) -> str:
    """What the docstring shows, with the answers; empty if it shows nothing."""
    examples = doctest.DocTestParser().get_examples(inspect.getdoc(function) or "")
    shown = []
    for example in examples:
        first, *more = _DIRECTIVE.sub("", example.source.rstrip("\n")).split("\n")
        shown += [f">>> {first}", *(f"... {line}" for line in more), *example.want.rstrip("\n").split("\n")]
    return "\n".join(["```pycon", *filter(None, shown), "```"]) if shown else ""


if __name__ == "__main__":
    print(print_functions(), end="")  # noqa: T201  this is the command
