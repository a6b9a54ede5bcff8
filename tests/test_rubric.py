"""The rubric files that come with the package, and what is said of a file that is no rubric."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from portrait_analytics.errors import RubricError
from portrait_analytics.rubric import CURRENT_EDITION, Framework, Rubric, load_framework, load_rubric

ATTRIBUTES = ["human-centered", "transformational", "authentic", "collaborative", "advocate"]

OUR_DISTRICT = """
id = "our-district"
title = "Our leaders"
credit = "The leadership team, 2026."
proficient = 2

[[level]]
name = "Not yet"
low = 1
high = 1
summary = "Starts out."

[[level]]
name = "Usually"
low = 2
high = 2
summary = "Does it on most days."

[[level]]
name = "Always"
low = 3
high = 3
summary = "Does it and teaches it."
aliases = ["Every time"]

[[attribute]]
id = "care"
name = "Care"
tagline = "Looks after people"

[[attribute]]
id = "craft"
name = "Craft"
tagline = "Knows the work"
foundational = true

[[competency]]
id = "listening"
name = "Listening"
attribute = "care"
summary = "Hears people out."
levels = ["Waits for a turn.", "Asks and listens.", "Gets others to listen."]

[[competency]]
id = "planning"
name = "Planning"
attribute = "craft"
summary = "Thinks ahead."
aliases = ["Planning ahead"]

[[role_group]]
id = "principal"
name = "Principal"
short_name = "Principals"

