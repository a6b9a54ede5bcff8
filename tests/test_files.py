"""From bytes to sheets: archives, encodings, line ends, delimiters and workbooks, and a sentence for all else."""

import datetime as dt
import gzip
import io
import json
import random
import struct
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from portrait_analytics.errors import InputError
from portrait_analytics.exports import delimited, packed, workbooks
from portrait_analytics.exports.files import Sheet, read_members, read_sheets
from tests.build import grid

TEXT = "school,level\n0001,Proficient\n0002,Advanced\n"
ROWS = [["school", "level"], ["0001", "Proficient"], ["0002", "Advanced"]]

TYPED = st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="\ufeff", include_characters="\n\t")


def write(folder: Path, content: bytes | str, name: str = "any-name.dat") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(folder: Path, content: bytes | str) -> Sheet:
    (sheet,) = read_sheets(write(folder, content), source="2026-fall/a.csv")
    return sheet


def cells(sheet: Sheet) -> list[list[str]]:
    assert {str(dtype) for dtype in sheet.rows.dtypes} <= {"str"}
    return [list(map(str, row)) for row in sheet.rows.itertuples(index=False)]


def refusal(folder: Path, content: bytes | str) -> str:
    with pytest.raises(InputError) as caught:
        read_sheets(write(folder, content), source="2026-fall/a.csv")
    message = str(caught.value)
    assert message.startswith("2026-fall/a.csv")
    assert message.endswith(".")
    return message


def zipped(members: dict[str, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def workbook(fill: Callable[[xlsxwriter.Workbook], None], **options: object) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **options}) as book:
        fill(book)
    return buffer.getvalue()


def sheet_of(records: list[list[object]]) -> Callable[[xlsxwriter.Workbook], None]:
    def fill(book: xlsxwriter.Workbook) -> None:
        page = book.add_worksheet("Answers")
        for number, record in enumerate(records):
            page.write_row(number, 0, record)

    return fill


def old_workbook(records: list[list[str | float]], *, stream: str = "Workbook") -> bytes:
    """A BIFF8 workbook in its OLE container, byte by byte: one sheet of labels and numbers."""

    def record(kind: int, content: bytes = b"") -> bytes:
        return struct.pack("<HH", kind, len(content)) + content

    def beginning(kind: int) -> bytes:
        return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0, 1996, 0, 6))

    def cell(row: int, column: int, value: str | float) -> bytes:
        place = struct.pack("<HHH", row, column, 0)
        if isinstance(value, str):
            return record(0x0204, place + struct.pack("<HB", len(value), 0) + value.encode("latin-1"))
        return record(0x0203, place + struct.pack("<d", value))

    name = b"Answers"
    at = len(beginning(5)) + 4 + 8 + len(name) + 4
    body = beginning(5) + record(0x0085, struct.pack("<IBBBB", at, 0, 0, len(name), 0) + name) + record(0x000A)
    body += beginning(16)
    body += b"".join(cell(y, x, value) for y, values in enumerate(records) for x, value in enumerate(values))
    body = (body + record(0x000A)).ljust(4096, b"\x00")
    free, end = 0xFFFFFFFF, 0xFFFFFFFE

    def entry(title: str, kind: int, child: int, start: int, size: int) -> bytes:
        text = title.encode("utf-16-le")
        places = struct.pack("<HBBIII", len(text) + 2, kind, 1, free, free, child)
        return text.ljust(64, b"\x00") + places + bytes(36) + struct.pack("<IQ", start, size)

    header = (
        workbooks.OLE_MAGIC
        + bytes(16)
        + struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0)
    )
    table = struct.pack("<128I", 0xFFFFFFFD, end, *range(3, 10), end, *[free] * 118)
    folder = entry("Root Entry", 5, 1, end, 0) + entry(stream, 2, free, 2, len(body)) + bytes(256)
    return header + struct.pack("<109I", 0, *[free] * 108) + table + folder + body


