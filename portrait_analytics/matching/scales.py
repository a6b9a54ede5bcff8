"""A rating that a file spreads over one column for each level, put back into one column."""

from dataclasses import replace

from portrait_analytics.exports.options import Options, list_options
from portrait_analytics.exports.shape import Export
from portrait_analytics.matching.levels import read_level
from portrait_analytics.matching.names import Names
from portrait_analytics.wording import fold


def join_scales(export: Export, names: Names) -> Export:
    """The export with the answers of each spread-out rating in the first of its columns, under the question.

    The others are left empty and unrelated. Two levels chosen by one person stand side by side there, so that they are
    set aside as unreadable. Ticks and other questions stay as they are.
    """
    responses, questions = export.responses, export.questions
    for options in list_options(export):
        if _is_scale(options, names):
            first, *rest = options.columns
            responses = responses.assign(**{first: options.answers}, **dict.fromkeys(rest, ""))
            place = questions["column"] == first
            questions = questions.assign(
                choices=questions["choices"].mask(place, ""),
                header=questions["header"].mask(place, options.question),
            )
    return replace(export, responses=responses, questions=questions)


def _is_scale(options: Options, names: Names) -> bool:
    """True if all options but those that mean *not applicable* are levels of one edition."""
    labels = {fold(label) for label in options.labels} - names.not_applicable
    scales = [names.levels(edition) for edition in names.framework.editions]
    return len(labels) > 1 and any(all(read_level(label, levels) for label in labels) for levels in scales)