[[action]]
role_group = "principal"
attributes = ["care", "craft"]
text = "Visit every classroom."
"""


@pytest.fixture(scope="module")
def second_edition() -> Rubric:
    return load_rubric(CURRENT_EDITION)


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load_framework()


@pytest.fixture(scope="module")
def guide(framework: Framework) -> Rubric:
    return framework.edition("self-reflection-guide")


def write(folder: Path, text: str) -> Path:
    path = folder / "our-rubric.toml"
    path.write_text(text, encoding="utf-8")
    return path


def district_with(*changes: tuple[str, str]) -> str:
    """OUR_DISTRICT with some of its text replaced, each found exactly once."""
    text = OUR_DISTRICT
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def faults_of(folder: Path, text: str) -> list[str]:
    """The faults that are named when the text is loaded as a rubric file."""
    with pytest.raises(RubricError) as refused:
        load_rubric(write(folder, text))
    heading, *lines = str(refused.value).splitlines()
    assert heading == "our-rubric.toml is not a rubric:"
    return [line.removeprefix("- ") for line in lines]


# The second edition


def test_the_second_edition_has_4_levels_of_one_rank_each(second_edition: Rubric) -> None:
    scale = [(level.name, level.low, level.high) for level in second_edition.levels]

    assert scale == [("Establishing", 1, 1), ("Developing", 2, 2), ("Proficient", 3, 3), ("Advanced", 4, 4)]
    assert second_edition.level_named(second_edition.proficient) == "Proficient"
    assert not second_edition.one_per_attribute


def test_the_second_edition_has_5_attributes_of_which_the_first_2_are_foundational(second_edition: Rubric) -> None:
    attributes = [(attribute.id, attribute.name, attribute.foundational) for attribute in second_edition.attributes]

    assert attributes == [
        ("human-centered", "Human-Centered", True),
        ("transformational", "Transformational", True),
        ("authentic", "Authentic", False),
        ("collaborative", "Collaborative", False),
        ("advocate", "Advocate", False),
    ]


def test_the_second_edition_has_17_competencies_in_document_order(second_edition: Rubric) -> None:
    competencies = [(competency.attribute, competency.name) for competency in second_edition.competencies]

    assert competencies == [
        ("human-centered", "Engaging in Self-Awareness for Growth"),
        ("human-centered", "Leveraging Inclusive Leadership"),
        ("human-centered", "Recognizing Readiness for Change"),
        ("human-centered", "Building a Culture of Agency"),
        ("transformational", "Igniting Vision"),
        ("transformational", "Guiding Change"),
        ("transformational", "Cultivating Resilience"),
        ("transformational", "Implementing Responsive Improvement Cycles"),
        ("authentic", "Modeling Commitments"),
        ("authentic", "Building Trust"),
        ("authentic", "Communicating with Integrity"),
        ("collaborative", "Engaging Voices"),
        ("collaborative", "Building Collective Efficacy"),
        ("collaborative", "Supporting Shared Leadership"),
        ("advocate", "Catalyzing a Shared Purpose"),
        ("advocate", "Growing Network Partnerships"),
        ("advocate", "Leading Systemic Transformation"),
    ]


def test_the_id_of_a_competency_is_its_full_name_in_small_letters_and_hyphens(second_edition: Rubric) -> None:
    ids = [competency.id for competency in second_edition.competencies]

    assert ids == [competency.name.lower().replace(" ", "-") for competency in second_edition.competencies]


def test_every_competency_has_4_level_summaries_and_none_of_the_68_is_repeated(second_edition: Rubric) -> None:
    summaries = [summary for competency in second_edition.competencies for summary in competency.levels]

    assert {len(competency.levels) for competency in second_edition.competencies} == {4}
    assert len(set(summaries)) == 17 * 4
    assert all(summaries)


def test_a_level_summary_is_one_short_paragraph(second_edition: Rubric) -> None:
    summaries = [summary for competency in second_edition.competencies for summary in competency.levels]

    too_long = [summary for summary in summaries if len(summary.split()) > 25]

    assert too_long == []
    assert all(summary.endswith(".") and "\n" not in summary for summary in summaries)


def test_the_summary_of_a_competency_is_its_own(second_edition: Rubric) -> None:
    summaries = {competency.summary for competency in second_edition.competencies}

    assert len(summaries) == 17


def test_reflection_questions_stand_under_the_attribute_that_follows_them_in_the_document(
    second_edition: Rubric,
) -> None:
    questions = {attribute.id: attribute.reflection_questions for attribute in second_edition.attributes}

    assert {attribute: len(asked) for attribute, asked in questions.items()} == {
        "human-centered": 3,
        "transformational": 2,
        "authentic": 2,
        "collaborative": 3,
        "advocate": 3,
    }
    assert {attribute: asked[-1] for attribute, asked in questions.items()} == {
        "human-centered": "Which numbers tell you whether people trust each other and belong, "
        "and what did you change because of them?",
        "transformational": "How does your improvement work make room for relationships, reflection and new ideas?",
        "authentic": "What do you do so that information is shared openly, and keeps being shared?",
        "collaborative": "How much of the time that people spend together goes to deciding and learning?",
        "advocate": "What makes it safe for others to try something bold for the vision?",
    }


def test_there_are_12_example_actions_with_their_attributes_in_printed_order(second_edition: Rubric) -> None:
    actions = [(action.role_group, action.attributes) for action in second_edition.actions]

    assert actions == [
        ("teacher", ("human-centered", "authentic", "collaborative")),
        ("teacher", ("transformational", "collaborative", "advocate")),
        ("teacher", ("advocate", "authentic", "transformational")),
        ("teacher", ("human-centered", "collaborative", "advocate")),
        ("school", ("transformational", "collaborative", "authentic")),
        ("school", ("human-centered", "advocate", "collaborative")),
        ("school", ("authentic", "transformational", "collaborative")),
        ("school", ("collaborative", "human-centered", "authentic")),
        ("district", ("transformational", "collaborative", "authentic")),
        ("district", ("collaborative", "human-centered", "transformational")),
        ("district", ("advocate", "human-centered", "transformational")),
        ("district", ("transformational", "advocate", "authentic")),
    ]
    assert len({action.text for action in second_edition.actions}) == 12


def test_a_school_leader_finds_1_example_for_advocate_and_4_for_collaborative(second_edition: Rubric) -> None:
    found = Counter((action.role_group, name) for action in second_edition.actions for name in action.attributes)

    matrix = {group.name: [found[group.id, name] for name in ATTRIBUTES] for group in second_edition.role_groups}

    assert matrix == {
        #                        human-centered, transformational, authentic, collaborative, advocate
        "Teacher leader or instructional coach": [2, 2, 2, 3, 3],
        "School-level leader": [2, 2, 3, 4, 1],
        "District-level leader": [2, 4, 2, 2, 2],
    }


def test_a_form_of_the_second_edition_may_carry_the_name_from_the_guide(second_edition: Rubric) -> None:
    carriers = [
        competency.id for competency in second_edition.competencies if "Partnering in Learning" in competency.aliases
    ]

    assert carriers == ["building-trust"]


@pytest.mark.parametrize("edition", ["second-edition", "self-reflection-guide"])
def test_the_credit_says_whose_work_it_is_and_that_the_words_are_ours(framework: Framework, edition: str) -> None:
    credit = framework.edition(edition).credit

    assert "Portrait of a Leader by KnowledgeWorks and its Lead for Learners network" in credit
    assert "our own and not the official text" in credit
    assert "\n" not in credit


# The guide


def test_the_guides_levels_are_sets_of_ranks_of_the_second_edition(framework: Framework, guide: Rubric) -> None:
    sets = {level.name: set(range(level.low, level.high + 1)) for level in guide.levels}

    assert sets == {"Working Toward Proficiency": {1, 2}, "Proficient": {3}, "Extending": {4}}
    assert guide.proficient == framework.current.proficient


def test_the_guide_asks_for_one_competency_of_each_attribute_and_puts_transformational_last(guide: Rubric) -> None:
    order = [attribute.id for attribute in guide.attributes]

    assert guide.one_per_attribute
    assert order == ["human-centered", "authentic", "collaborative", "advocate", "transformational"]


def test_each_competency_of_the_guide_is_same_renamed_reworded_or_not_comparable(guide: Rubric) -> None:
    crosswalk = [(competency.name, competency.comparable) for competency in guide.competencies]

    assert crosswalk == [
        ("Engaging in Self-Awareness for Growth", "same"),
        ("Leveraging Inclusive Leadership", "reworded"),
        ("Recognizing Readiness for Change", "reworded"),
        ("Building a Culture of Agency", "reworded"),
        ("Modeling Commitments", "same"),
        ("Partnering in Learning", "renamed"),
        ("Communicating with Integrity", "same"),
        ("Engaging Voices", "reworded"),
        ("Building Collective Efficacy", "same"),
        ("Supporting Shared Leadership", "reworded"),
        ("Catalyzing a Shared Purpose", "same"),
        ("Growing Network Partnerships", "same"),
        ("Leading Systemic Transformation", "same"),
        ("Igniting Vision", "not comparable"),
        ("Guiding Change", "not comparable"),
        ("Cultivating Resilience", "not comparable"),
        ("Implementing Responsive Improvement Cycles", "not comparable"),
    ]


def test_the_transformational_four_are_the_ones_that_cannot_be_compared(framework: Framework) -> None:
    assert framework.not_comparable == {
        ("self-reflection-guide", "igniting-vision"),
        ("self-reflection-guide", "guiding-change"),
        ("self-reflection-guide", "cultivating-resilience"),
        ("self-reflection-guide", "implementing-responsive-improvement-cycles"),
    }


def test_the_note_on_each_of_the_four_names_the_competency_whose_text_was_printed(
    framework: Framework, guide: Rubric
) -> None:
    notes = [competency.note for competency in guide.competencies_of("transformational")]

    printed = [competency.name for competency in framework.current.competencies_of("human-centered")]

    assert len(notes) == len(printed) == 4
    assert all(name in note for name, note in zip(printed, notes, strict=True))


def test_whatever_is_not_the_same_has_a_note_that_says_what_differs(guide: Rubric) -> None:
    silent = [
        competency.id for competency in guide.competencies if competency.comparable != "same" and not competency.note
    ]

    assert silent == []


def test_every_competency_of_the_guide_lies_under_the_same_attribute_as_in_the_second_edition(
    framework: Framework, guide: Rubric
) -> None:
    assert guide.attribute_of == framework.current.attribute_of
    assert len(guide.attribute_of) == 17


def test_only_partnering_in_learning_has_another_name_in_the_second_edition(
    framework: Framework, guide: Rubric
) -> None:
    renamed = {
        name: framework.current.names[part]
        for part, name in guide.names.items()
        if name != framework.current.names[part]
    }

    assert renamed == {"Partnering in Learning": "Building Trust"}


def test_the_guide_has_open_questions_for_all_four_places(guide: Rubric) -> None:
    counts = {place: len(questions) for place, questions in guide.questions}

    assert counts == {"evidence": 1, "what": 1, "so_what": 2, "now_what": 4}


# A district's own rubric


def test_a_district_may_have_3_levels_of_its_own(tmp_path: Path) -> None:
    path = write(tmp_path, OUR_DISTRICT)

    framework = load_framework(path)

    assert [rubric.id for rubric in framework.editions] == ["our-district"]
    assert [framework.current.level_named(rank) for rank in (1, 2, 3)] == ["Not yet", "Usually", "Always"]
    assert framework.current.attribute_of == {"listening": "care", "planning": "craft"}
    assert framework.not_comparable == frozenset()


def test_a_file_saved_with_a_byte_order_mark_loads(tmp_path: Path) -> None:
    path = tmp_path / "our-rubric.toml"
    path.write_text(OUR_DISTRICT, encoding="utf-8-sig")

    assert load_rubric(path).id == "our-district"


def test_a_rank_that_is_off_the_scale_has_no_level(second_edition: Rubric) -> None:
    with pytest.raises(KeyError):
        second_edition.level_named(5)


def test_an_edition_that_nobody_knows_is_a_key_error(framework: Framework) -> None:
    with pytest.raises(KeyError, match="third-edition"):
        framework.edition("third-edition")


# Files that are refused


def test_wrong_keys_and_contradictions_are_all_named_at_once(tmp_path: Path) -> None:
    text = district_with(
        ('title = "Our leaders"', 'titel = "Our leaders"'),
        ("high = 3", "high = 3\ncolor = 'green'"),
        ('name = "Care"\n', ""),
        ('attribute = "craft"', 'attribute = "art"'),
        ('"Asks and listens.", ', ""),
        ('role_group = "principal"', 'role_group = "teacher"'),
        ('attributes = ["care", "craft"]', 'attributes = ["care", "courage"]'),
        ("proficient = 2", "proficient = 4"),
    )

    faults = faults_of(tmp_path, text)

    assert faults == [
        "title: is missing",
        'level 3 "Always" › color: there is no such key. There are: name, low, high, summary, aliases.',
        'attribute 1 "care" › name: is missing',
        'titel: there is no such key. Did you mean "title"?',
        'attribute 2 "craft" has no competency',
        'competency 2 "planning": there is no attribute "art"',
        'action 1: there is no attribute "courage"',
        'action 1: there is no role group "teacher"',
        'competency 1 "listening": 2 level summaries for 3 levels',
        "proficient is 4, but no level begins at that rank",
    ]


def test_contradictions_alone_are_all_named_at_once(tmp_path: Path) -> None:
    text = district_with(
        ("low = 3\nhigh = 3", "low = 4\nhigh = 4"),
        ('id = "planning"', 'id = "listening"'),
        ('attribute = "craft"', 'attribute = "art"'),
        ("proficient = 2", "proficient = 3"),
    )

    faults = faults_of(tmp_path, text)

    assert faults == [
        'the id "listening" stands 2 times',
        'attribute 2 "craft" has no competency',
        'competency 2 "listening": there is no attribute "art"',
        'level 3 "Always" covers the ranks 4 to 4; it must begin at 3 and not end before it begins',
        "proficient is 3, but no level begins at that rank",
    ]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('id = "craft"\n', 'id = "listening"\n', 'the id "listening" stands 2 times'),
        ('name = "Craft"', 'name = "CARE"', '2 attributes are called "care"'),
        ('["Planning ahead"]', '["listening"]', '2 competencies are called "listening"'),
        ('["Every time"]', '["usually"]', '2 levels are called "usually"'),
    ],
)
def test_a_word_that_could_mean_two_things_is_refused(tmp_path: Path, old: str, new: str, fault: str) -> None:
    text = district_with((old, new))

    faults = faults_of(tmp_path, text)

    assert fault in faults


def test_two_role_groups_with_one_id_are_refused(tmp_path: Path) -> None:
    text = OUR_DISTRICT + '\n[[role_group]]\nid = "principal"\nname = "Head"\nshort_name = "Heads"\n'

    faults = faults_of(tmp_path, text)

    assert faults == ['the id "principal" stands 2 times']


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("low = 2\nhigh = 2", "low = 2\nhigh = 1", 'level 2 "Usually" covers the ranks 2 to 1; it must begin at 2'),
        ("low = 3\nhigh = 3", "low = 2\nhigh = 3", 'level 3 "Always" covers the ranks 2 to 3; it must begin at 3'),
        ("low = 3\nhigh = 3", "low = 4\nhigh = 4", 'level 3 "Always" covers the ranks 4 to 4; it must begin at 3'),
    ],
)
def test_a_scale_that_runs_backwards_or_overlaps_or_has_a_hole_is_refused_at_that_level(
    tmp_path: Path, old: str, new: str, fault: str
) -> None:
    faults = faults_of(tmp_path, district_with((old, new)))

    assert faults == [f"{fault} and not end before it begins"]


def test_proficient_may_not_lie_inside_a_level(tmp_path: Path) -> None:
    text = district_with(("low = 2\nhigh = 2", "low = 2\nhigh = 3"), ("low = 3\nhigh = 3", "low = 4\nhigh = 4"))

    faults = faults_of(tmp_path, text.replace("proficient = 2", "proficient = 3"))

    assert faults == ["proficient is 3, but no level begins at that rank"]


@pytest.mark.parametrize(
    ("old", "new", "faults"),
    [
        (
            'id = "care"',
            'id = "Care for People"',
            [
                (
                    'attribute 1 "Care for People" › id: '
                    "must be small letters and digits, with single hyphens between (found 'Care for People')"
                ),
                'attribute 1 "Care for People" has no competency',
                'competency 1 "listening": there is no attribute "care"',
                'action 1: there is no attribute "care"',
            ],
        ),
        ('tagline = "Knows the work"', 'tagline = " "', ["attribute 2 \"craft\" › tagline: is empty (found ' ')"]),
        (
            '["Planning ahead"]',
            '"Planning ahead"',
            [
                (
                    'competency 2 "planning" › aliases: '
                    "must be a list: texts in [ ], or tables that begin with [[ ]] (found 'Planning ahead')"
                ),
            ],
        ),
        (
            '"Asks and listens."',
            '""',
            ["competency 1 \"listening\" › levels › 2: is empty (found '')"],
        ),
        (
            "[[role_group]]",
            "[role_group]",
            [
                "role_group: must be a list: texts in [ ], or tables that begin with [[ ]]",
                'action 1: there is no role group "principal"',
            ],
        ),
        (
            "[[role_group]]",
            "[questions]\nnow_wat = []\n\n[[role_group]]",
            ['questions › now_wat: there is no such key. Did you mean "now_what"?'],
        ),
        (
            "[[role_group]]",
            "[[role_groups]]",
            [
                'role_groups: there is no such key. Did you mean "role_group"?',
                'action 1: there is no role group "principal"',
            ],
        ),
    ],
)
def test_a_wrong_field_is_named_by_its_place_and_what_was_found(
    tmp_path: Path, old: str, new: str, faults: list[str]
) -> None:
    text = district_with((old, new))

    assert faults_of(tmp_path, text) == faults


def test_a_level_without_a_rank_does_not_bring_a_fault_of_the_scale_with_it(tmp_path: Path) -> None:
    text = district_with(("low = 2\nhigh = 2", "low = 2"))

    assert faults_of(tmp_path, text) == ['level 2 "Usually" › high: is missing']


def test_an_empty_file_is_told_what_a_rubric_needs(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, "")

    assert faults == [
        f"{key}: is missing" for key in ("id", "title", "credit", "proficient", "level", "attribute", "competency")
    ]


def test_a_file_that_is_not_utf_8_is_refused_with_the_byte(tmp_path: Path) -> None:
    path = tmp_path / "our-rubric.toml"
    path.write_bytes('id = "café"'.encode("cp1252"))

    with pytest.raises(RubricError) as refused:
        load_rubric(path)

    assert str(refused.value) == "our-rubric.toml is not in UTF-8 (see byte 10). Save it as UTF-8."


def test_a_file_that_is_not_toml_is_refused_with_the_line(tmp_path: Path) -> None:
    path = write(tmp_path, 'id = "our-district"\ntitle: Our leaders\n')

    with pytest.raises(RubricError, match=r"^our-rubric\.toml is not a TOML file: .*line 2") as refused:
        load_rubric(path)

    assert refused.value.exit_code == 2


@pytest.mark.parametrize("name", ["no-such-rubric.toml", "."])
def test_a_file_that_cannot_be_read_sends_the_reader_to_district_toml(tmp_path: Path, name: str) -> None:
    path = tmp_path / name

    with pytest.raises(RubricError) as refused:
        load_framework(path)

    assert str(refused.value) == (
        f"{path}: there is no rubric file here that can be read. Correct [rubric] file in district.toml."
    )


def test_another_edition_must_lie_on_the_competencies_and_the_scale_of_the_current_one(
    tmp_path: Path, guide: Rubric
) -> None:
    current = load_rubric(write(tmp_path, OUR_DISTRICT))

    with pytest.raises(ValidationError) as refused:
        Framework(current=current, others=(guide,))

    message = str(refused.value)
    assert 'competency "igniting-vision" is not one of transformational in our-district' in message
    assert "self-reflection-guide: its scale does not lie on that of our-district" in message


def test_proficient_must_be_the_same_rank_in_every_edition(framework: Framework, guide: Rubric) -> None:
    stricter = guide.model_copy(update={"proficient": 4})

    with pytest.raises(ValidationError, match="its scale does not lie on that of second-edition"):
        Framework(current=framework.current, others=(stricter,))


# Whatever the rubric


@st.composite
def rubrics(draw: st.DrawFn) -> dict[str, Any]:
    """The fields of a valid rubric: levels of 1 to 3 ranks, and competencies in any order among the attributes."""
    widths = draw(st.lists(st.integers(1, 3), min_size=2, max_size=3))
    lows = [1 + sum(widths[:place]) for place in range(len(widths))]
    attributes = [f"attribute-{number}" for number in range(draw(st.integers(1, 4)))]
    spread = draw(st.permutations(attributes + draw(st.lists(st.sampled_from(attributes), max_size=8))))
    return {
        "id": "any",
        "title": "Any",
        "credit": "Nobody",
        "proficient": draw(st.sampled_from(lows)),
        "levels": [
            {"name": f"Level {place}", "low": low, "high": low + width - 1, "summary": "…"}
            for place, (low, width) in enumerate(zip(lows, widths, strict=True))
        ],
        "attributes": [{"id": name, "name": name, "tagline": "…"} for name in attributes],
        "competencies": [
            {"id": f"competency-{place}", "name": f"Competency {place}", "attribute": name, "summary": "…"}
            for place, name in enumerate(spread)
        ],
    }


@given(fields=rubrics())
def test_every_rank_has_a_level_and_a_level_as_many_ranks_as_it_covers(fields: dict[str, Any]) -> None:
    rubric = Rubric.model_validate(fields)

    named = [rubric.level_named(rank) for rank in range(1, rubric.levels[-1].high + 1)]

    assert Counter(named) == {level.name: level.high - level.low + 1 for level in rubric.levels}
    assert named == sorted(named)


@given(fields=rubrics())
def test_the_attributes_share_the_competencies_out_among_them(fields: dict[str, Any]) -> None:
    rubric = Rubric.model_validate(fields)

    shares = {attribute.id: rubric.competencies_of(attribute.id) for attribute in rubric.attributes}

    held = [competency for share in shares.values() for competency in share]
    assert sorted(competency.id for competency in held) == sorted(part["id"] for part in fields["competencies"])
    for name, share in shares.items():
        assert [competency.id for competency in share] == [
            part["id"] for part in fields["competencies"] if part["attribute"] == name
        ]


@given(fields=rubrics(), place=st.integers(0, 2), shift=st.sampled_from([-1, 1]))
def test_a_level_that_is_moved_along_the_scale_is_always_noticed(
    fields: dict[str, Any], place: int, shift: int
) -> None:
    level = fields["levels"][place % len(fields["levels"])]
    level["low"] += shift

    with pytest.raises(ValidationError, match=r"must begin at|greater than or equal to 1"):
        Rubric.model_validate(fields)
