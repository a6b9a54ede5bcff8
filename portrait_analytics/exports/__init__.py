"""Survey exports: one reader per platform, bytes in, the same two frames out.

A reader is a module with ``PLATFORM``, ``recognise(sheet)`` (what in the sheet gives the platform away, in words; empty
if nothing does; a file's name never does) and ``read(sheet, source, why)``. `READERS` lists them, the most telling
fingerprint first; the plain table comes last and takes what nobody else claims.
"""

from collections.abc import Sequence
from itertools import product
from pathlib import Path

from portrait_analytics.district import ExportWords
from portrait_analytics.errors import InputError
from portrait_analytics.exports import google_forms, limesurvey, microsoft_forms, plain, qualtrics, surveymonkey
from portrait_analytics.exports.files import Sheet, read_sheets
from portrait_analytics.exports.refusals import refuse
from portrait_analytics.exports.shape import Export
from portrait_analytics.wording import fold

READERS = (qualtrics, microsoft_forms, surveymonkey, limesurvey, google_forms, plain)

__all__ = ["READERS", "Export", "read_export"]


def read_export(path: Path, *, source: str, words: Sequence[ExportWords] = ()) -> Export:
    """What a survey platform wrote, as `Export`.

    ``source`` is how messages and tables call the file; ``words`` are the district's, of which those that name a header
    row are heeded where that row has their headers. Of a workbook, the first visible sheet that a platform's
    fingerprint fits is read, else the first visible one. `InputError` if the file is no table or holds no answers: a
    summary, a codebook and a roster are told apart from a plain table.
    """
    sheets = [sheet for sheet in read_sheets(path, source=source) if sheet.visible and not sheet.rows.empty]
    if not sheets:
        raise InputError(f"{source}: the file is empty. Export it again from the survey platform.")
    declared = _read_declared(sheets, source, words)
    if declared:
        return _with_answers(declared)
    for reader in READERS:
        if reader is plain:
            refuse(sheets, source)
        for sheet in sheets:
            why = reader.recognise(sheet)
            if why:
                return _with_answers(reader.read(sheet, source, why))
    raise InputError(
        f"{source}: no header row was found. The first row must name the columns; remove what stands above it."
    )


def _read_declared(sheets: Sequence[Sheet], source: str, words: Sequence[ExportWords]) -> Export | None:
    """The table whose header row the district names."""
    for word, sheet in product((word for word in words if word.header_row), sheets):
        at = word.header_row or 0
        headers = set(map(fold, sheet.rows.loc[at])) if at in sheet.rows.index else set()
        if {fold(text) for text in word.has} <= headers:
            why = f"district.toml says that row {at} has the headers"
            return plain.read(sheet, source, why, header_row=at, answers_from=word.answers_from or 0)
    return None


def _with_answers(export: Export) -> Export:
    if export.responses.empty:
        raise InputError(
            f"{export.source}: there is a header row and no answer below it. Export it again with answers."
        )
    return export