def open_document(rows: str) -> bytes:
    """An ODS workbook of one sheet with these table rows."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="Answers">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return zipped({"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content})


def text_cell(text: str, attributes: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {attributes}><text:p>{text}</text:p></table:table-cell>'


class TestArchives:
    def test_a_table_is_read_through_gzip_and_zip(self, tmp_path: Path) -> None:
        plain, gzipped = read(tmp_path, TEXT), read(tmp_path, gzip.compress(TEXT.encode()))
        in_zip = read(tmp_path, zipped({"answers.csv": TEXT}))

        assert cells(plain) == cells(gzipped) == cells(in_zip) == ROWS
        assert gzipped.notes == ("Unpacked from gzip.",)
        assert in_zip.notes == ("Unpacked from a zip archive.",)

    def test_a_workbook_is_read_through_a_zip_archive(self, tmp_path: Path) -> None:
        inner = workbook(sheet_of([["school"], ["0001"]]))

        assert cells(read(tmp_path, zipped({"a.xlsx": inner}))) == [["school"], ["0001"]]

    def test_what_a_computer_adds_to_an_archive_by_itself_is_not_a_second_table(self, tmp_path: Path) -> None:
        more = {"__MACOSX/._a.csv": b"\x00\x05", "folder/.DS_Store": b"\x00", "folder/": b"", "Readme.txt": "Thanks"}

        assert cells(read(tmp_path, zipped({"folder/a.csv": TEXT} | more))) == ROWS

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (zipped({"a.csv": TEXT, "b.csv": TEXT}), "holds 2 files. Unpack it"),
            (zipped({"__MACOSX/a": b"x"}), "holds no table"),
            (zipped({"a.zip": zipped({"b.csv": TEXT})}), "another archive inside"),
            (gzip.compress(gzip.compress(TEXT.encode())), "another archive inside"),
            (zipped({"a.csv": TEXT})[:-30], "cut off"),
            (gzip.compress(TEXT.encode())[:-12], "cut off"),
            (
                zipped({"a.csv": TEXT}).replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"),
                "password",
            ),
            (zipped({"a.csv": b""}), "empty"),
        ],
        ids=["several", "none", "zip in zip", "gzip in gzip", "cut zip", "cut gzip", "locked", "empty"],
    )
    def test_an_archive_that_is_no_one_table_says_what_to_do(self, tmp_path: Path, content: bytes, said: str) -> None:
        assert said in refusal(tmp_path, content)

    @pytest.mark.parametrize("pack", [gzip.compress, lambda data: zipped({"a.csv": data})])
    def test_a_small_archive_that_unpacks_without_end_is_stopped_early(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: Callable[[bytes], bytes]
    ) -> None:
        monkeypatch.setattr(packed, "RATIO_FROM", 3_000_000)

        message = refusal(tmp_path, pack(bytes(20_000_000)))

        assert "unpacks to more than 3 MB" in message or "unpacks to more than 4 MB" in message

    def test_a_workbook_can_be_such_an_archive_too(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(packed, "MAX_BYTES", 100_000)

        assert "unpacks to more" in refusal(tmp_path, workbook(sheet_of([[1] * 100] * 100)))


class TestEncodings:
    @pytest.mark.parametrize(
        "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac-roman"]
    )
    def test_every_usual_encoding_gives_the_same_text(self, tmp_path: Path, encoding: str) -> None:
        text = "school,note\n0001,“Très bien” – it’s done\n0002,don’t… São José\n"

        sheet = read(tmp_path, text.encode(encoding))

        assert cells(sheet) == [line.split(",") for line in text.splitlines()]
        assert sheet.encoding == encoding

    def test_what_evidence_settled_is_said(self, tmp_path: Path) -> None:
        mac = read(tmp_path, "a,b\nSouth\xa0Dakota,x\n".encode("mac-roman"))
        windows = read(tmp_path, "a,b\nwe’ll see – soon,x\n".encode("cp1252"))
        wide = read(tmp_path, TEXT.encode("utf-16-le"))

        assert mac.notes == (
            "Decoded as Mac Roman: 1 byte makes sense as its letters, quotation marks, dashes and spaces.",
        )
        assert windows.notes[0].startswith("Decoded as Windows-1252: 2 bytes make sense")
        assert wide.notes == ("Decoded as UTF-16 without a byte-order mark: every other byte is zero.",)
        assert cells(mac)[1][0] == "South\xa0Dakota"

    @pytest.mark.parametrize(
        "phrase",
        [
            "don’t",
            "l’été",
            "“École”",
            "naïve café",
            "Größe",
            "España",
            "he said “no”",
            "teachers’ – “us”",
            "a\xa0b\xa0c",
            "wait… what",
        ],
    )
    def test_one_phrase_is_read_as_it_was_written_or_not_at_all(self, tmp_path: Path, phrase: str) -> None:
        for encoding in ("cp1252", "mac-roman"):
            content = f"a,b\n1,{phrase}\n".encode(encoding)
            sheets, message = read_or_refusal(write(tmp_path, content))
            assert [cells(sheet)[1][1] for sheet in sheets] == [phrase] or ", line 2:" in message

    @pytest.mark.parametrize(
        "content",
        [
            "a,b\n1,ESPAÑA\n".encode("cp1252"),
            "a,b\n1,Школа и дом\n".encode("cp1251"),
            "a,b\n1,日本語の学校\n".encode("shift-jis"),
            b"a,b\n1,caf\x81 \x8d\x9d\n",
        ],
    )
    def test_bytes_that_could_be_either_or_neither_are_refused_with_their_line(
        self, tmp_path: Path, content: bytes
    ) -> None:
        message = refusal(tmp_path, content)

        assert ", line 2: the text is not UTF-8" in message
        assert "CSV UTF-8" in message

    @pytest.mark.parametrize("damage", [b"\xff", b"\xe9", b"\xc3", b"\x92"])
    def test_one_broken_place_in_utf8_never_turns_the_rest_into_other_letters(
        self, tmp_path: Path, damage: bytes
    ) -> None:
        content = "a,b\nZürich,don’t\nnaïve,".encode() + damage + b"\n"

        assert ", line 3: the file is UTF-8 but for this place" in refusal(tmp_path, content)

    def test_a_file_that_breaks_off_inside_a_character_is_refused(self, tmp_path: Path) -> None:
        assert "cut off" in refusal(tmp_path, TEXT.encode("utf-16")[:-1])
        assert "cut off" in refusal(tmp_path, "a,b\n1,é".encode("utf-8-sig")[:-1])

    @pytest.mark.parametrize("start", ["\ufeff", "\ufeff\ufeff", '\ufeff"\ufeff'])
    def test_the_first_header_is_free_of_byte_order_marks(self, tmp_path: Path, start: str) -> None:
        quote = '"' if '"' in start else ""

        assert cells(read(tmp_path, f"{start}school{quote},level\n0001,x\n"))[0] == ["school", "level"]

    @given(
        st.text("abcdefgh ABC,\n0123456789äöüéèàçñßÄÖÜÉ“”‘’–…", min_size=1, max_size=60),
        st.sampled_from(["cp1252", "mac-roman", "utf-8", "utf-8-sig", "utf-16", "utf-16-le"]),
    )
    @settings(deadline=None, max_examples=150)
    def test_text_in_an_unknown_encoding_gives_a_table_or_a_refusal(
        self, tmp_path_factory: pytest.TempPathFactory, text: str, encoding: str
    ) -> None:
        assert_table_or_refusal(write(tmp_path_factory.getbasetemp(), f"a,b\n{text}".encode(encoding), "encoded"))


class TestRecords:
    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
    def test_every_kind_of_line_end_gives_each_record_once(self, tmp_path: Path, end: str) -> None:
        sheet = read(tmp_path, TEXT.replace("\n", end))

        assert cells(sheet) == ROWS
        assert sheet.rows.index.tolist() == [1, 2, 3]
        assert sheet.notes == (("Line ends of CR CR LF were taken for one each.",) if end == "\r\r\n" else ())

    def test_a_line_end_in_a_quoted_cell_belongs_to_the_cell(self, tmp_path: Path) -> None:
        sheet = read(tmp_path, '"a\nb",c\r\n"d\ne\n",f\r\n\r\ng,h\r\n')

        assert cells(sheet) == [["a\nb", "c"], ["d\ne\n", "f"], ["", ""], ["g", "h"]]
        assert sheet.rows.index.tolist() == [1, 2, 3, 4]

    def test_cells_are_the_text_that_was_typed(self, tmp_path: Path) -> None:
        sheet = read(tmp_path, 'a,b\nNA, null \n007,"say ""hi"""\n1.20,#N/A\n')

        assert cells(sheet)[1:] == [["NA", " null "], ["007", 'say "hi"'], ["1.20", "#N/A"]]

    def test_records_of_any_length_keep_all_their_cells(self, tmp_path: Path) -> None:
        long = "a,b\n" + "1,2\n" * 40 + "3\n1,2,3,4\n"

        found = cells(read(tmp_path, long))

        assert found[0] == ["a", "b", "", ""]
        assert found[-2:] == [["3", "", "", ""], ["1", "2", "3", "4"]]

    def test_blank_records_count_between_answers_and_are_left_out_below_them(self, tmp_path: Path) -> None:
        blank = ["\n", ",\n", ' ,"  "\n', '"",""\n']

        sheet = read(tmp_path, "a,b\n" + "".join(blank) + "1,2\n" + "".join(blank) * 500)

        assert sheet.rows.index.tolist() == [1, 2, 3, 4, 5, 6]
        assert cells(sheet)[-1] == ["1", "2"]

    def test_a_million_blank_records_below_are_no_table(self, tmp_path: Path) -> None:
        assert cells(read(tmp_path, TEXT + ",\n" * 1_000_000)) == ROWS

    def test_the_last_cell_keeps_its_spaces(self, tmp_path: Path) -> None:
        assert cells(read(tmp_path, "a,b\n1, x \n\n"))[-1] == ["1", " x "]
        assert cells(read(tmp_path, "a,b\n1, x "))[-1] == ["1", " x "]

    def test_a_quotation_mark_that_is_never_closed_is_named_by_its_row(self, tmp_path: Path) -> None:
        assert ", row 3: a quotation mark opens" in refusal(tmp_path, 'a,"b\nc"\n1,2\n3,"4\n5,6\n')

    def test_a_cell_longer_than_any_answer_is_named_by_its_row(self, tmp_path: Path) -> None:
        assert ", row 2: a cell holds more than 1,000,000" in refusal(tmp_path, f"a,b\n1,{'x' * 1_000_001}\n")

    def test_one_endless_record_does_not_widen_a_long_table_beyond_memory(self, tmp_path: Path) -> None:
        assert "is no survey export" in refusal(tmp_path, "a,b\n" + "1,2\n" * 30_000 + "1" + ",1" * 30_000)

    @given(st.lists(st.lists(st.text(TYPED, max_size=6), min_size=2, max_size=2), min_size=1, max_size=6))
    @settings(deadline=None, max_examples=150)
    def test_what_was_written_is_read(self, tmp_path_factory: pytest.TempPathFactory, records: list[list[str]]) -> None:
        frame = pd.DataFrame([["head", "er"], *records, ["la", "st"]], dtype="str")
        text = frame.to_csv(index=False, header=False, quoting=1)

        assert cells(read(tmp_path_factory.getbasetemp(), text)) == frame.to_numpy().tolist()

    @given(st.lists(st.text('ab",\n\r ', max_size=8), min_size=1, max_size=8), st.sampled_from(["\n", "\r\n", "\r"]))
    @settings(deadline=None, max_examples=300)
    def test_the_quick_way_through_a_text_gives_the_cells_of_the_thorough_one(
        self, tmp_path_factory: pytest.TempPathFactory, records: list[str], end: str
    ) -> None:
        text = f"head,er{end}{end.join(records)}{end}".encode()
        quick = delimited._read_even(text, ",", 2)

        if quick is not None:
            thorough = delimited._parse(text, ",", 2, "a.csv")
            assert quick.to_numpy().tolist() == thorough.to_numpy().tolist()

    def test_a_cell_over_the_edge_of_a_block_is_read_as_any_other(self, tmp_path: Path) -> None:
        long = "x, \n" * 150_000
        records = [["a", "b"], *([str(number), long] for number in range(10))]
        text = pd.DataFrame(records).to_csv(index=False, header=False)

        assert len(text) > delimited.BLOCK_BYTES
        assert cells(read(tmp_path, text)) == records

    def test_a_quotation_mark_that_is_never_closed_is_named_in_the_last_cell_too(self, tmp_path: Path) -> None:
        assert ", row 2: a quotation mark opens" in refusal(tmp_path, 'a,b\n1,"2')
        assert ", row 2: a quotation mark opens" in refusal(tmp_path, 'a,b\n1,"2\n3,4\n')


