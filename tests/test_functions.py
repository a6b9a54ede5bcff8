"""The list of functions for analysts: whole, as its command prints it, with examples that run as they stand there."""

import doctest
import inspect
import re
from pathlib import Path

import pytest

from portrait_analytics import figures
from portrait_analytics.functions import CALCULATIONS, QUESTIONS, Question, list_functions, print_functions
from portrait_analytics.workspace import Workspace

LIST = Path(__file__).parent.parent / "notebooks" / "FUNCTIONS.md"
CODE = re.compile(r"```python\n(.*?)```", re.DOTALL)
SECTIONS = {text.split("\n")[0]: text for text in print_functions().split("\n## ")[1:]}


def test_the_list_is_the_one_that_the_command_prints() -> None:
    assert LIST.read_text(encoding="utf-8") == print_functions()


def test_it_has_every_figure_once() -> None:
    listed = [name for question in QUESTIONS for name in question.figures.split()]

    assert sorted(listed) == sorted(name for name in figures.__all__ if name.islower())


def test_it_has_every_calculation_that_shows_an_example() -> None:
    listed = {name for question in QUESTIONS for names in question.calculations.values() for name in names.split()}
    shown = {
        name
        for module in CALCULATIONS.values()
        for name in module.__all__
        if ">>> " in (inspect.getdoc(getattr(module, name)) or "")
    }

    assert listed == shown | {"Prior"}  # what the examples of pooling take


def test_what_names_people_or_has_not_passed_the_gate_is_said_to_be_for_the_data_team() -> None:
    for question in QUESTIONS:
        taken = {name for call in list_functions(question).values() for name in inspect.signature(call).parameters}
        said = question.whose.startswith("For the data team")
        assert not said or "release" not in taken
        assert said or not taken & {"quality", "named", "leader", "restricted", "cube"}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.title)
def test_the_examples_run_after_the_imports_that_stand_above_them(question: Question) -> None:
    section = SECTIONS[question.title]
    names: dict[str, object] = {}
    exec(CODE.findall(section)[0], names)
    examples = section.replace("```", "")
    test = doctest.DocTestParser().get_doctest(examples, names, question.title, None, None)

    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    runner.run(test)

    assert runner.failures == 0
    assert runner.tries == examples.count(">>> ")


def test_the_way_from_the_tables_of_a_run_to_a_calculation_runs(
    sample_run: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    (begin,) = [question.begin for question in QUESTIONS if question.begin]
    *lines, last = begin.split("\n")
    names: dict[str, object] = {}
    monkeypatch.chdir(sample_run.root)

    exec("\n".join(lines), names)
    pooled = eval(last, names)

    assert pooled["pooled_net"].notna().any()
