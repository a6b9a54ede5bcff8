"""From bytes to UTF-8: the encoding by what stands in the bytes, never by the system's own or by a guess.

A byte-order mark decides, then zeros at every other byte (UTF-16), then strict UTF-8. What is left was written with one
byte a character: Windows-1252, as Excel on Windows writes it, or Mac Roman, as Excel on a Mac did. Neither ever fails
to decode, so both readings of each differing place are weighed as a reader would: is it a letter that fits its word, a
quotation mark on the right side of one, a dash between two? Only a clear answer counts.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from portrait_analytics.errors import InputError

BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
MARK = "\ufeff"
SNIFFED_BYTES = 65_536
# in UTF-16 at least this share of one half of the bytes is zero, and at most that one of the other half
ZERO_HALF, WHOLE_HALF = 0.3, 0.02
PLACES_WEIGHED = 20_000
SURROUNDINGS = 24
CLEAR_FACTOR = 3
LEAST_WEIGHT = 2
LEAST_SENSE = 0.5
MOST_RUNS = 0.1
SAVE_AS_UTF8 = "In Excel, save it as “CSV UTF-8”; in another program, choose the encoding UTF-8."

_MULTIBYTE = re.compile(
    rb"(?P<two>[\xc2-\xdf][\x80-\xbf])"
    rb"|(?P<more>\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})"
    rb"|(?P<stray>[\x80-\xff])"
)
# as lead bytes these may as well be Mac Roman's no-break space and quotation marks, before an accented letter
_MAC_MARKS = b"\xca\xd2\xd3\xd4\xd5"
_HIGH = re.compile(rb"[\x80-\xff]")
_LETTERS = frozenset("ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝßàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿŒœŠšŽžŸ")
_LONG_RUN = re.compile(r"[À-ÖØ-öø-ÿŒœŠšŽžŸ]{3,}")
# what stands behind an apostrophe in English, and at a word's end behind no accented letter; ’s only after some words,
# since "país" is written with the same bytes as "pa’s"
_CONTRACTION = re.compile(r"(?:t|re|ll|ve|d|m)(?![^\W\d_])", re.IGNORECASE)
_POSSESSIVE = re.compile(r"s(?![^\W\d_])", re.IGNORECASE)
_OWNERS = re.compile(
    r"(?<![^\W\d_])(?:it|that|there|here|what|who|he|she|let|how|student|teacher|leader|principal|school|district|"
    r"team|child|children|people|everyone|one|other)\Z",
    re.IGNORECASE,
)
_ALPHA = re.compile(r"[^\W\d_]+")
_ALPHA_BEFORE = re.compile(r"[^\W\d_]+\Z")
_OPENERS, _CLOSERS, _DASHES = "“‘«„‚", "”’»", "–—"
_BESIDE_NUMBERS = "£€$¢§°±×¼½¾²³µ%"


@dataclass(frozen=True)
class Decoded:
    """A text as UTF-8, and how it was read: the encoding by name, and a sentence for what evidence settled.

    UTF-8 is what the parser wants, and what most files are already: those are checked and passed on as they came.
    """

    utf8: bytes
    encoding: str
    notes: tuple[str, ...] = ()


def decode(data: bytes, *, source: str) -> Decoded:
    """The bytes as UTF-8, without a byte-order mark; `InputError` names the line where the encoding stays unclear."""
    encoding = next((name for mark, name in BYTE_ORDER_MARKS if data.startswith(mark)), "")
    if encoding:
        return Decoded(_as_utf8(_decode_strictly(data, encoding, source)), encoding)
    wide = _find_utf16(data)
    if wide:
        note = "Decoded as UTF-16 without a byte-order mark: every other byte is zero."
        return Decoded(_as_utf8(_decode_strictly(data, wide, source)), wide, (note,))
    if data.isascii():
        return Decoded(data, "utf-8")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _decode_single_bytes(data, error.start, source)
    return Decoded(data, "utf-8")


def _as_utf8(text: str) -> bytes:
    return text.lstrip(MARK).encode("utf-8")


def _decode_strictly(data: bytes, encoding: str, source: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        name = "UTF-8" if encoding == "utf-8-sig" else "UTF-16"
        raise InputError(
            f"{source}, line {_line_of(data, error.start)}: the file begins as {name} and breaks off here; perhaps it "
            f"was cut off or put together from two files. Export it again. {SAVE_AS_UTF8}"
        ) from error


def _find_utf16(data: bytes) -> str:
    """UTF-16 with its byte order, where almost only one of two bytes is ever zero; else an empty text.

    >>> _find_utf16("a,b".encode("utf-16-le")), _find_utf16(b"a,b"), _find_utf16(bytes(64))
    ('utf-16-le', '', '')
    """
    start = data[:SNIFFED_BYTES]
    half = len(start) // 2
    if not half or b"\x00" not in start:
        return ""
    even, odd = start[0::2].count(0) / half, start[1::2].count(0) / half
    if odd >= ZERO_HALF and even <= WHOLE_HALF:
        return "utf-16-le"
    return "utf-16-be" if even >= ZERO_HALF and odd <= WHOLE_HALF else ""


def _line_of(data: bytes, position: int) -> int:
    before = data[:position]
    return max(before.count(b"\n"), before.count(b"\r")) + 1


def _decode_single_bytes(data: bytes, first: int, source: str) -> Decoded:
    """The text of a file with one byte a character, if it is clear in which encoding."""
    line = _line_of(data, first)
    if _is_broken_utf8(data):
        raise InputError(
            f"{source}, line {line}: the file is UTF-8 but for this place, which would come out as other letters. "
            f"Export it again, or correct the line and save it. {SAVE_AS_UTF8}"
        )
    encoding, count = _choose_single_bytes(data)
    if not encoding:
        raise InputError(
            f"{source}, line {line}: the text is not UTF-8, and it cannot be told from its letters and marks whether "
            f"it is Windows-1252 or Mac Roman. {SAVE_AS_UTF8}"
        )
    name = {"cp1252": "Windows-1252", "mac-roman": "Mac Roman"}[encoding]
    places = "1 byte makes" if count == 1 else f"{count:,} bytes make"
    note = f"Decoded as {name}: {places} sense as its letters, quotation marks, dashes and spaces."
    return Decoded(_as_utf8(data.decode(encoding)), encoding, (note,))


def _is_broken_utf8(data: bytes) -> bool:
    """True if the text has characters of several bytes, so that the rest of it is damage.

    Two bytes alone may be chance: a Mac Roman quotation mark before an accented letter looks the same.

    >>> _is_broken_utf8("é, ü and ".encode() + b"\\xe9"), _is_broken_utf8("caf\\xe9 and na\\xefve".encode("cp1252"))
    (True, False)
    """
    own = two = stray = 0
    for found in _MULTIBYTE.finditer(data):
        if found.lastgroup == "more":
            return True
        two += found.lastgroup == "two"
        own += found.lastgroup == "two" and found[0][0] not in _MAC_MARKS
        stray += found.lastgroup == "stray"
    return own >= max(stray, 1) or two > CLEAR_FACTOR * stray


def _choose_single_bytes(data: bytes) -> tuple[str, int]:
    """The encoding that makes sense of the high bytes, and of how many; an empty text if neither clearly does."""
    weights = {"cp1252": 0, "mac-roman": 0}
    sense = {"cp1252": 0, "mac-roman": 0}
    count = places = 0
    for windows, mac in islice(_readings(data), PLACES_WEIGHED):
        places += 1
        sense["cp1252"] += windows
        sense["mac-roman"] += mac
        weights["cp1252"] += max(windows - mac, 0)
        weights["mac-roman"] += max(mac - windows, 0)
    chosen, other = sorted(weights, key=weights.__getitem__, reverse=True)
    clear = weights[chosen] >= max(LEAST_WEIGHT, CLEAR_FACTOR * weights[other])
    if not clear or sense[chosen] < LEAST_SENSE * places or not _is_western(data, chosen):
        return "", 0
    count = sum(1 for _ in _HIGH.finditer(data))
    return chosen, count


def _is_western(data: bytes, encoding: str) -> bool:
    """False if the encoding cannot be, or letters beyond ASCII stand in rows: another script, read as if it were ours.

    >>> _is_western("Größe, déjà vu".encode("cp1252"), "cp1252"), _is_western("Школа".encode("cp1251"), "cp1252")
    (True, False)
    """
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return False
    letters = sum(text.count(letter) for letter in _LETTERS)
    in_rows = sum(len(run) for run in _LONG_RUN.findall(text))
    return in_rows <= MOST_RUNS * letters


def _readings(data: bytes) -> Iterable[tuple[int, int]]:
    """How well each place beyond ASCII reads in either encoding, from its nearest surroundings."""
    for found in _HIGH.finditer(data):
        place = found.start()
        before, after = data[max(0, place - SURROUNDINGS) : place], data[place + 1 : place + 1 + SURROUNDINGS]
        yield tuple(  # type: ignore[misc]
            _sense(before.decode(name, "replace"), found[0].decode(name, "replace"), after.decode(name, "replace"))
            for name in ("cp1252", "mac-roman")
        )


def _sense(before: str, character: str, after: str) -> int:
    """Whether a reader would expect the character there: 1 or more if so, 0 if it says nothing, below if not.

    >>> _sense("caf", "é", " au"), _sense("South", "Ê", "Dakota"), _sense("don", "’", "t know"), _sense("don", "Õ", "t")
    (1, -1, 3, -1)
    """
    if character in _LETTERS:
        return _sense_of_letter(before, character, after)
    left, right = before[-1:], after[:1]
    if character in _OPENERS + _CLOSERS:
        return _sense_of_quote(before, character, after)
    if character == "\xa0":
        return 1 if _is_open(left) or _is_open(right) or left.isalnum() or right.isalnum() else 0
    if character in _DASHES:
        tight = left.isalnum() and right.isalnum()
        return 1 if tight or (left.isspace() and right.isspace()) else 0
    if character == "…":
        return 1 if left.isalpha() or left.isspace() else 0
    if character == "•":
        return 1 if _is_open(left) and _is_open(right) else -1
    if character in _BESIDE_NUMBERS:
        degrees = character == "°" and right in ("C", "F")
        return 1 if degrees or left.isdigit() or right.isdigit() or right.isspace() else -1
    if character in "®™©":
        return 1 if left.isalnum() or right.isspace() else -1
    return 0 if character in "¿¡" and right.isalpha() else -1


def _is_open(neighbour: str) -> bool:
    """True if nothing of a word stands beside: the end of the text, a space, or a mark."""
    return not neighbour or not neighbour.isalnum()


def _sense_of_quote(before: str, character: str, after: str) -> int:
    """An apostrophe in an English word says most; else a quotation mark has a word on one side alone.

    >>> _sense_of_quote("it", "’", "s"), _sense_of_quote("pa", "’", "s"), _sense_of_quote("say ", "”", "no")
    (3, 1, -1)
    """
    left, right = before[-1:], after[:1]
    if character == "’" and right.isalpha():
        possessive = _POSSESSIVE.match(after) and _OWNERS.search(before)
        return 3 if left.isalpha() and (possessive or _CONTRACTION.match(after)) else 1
    if character in _OPENERS:
        return 1 if _is_open(left) and right.isalnum() else -1
    return 1 if not left.isspace() and left and _is_open(right) else -1


def _sense_of_letter(before: str, character: str, after: str) -> int:
    """A letter fits a word that is small, large, or begins with a capital; never one beside a number.

    >>> _sense_of_letter("", "É", "cole"), _sense_of_letter("CAF", "É", ""), _sense_of_letter("Mar", "È", "a")
    (1, 1, -1)
    """
    left, right = _ALPHA_BEFORE.search(before), _ALPHA.match(after)
    word = (left[0] if left else "") + character + (right[0] if right else "")
    if before[-1:].isdigit() or after[:1].isdigit():
        return -1
    if len(word) == 1:
        return 0 if character in "àéóèáòù" else -1
    return 1 if word.islower() or word.isupper() or word.istitle() else -1