class TestDelimiters:
    @pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
    def test_the_first_records_tell_the_delimiter(self, tmp_path: Path, mark: str) -> None:
        sheet = read(tmp_path, TEXT.replace(",", mark))

        assert (cells(sheet), sheet.delimiter, sheet.notes) == (ROWS, mark, ())

    @pytest.mark.parametrize(
        ("text", "mark"),
        [
            ("a;b\n1,5;2,5\n3,5;4,5\n", ";"),
            ("Name;Rate, honestly, now;School\nx;3;4\ny;3;4\n", ";"),
            ("a,b\nx;y;,1\nz;,2\n", ","),
            ("Survey of spring\na,b,c\n1,2,3\n4,5,6\n", ","),
            ("a|x,b\n1|2,3\n", ","),
            ("one column\nx; y\nz\n", ","),
        ],
    )
    def test_marks_inside_headers_and_answers_do_not_delimit(self, tmp_path: Path, text: str, mark: str) -> None:
        assert read(tmp_path, text).delimiter == mark

    def test_two_marks_that_cut_alike_are_reported(self, tmp_path: Path) -> None:
        sheet = read(tmp_path, "a;b,c\n1;2,3\n")

        assert sheet.notes == ("The records can be cut at every comma or every semicolon alike; the comma was taken.",)


