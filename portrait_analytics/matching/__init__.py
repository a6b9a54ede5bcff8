"""Which question is which competency, which answer is which level, which spelling is which school or role.

``names``: all that an export may call by name. ``levels``: the reading of an answer. ``questions``: what each column of
an export asks for. Names and sections decide, never a definition: the guide prints four definitions under the wrong
names. What is not known exactly, or by the district's own words, stays unknown; a near miss is only proposed.
"""

from portrait_analytics.matching.levels import (
    contradicts_number,
    has_label,
    has_number,
    is_code,
    numbered_otherwise,
    propose,
    read_level,
)
from portrait_analytics.matching.names import Names, check_words, read_rater
from portrait_analytics.matching.questions import PERSONAL, match_questions
from portrait_analytics.matching.scales import join_scales

__all__ = [
    "PERSONAL",
    "Names",
    "check_words",
    "contradicts_number",
    "has_label",
    "has_number",
    "is_code",
    "join_scales",
    "match_questions",
    "numbered_otherwise",
    "propose",
    "read_level",
    "read_rater",
]
