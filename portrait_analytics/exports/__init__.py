"""Survey exports: one reader per platform, bytes in, the same two frames out.

A reader is a module with ``PLATFORM``, ``recognise(sheet)`` (what in the sheet gives the platform away, in words; empty
if nothing does; a file's name never does) and ``read(sheet, source, why)``. `READERS` lists them, the most telling
fingerprint first; the plain table comes last and takes what nobody else claims.
"""

from pathlib import Path

from portrait_analytics.errors import InputError
from portrait_analytics.exports import google_forms, microsoft_forms, plain
from portrait_analytics.exports.files import read_sheets
from portrait_analytics.exports.shape import Export

READERS = (microsoft_forms, google_forms, plain)

__all__ = ["READERS", "Export", "read_export"]


def read_export(path: Path, *, source: str) -> Export:
    """What a survey platform wrote, as `Export`.

    ``source`` is how messages and tables call the file. Of a workbook, the first visible sheet that a platform's
    fingerprint fits is read, else the first visible one. `InputError` if the file is no table or holds no answers.
    """
    sheets = [sheet for sheet in read_sheets(path, source=source) if sheet.visible and not sheet.rows.empty]
    if not sheets:
        raise InputError(f"{source}: the file is empty. Export it again from the survey platform.")
    for reader in READERS:
        for sheet in sheets:
            why = reader.recognise(sheet)
            if why:
                return _with_answers(reader.read(sheet, source, why))
    raise InputError(
        f"{source}: no header row was found. The first row must name the columns; remove what stands above it."
    )


def _with_answers(export: Export) -> Export:
    if export.responses.empty:
        raise InputError(
            f"{export.source}: there is a header row and no answer below it. Export it again with answers."
        )
    return export
