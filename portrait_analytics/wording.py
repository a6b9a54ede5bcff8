"""Texts made comparable: two spellings that a reader takes for the same are the same here.

For comparing only; what was received is kept beside it.
"""

import html
import re
import unicodedata

_INVISIBLE = dict.fromkeys([0xFEFF, 0x200B, 0x200C, 0x200D, 0x2060, 0x00AD])
_PLAIN = str.maketrans(
    {
        "‘": "'",
        "’": "'",
        "‚": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "‐": "-",
        "‑": "-",
        "‒": "-",
        "–": "-",
        "—": "-",
        "−": "-",
    }
)
# control characters but the line end and the tab, and the marks that turn the direction of what follows
_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_TAG = re.compile(r"</?[a-zA-Z][^>]*>")


def fold(text: str) -> str:
    """The text without what readers do not see: case, kinds of space, quote and dash, tags, invisible marks.

    >>> fold("  Communicating\\u00a0with <b>Integrity</b>\\ufeff ")
    'communicating with integrity'
    >>> fold("3 – Proficient") == fold("3 - PROFICIENT")
    True
    """
    if text.isascii() and "<" not in text and "&" not in text:
        return " ".join(text.split()).casefold()  # nothing to see through, as in most of a column of addresses
    plain = unicodedata.normalize("NFKC", html.unescape(_TAG.sub(" ", text))).translate(_INVISIBLE).translate(_PLAIN)
    return " ".join(plain.split()).casefold()


def slugify(text: str) -> str:
    """The text as part of a file name or an address: lower-case ASCII letters, digits and single hyphens.

    >>> slugify("École d'Été / K–8")
    'ecole-d-ete-k-8'
    >>> slugify("学校")
    ''
    """
    plain = unicodedata.normalize("NFKD", text.translate(_PLAIN)).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def printable(text: str) -> str:
    """The text as a terminal or a log may have it: what would move the cursor, color it or turn it around is spelled.

    Line ends stay, since messages have several lines; so does all that can be seen.

    >>> print(printable("a\\x1b[31mb \\u202ec é"))
    a\\x1b[31mb \\u202ec é
    """
    return _STEERING.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def count_of(count: int, thing: str) -> str:
    """A count and what is counted.

    >>> count_of(1, "record"), count_of(1204, "record"), count_of(2, "competency")
    ('1 record', '1,204 records', '2 competencies')
    """
    several = f"{thing[:-1]}ies" if thing.endswith("y") else f"{thing}s"
    return f"{count:,} {thing if count == 1 else several}"