class TestWorkbooks:
    def test_cells_are_what_a_spreadsheet_shows_unformatted(self, tmp_path: Path) -> None:
        def fill(book: xlsxwriter.Workbook) -> None:
            page = book.add_worksheet()
            moment, day, hour, long = (
                book.add_format({"num_format": text})
                for text in ("yyyy-mm-dd hh:mm:ss", "yyyy-mm-dd", "hh:mm:ss", "[h]:mm:ss")
            )
            page.write_row(0, 0, ["0007", 3.0, 4.25, True])
            page.write_datetime(1, 0, dt.datetime(2026, 3, 4, 15, 5), moment)
            page.write_datetime(1, 1, dt.date(2026, 3, 4), day)
            page.write_datetime(1, 2, dt.time(15, 5), hour)
            page.write_number(1, 3, 26 / 24, long)
            page.write_formula(2, 0, "=B9", None, "#REF!")
            page.write_formula(2, 1, "=1/0", None, "#DIV/0!")
            page.write_formula(2, 2, "=1+1", None, 2)

        expected = [
            ["0007", "3", "4.25", "True"],
            ["2026-03-04 15:05:00", "2026-03-04", "15:05:00", "26:00:00"],
            ["#REF!", "#DIV/0!", "2", ""],
        ]
        assert cells(read(tmp_path, workbook(fill))) == expected
        assert cells(read(tmp_path, workbook(fill, date_1904=True))) == expected

    def test_hidden_sheets_are_marked_and_charts_left_out(self, tmp_path: Path) -> None:
        def fill(book: xlsxwriter.Workbook) -> None:
            for name in ("Shown & seen", "Hidden", "Very hidden"):
                book.add_worksheet(name).write(0, 0, name)
            book.get_worksheet_by_name("Hidden").hide()
            book.get_worksheet_by_name("Very hidden").very_hidden()
            chart = book.add_chart({"type": "bar"})
            chart.add_series({"values": "=Hidden!$A$1:$A$2"})
            book.add_chartsheet("Chart").set_chart(chart)

        sheets = read_sheets(write(tmp_path, workbook(fill)), source="a.xlsx")

        assert [(sheet.name, sheet.visible) for sheet in sheets] == [
            ("Shown & seen", True),
            ("Hidden", False),
            ("Very hidden", False),
        ]
        assert {sheet.encoding for sheet in sheets} == {"xlsx"}

    def test_rows_keep_their_numbers_and_empty_edges_are_left_out(self, tmp_path: Path) -> None:
        def fill(book: xlsxwriter.Workbook) -> None:
            page = book.add_worksheet()
            page.merge_range("C3:D3", "merged")
            page.write_row("C5", ["x", "y", " "])
            page.write_blank("Z1000", None, book.add_format({"bold": True}))
            page.write_string("C900", "  ")

        sheet = read(tmp_path, workbook(fill))

        assert sheet.rows.index.tolist() == [1, 2, 3, 4, 5]
        assert cells(sheet)[2] == ["merged", "", ""]
        assert cells(sheet)[4] == ["x", "y", " "]

    def test_formats_at_the_end_of_the_sheet_are_nothing_and_a_cell_there_is_refused(self, tmp_path: Path) -> None:
        def fill(book: xlsxwriter.Workbook, far: object) -> None:
            page = book.add_worksheet()
            page.write_row(0, 0, ["a", "b"])
            page.write(1_048_575, 16_383, far, book.add_format({"bold": True}))

        assert cells(read(tmp_path, workbook(lambda book: fill(book, None)))) == [["a", "b"]]
        assert "a cell so far from the others" in refusal(tmp_path, workbook(lambda book: fill(book, "x")))

    def test_an_old_workbook_is_read_and_a_locked_one_refused(self, tmp_path: Path) -> None:
        sheet = read(tmp_path, old_workbook([["school", "level"], ["0001", 3.0]]))

        assert (cells(sheet), sheet.encoding) == ([["school", "level"], ["0001", "3"]], "xls")
        assert "locked with a password" in refusal(tmp_path, old_workbook([], stream="EncryptedPackage"))
        assert "no workbook" in refusal(tmp_path, old_workbook([["x"]], stream="WordDocument"))

    def test_an_open_document_is_read_without_its_endless_empty_end(self, tmp_path: Path) -> None:
        row = f"<table:table-row>{text_cell('school')}{text_cell('level')}</table:table-row>"
        end = (
            '<table:table-row table:number-rows-repeated="1048574">'
            '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        )
        many = 'table:number-columns-repeated="16000"'
        flood = f"<table:table-row>{text_cell('x', many)}</table:table-row>"
        floods = f'<table:table-row table:number-rows-repeated="900000">{text_cell("x")}</table:table-row>'

        sheet = read(tmp_path, open_document(row + end))

        assert (cells(sheet), sheet.encoding) == ([["school", "level"]], "ods")
        assert "thousands of times" in refusal(tmp_path, open_document(row + flood))
        assert "thousands of times" in refusal(tmp_path, open_document(row + floods))

    @pytest.mark.parametrize(
        "part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"]
    )
    def test_a_workbook_with_a_broken_part_is_refused_or_read(self, tmp_path: Path, part: str) -> None:
        whole = workbook(sheet_of([["school", 3], ["x", "y"]]))
        with zipfile.ZipFile(io.BytesIO(whole)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        for broken in (b"", b"<x", members[part][: len(members[part]) // 2], members[part].replace(b"0", b"99999999")):
            assert_table_or_refusal(write(tmp_path, zipped(members | {part: broken})))


class TestOtherFiles:
    @pytest.mark.parametrize(
        ("content", "kind"),
        [
            (b"\x89PNG\r\n\x1a\n" + bytes(64), "a picture (PNG)"),
            (b"%PDF-1.7\n", "a PDF document"),
            (b"{\\rtf1\\ansi hello}", "a text document (RTF)"),
            (b"<html><table><tr><td>1</td></tr></table></html>", "a web page"),
            (b"\xef\xbb\xbf <table border=1><tr>", "a web page"),
            ("<html>".encode("utf-16"), "a web page"),
            (b'<?xml version="1.0"?><Workbook>', "an XML document"),
            (json.dumps([{"school": "0001"}]).encode(), "a JSON file"),
            (json.dumps({"responses": []}, indent=2).encode(), "a JSON file"),
            (b"$FL2@(#) SPSS DATA FILE" + bytes(64), "an SPSS data file"),
            (b"PAR1\x15" + bytes(64), "a Parquet file"),
            (b"SQLite format 3\x00" + bytes(64), "an SQLite database"),
            (b"\x80\x05\x95" + bytes(64), "a Python pickle"),
            (b"7z\xbc\xaf\x27\x1c" + bytes(64), "a 7z archive"),
        ],
    )
    def test_a_file_of_another_kind_is_refused_by_its_name(self, tmp_path: Path, content: bytes, kind: str) -> None:
        assert f"this is {kind}, not a survey export" in refusal(tmp_path, content)
        assert f"this is {kind}" in refusal(tmp_path, gzip.compress(content))

    @pytest.mark.parametrize("content", [bytes(range(256)) * 4, b"\x01\x02\x03\x04" * 40, bytes(1000)])
    def test_bytes_that_are_no_text_are_refused(self, tmp_path: Path, content: bytes) -> None:
        assert refusal(tmp_path, content)


def read_or_refusal(path: Path) -> tuple[list[Sheet], str]:
    """The sheets of a file, or the sentence that refuses it; anything else fails the test, warnings too."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            return read_sheets(path, source="2026-fall/a.csv"), ""
        except InputError as error:
            return [], str(error)


def assert_table_or_refusal(path: Path) -> None:
    sheets, message = read_or_refusal(path)

    assert message.startswith("2026-fall/a.csv") != bool(sheets)
    for sheet in sheets:
        assert cells(sheet) is not None
        assert sheet.rows.index.tolist() == list(range(1, len(sheet.rows) + 1))


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The bytes with one to three flips, losses, additions, or the end cut off."""
    found = bytearray(data)
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(found) + 1)
        kind = chance.choice(["flip", "delete", "insert", "truncate"])
        if kind == "flip" and place < len(found):
            found[place] ^= 1 << chance.randrange(8)
        elif kind == "delete":
            del found[place : place + chance.randint(1, 8)]
        elif kind == "insert":
            found[place:place] = chance.randbytes(chance.randint(1, 8))
        elif kind == "truncate" and chance.random() < 0.3:
            del found[place:]
    return bytes(found)


GOOD = 'Timestamp,Rate “it” [Trust],Où?\n2026-09-01,Développé – oui,"x\ny"\n,,\n2026-09-02,Advanced,l’été\n'
WHOLE = {
    "utf-8": GOOD.encode(),
    "utf-16": GOOD.encode("utf-16"),
    "cp1252": GOOD.encode("cp1252"),
    "mac-roman": GOOD.encode("mac-roman"),
    "xlsx": workbook(sheet_of([["school", "é"], ["0001", 3], ["0002", 4.5]])),
    "xls": old_workbook([["school", "level"], ["0001", 3.0]]),
    "ods": open_document(f"<table:table-row>{text_cell('school')}{text_cell('level')}</table:table-row>"),
    "gzip": gzip.compress(GOOD.encode(), mtime=0),
    "zip": zipped({"a.csv": GOOD}),
}


@pytest.mark.parametrize("kind", WHOLE)
def test_however_a_file_is_damaged_it_is_read_or_refused(tmp_path: Path, kind: str) -> None:
    chance = random.Random(kind)
    for _ in range(250):
        assert_table_or_refusal(write(tmp_path, mutated(WHOLE[kind], chance)))


class TestMembers:
    def test_a_folder_and_a_zip_of_it_give_the_same_tables(self, tmp_path: Path) -> None:
        folder = tmp_path / "roster"
        folder.mkdir()
        users, orgs = (grid(f"sourcedId | {name}\n1 | x").to_csv(index=False) for name in ("email", "name"))
        files: dict[str, bytes | str] = {"Users.csv": users, "orgs.csv": orgs, "notes.txt": "x", "empty.csv": ""}
        for name, content in files.items():
            write(folder, content, name)
        archive = write(tmp_path, zipped({f"export/{name}": content for name, content in files.items()}))

        for path in (folder, archive):
            members = read_members(path, source="2026-fall/roster")
            assert {name: cells(sheet) for name, sheet in members.items()} == {
                "users.csv": [["sourcedId", "email"], ["1", "x"]],
                "orgs.csv": [["sourcedId", "name"], ["1", "x"]],
                "empty.csv": [],
            }

    def test_two_tables_of_one_name_are_refused(self, tmp_path: Path) -> None:
        archive = write(tmp_path, zipped({"a/users.csv": TEXT, "b/Users.csv": TEXT}))

        with pytest.raises(InputError, match=r"two files are called users\.csv"):
            read_members(archive, source="roster.zip")

    def test_a_table_that_cannot_be_read_is_named(self, tmp_path: Path) -> None:
        archive = write(tmp_path, zipped({"users.csv": b"%PDF-1.7"}))

        with pytest.raises(InputError, match=r"^roster\.zip/users\.csv: this is a PDF"):
            read_members(archive, source="roster.zip")
