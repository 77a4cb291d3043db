"""An import file is read whole: its rows, or every fault with the line of the file."""

import csv
import hashlib
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.comments.import_rules import KEPT_FAULTS, MappingFault, Sheet, read_mapping, read_sheet
from engage.comments.rules import NAME_LENGTH, TEXT_LENGTH, State

NOW = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
MAPPING = read_mapping(["text=words,received_at=at,state=decided"])
HEADING = "words,at,decided\n"
AT = "1518501496471"


def read(body: str | bytes, mapping: dict[str, str] = MAPPING, heading: str = HEADING) -> Sheet:
    raw = body if isinstance(body, bytes) else (heading + body).encode()
    return read_sheet(raw, mapping, NOW)


def faults_of(sheet: Sheet) -> list[str]:
    assert sheet.fault_count == len(sheet.faults)
    return [str(fault) for fault in sheet.faults]


def the_fault(sheet: Sheet) -> str:
    (fault,) = faults_of(sheet)
    return fault


def test_rows_keep_the_order_of_the_file() -> None:
    sheet = read(f"b,{AT},1\na,{AT},-1\nc,{AT},0\n")
    assert faults_of(sheet) == []
    assert [(row.line, row.text, row.state) for row in sheet.rows] == [
        (2, "b", State.PUBLISHED),
        (3, "a", State.NOT_PUBLISHED),
        (4, "c", State.WAITING),
    ]


def test_a_byte_order_mark_is_no_part_of_the_first_column() -> None:
    sheet = read(b"\xef\xbb\xbf" + f"{HEADING}bus,{AT},1\n".encode())
    assert [row.text for row in sheet.rows] == ["bus"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_those_of_the_file_with_every_line_end(end: str) -> None:
    body = end.join(["words,at,decided", f'"two{end}lines",{AT},1', "", f"bad,{AT},5", ""])
    sheet = read(body.encode())
    assert [row.text for row in sheet.rows] == ["two\nlines"]
    assert the_fault(sheet).startswith("line 5: in 'decided', the state '5' is not known")


def test_a_file_without_state_waits_whole() -> None:
    mapping = read_mapping(["text=words", "received_at=at"])
    assert [row.state for row in read(f"bus,{AT},1\n", mapping).rows] == [State.WAITING]


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("1", State.PUBLISHED),
        ("Accepted", State.PUBLISHED),
        (" published ", State.PUBLISHED),
        ("0", State.WAITING),
        ("waiting", State.WAITING),
        ("-1", State.NOT_PUBLISHED),
        ("rejected", State.NOT_PUBLISHED),
        ("not_published", State.NOT_PUBLISHED),
    ],
)
def test_states_are_numbers_or_words(word: str, state: State) -> None:
    assert [row.state for row in read(f"bus,{AT},{word}\n").rows] == [state]


@pytest.mark.parametrize(
    ("cell", "instant"),
    [
        ("1518501496471", datetime(2018, 2, 13, 5, 58, 16, 471000, tzinfo=UTC)),
        ("1518501496", datetime(2018, 2, 13, 5, 58, 16, tzinfo=UTC)),
        ("1518501496.25", datetime(2018, 2, 13, 5, 58, 16, 250000, tzinfo=UTC)),
        ("2018-02-12T21:58:16-08:00", datetime(2018, 2, 13, 5, 58, 16, tzinfo=UTC)),
        ("2018-02-13T05:58:16Z", datetime(2018, 2, 13, 5, 58, 16, tzinfo=UTC)),
        ("631152000", datetime(1990, 1, 1, tzinfo=UTC)),
    ],
)
def test_times_are_milliseconds_seconds_or_iso_with_offset(cell: str, instant: datetime) -> None:
    assert [row.received_at for row in read(f"bus,{cell},1\n").rows] == [instant]


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("2018-02-13T05:58:16", "has no offset from UTC"),
        ("2018-02-13", "has no offset from UTC"),
        ("631151999", "is before 1990"),
        ("-5", "is before 1990"),
        ("0001-01-01T00:00:00+14:00", "cannot be read"),
        ("9999999999999999", "cannot be read"),
        ("99999999999999999999999999", "cannot be read"),
        ("yesterday", "cannot be read"),
        ("", "cannot be read"),
        ("١٥١٨٥٠١٤٩٦", "cannot be read"),
        (str(int((NOW + timedelta(days=1, seconds=1)).timestamp())), "lies in the future"),
    ],
)
def test_implausible_times_are_faults(cell: str, words: str) -> None:
    fault = the_fault(read(f"bus,{cell},1\n"))
    assert fault.startswith("line 2: in 'at', the time ")
    assert words in fault


def test_every_fault_of_every_row_is_told() -> None:
    sheet = read(f",{AT},7\nbus,x,1\nbus,{AT}\nbus,{AT},1,more\nbus,{AT},1\n")
    assert [fault.partition(" (")[0].partition(";")[0] for fault in faults_of(sheet)] == [
        "line 2: in 'words', the text is empty",
        "line 2: in 'decided', the state '7' is not known",
        "line 3: in 'at', the time cannot be read",
        "line 4: the row has 2 cells, the heading 3",
        "line 5: the row has 4 cells, the heading 3",
    ]


def test_text_that_cannot_be_seen_is_empty() -> None:
    fault = the_fault(read(f"\u200b \u2060,{AT},1\n"))
    assert fault == "line 2: in 'words', the text is empty"


def test_the_longest_text_is_taken_and_a_longer_one_told_with_its_length() -> None:
    sheet = read(f"{'a' * TEXT_LENGTH},{AT},1\n{'a' * (TEXT_LENGTH + 1)},{AT},1\n")
    assert len(sheet.rows) == 1
    assert the_fault(sheet).startswith("line 3: in 'words', the text has 5,001 char")


def test_text_is_cleaned_as_a_citizens_is() -> None:
    sheet = read(f"a\u202eb\x07,{AT},1\n")
    assert [row.text for row in sheet.rows] == ["ab"]


def test_bytes_that_are_not_utf8_are_told_with_every_line() -> None:
    raw = HEADING.encode() + f"café,{AT},1\nbus,{AT},1\nthé,{AT},1\n".encode("latin-1")
    faults = faults_of(read(raw))
    assert [fault.partition(";")[0] for fault in faults] == [
        "line 2: byte 4 of the line is not UTF-8",
        "line 4: byte 3 of the line is not UTF-8",
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_refused(encoding: str) -> None:
    assert read(f"{HEADING}bus,{AT},1\n".encode(encoding)).fault_count >= 1


def test_a_nul_is_told_with_its_line() -> None:
    assert the_fault(read(f"bus,{AT},1\nb\0us,{AT},1\n")).startswith("line 3: there is a NUL")


@pytest.mark.parametrize("raw", [b"", b"\xef\xbb\xbf", b" \n\n", b"\r\n"])
def test_an_empty_file_is_a_fault(raw: bytes) -> None:
    assert the_fault(read(raw)) == "line 1: the file is empty"


def test_a_heading_without_rows_is_a_fault() -> None:
    assert the_fault(read("")) == "line 1: the file has a heading and no rows"


def test_broken_quoting_is_told_where_it_begins() -> None:
    faults = faults_of(read(f'"a"b,{AT},1\nbus,{AT},1\n"open,{AT},1\nmore\n'))
    assert faults[0].startswith("line 2: a quotation mark inside a quoted cell must be doubled")
    assert faults[1].startswith("line 4: a quotation mark is opened here and never closed")


def test_an_endless_cell_ends_the_reading() -> None:
    fault = the_fault(read('"' + "x\n" * 100_000))
    assert fault.startswith("line 2: a cell is far too long")


def test_columns_that_are_missing_are_told_with_those_that_are_there() -> None:
    sheet = read(f"bus,{AT},1\n", heading="words,When it came,State (ours)\n")
    there = "the columns are words, When it came, State (ours)"
    assert faults_of(sheet) == [
        f"line 1: the column 'at' is missing; {there}",
        f"line 1: the column 'decided' is missing; {there}",
    ]


def test_a_column_that_is_doubled_is_told() -> None:
    sheet = read(f"bus,{AT},1\n", heading="words,words,at,decided\n")
    assert the_fault(sheet).startswith("line 1: the column 'words' stands there twice; ")


@pytest.mark.parametrize(
    "row",
    [
        "17,My name is Jane Hume of Atlin,1",
        "Good idea,Jane Hume,accepted",
        "words,Jane Hume of Atlin,accepted",
        "words,250-555-0199,accepted",
        "words,jane@example.org,accepted",
        "words,Hume 2505550199,accepted",
        f"words,{'Hume' * 20},accepted",
        "words,1,Hume",
        "words,Hume,Hume",
        "words,,Hume",
    ],
)
def test_a_row_in_the_place_of_a_heading_is_counted_and_not_quoted(row: str) -> None:
    faults = faults_of(read("", heading=f"{row}\nmore,{AT},1\n"))
    assert faults
    for fault in faults:
        assert fault.endswith("the first line has 3 columns")
        assert not re.search("Jane|Hume|Atlin|0199|Good|accepted", fault)


@pytest.mark.parametrize(
    ("maps", "words"),
    [
        (["text"], "'text' is not of the form target=column"),
        (["text=a,,received_at=b"], "'' is not of the form"),
        (["txt=a"], "There is no target 'txt'. The targets are text, received_at, state"),
        (["text=a,text=b"], "The target 'text' is mapped twice"),
        (["text=a"], "The map must name received_at"),
        (["state=a"], "The map must name text and received_at"),
    ],
)
def test_a_map_that_cannot_be_understood_says_what_there_is(maps: list[str], words: str) -> None:
    with pytest.raises(MappingFault) as refusal:
        read_mapping(maps)
    assert words in str(refusal.value)


def test_the_same_row_twice_is_two_comments() -> None:
    body = f"bus,{AT},1\nbus,{AT},1\n"
    sources = [row.source for row in read(body).rows]
    assert len(set(sources)) == 2
    assert sources == [row.source for row in read(body).rows]


def test_a_row_keeps_its_key_when_others_come_before_it() -> None:
    (alone,) = read(f"bus,{AT},1\n").rows
    _, later = read(f"train,{AT},1\nbus,{AT},0\n").rows
    assert alone.source == later.source


def test_a_source_id_twice_is_told_with_both_lines() -> None:
    mapping = read_mapping(["text=words,received_at=at,source_id=decided"])
    sheet = read(f"bus,{AT},7\ntrain,{AT},7\nferry,{AT}, \n", mapping)
    assert faults_of(sheet) == [
        "line 3: the source id stands on line 2 already",
        "line 4: in 'decided', the source id is empty",
    ]


def test_names_and_languages_are_read() -> None:
    mapping = read_mapping(["text=words,received_at=at,display_name=who,language=tongue"])
    heading = "words,at,who,tongue\n"
    sheet = read(f"bus,{AT}, Robin  Roe ,fr-CA\nbus,{AT},,\n", mapping, heading)
    assert [(row.display_name, row.language) for row in sheet.rows] == [
        ("Robin Roe", "fr-ca"),
        ("", None),
    ]
    wrong = read(f"bus,{AT},{'n' * (NAME_LENGTH + 1)},french!\n", mapping, heading)
    assert len(faults_of(wrong)) == 2


def test_a_name_of_which_nothing_can_be_seen_is_no_name() -> None:
    mapping = read_mapping(["text=words,received_at=at,display_name=decided"])
    sheet = read(f"bus,{AT},\u3164\u200d\nbus,{AT},\u2800\n", mapping)
    assert [row.display_name for row in sheet.rows] == ["", ""]


@pytest.mark.parametrize(
    "cell",
    ["Hume", "my neighbour Jan", "250-555-0199", "2505550199", "jane@example.org", "2019-01-01"],
)
def test_a_fault_never_quotes_a_cell(cell: str) -> None:
    mapping = read_mapping(["text=words,received_at=at,state=decided,language=tongue"])
    sheet = read(f"bus,{cell},{cell},{cell}!\n", mapping, "words,at,decided,tongue\n")
    faults = faults_of(sheet)
    assert [fault.partition(",")[0] for fault in faults] == [
        "line 2: in 'at'",
        "line 2: in 'decided'",
        "line 2: in 'tongue'",
    ]
    assert not any(cell in fault for fault in faults)


def test_all_faults_are_counted_and_the_first_hundreds_kept() -> None:
    sheet = read("bus,x,1\n" * (KEPT_FAULTS + 50))
    assert sheet.fault_count == KEPT_FAULTS + 50
    assert len(sheet.faults) == KEPT_FAULTS


def test_the_digest_is_that_of_the_bytes() -> None:
    raw = f"{HEADING}bus,{AT},1\n".encode()
    assert read(raw).digest == hashlib.sha256(raw).hexdigest()


@given(st.binary(max_size=400))
def test_no_bytes_bring_the_reader_down(raw: bytes) -> None:
    for content in (raw, HEADING.encode() + raw):
        sheet = read(content)
        assert sheet.rows or sheet.fault_count
        lines = [fault.line for fault in sheet.faults]
        assert all(1 <= line <= len(content.splitlines()) + 1 for line in lines)


@given(st.lists(st.tuples(st.text(max_size=40), st.sampled_from(["1", "0", "-1"])), min_size=1))
def test_what_the_csv_module_writes_is_read_row_for_row(rows: list[tuple[str, str]]) -> None:
    written = [[f"x{words}".replace("\0", ""), AT, state] for words, state in rows]
    text = HEADING + "".join(_line(row) for row in written)
    sheet = read(text.encode("utf-8", "ignore"))
    assert sheet.fault_count == 0
    assert len(sheet.rows) == len(rows)


def _line(cells: list[str]) -> str:
    quoted = ('"' + cell.replace('"', '""') + '"' for cell in cells)
    return ",".join(quoted) + "\n"


@pytest.mark.parametrize(
    "name", ["american-assembly.bowling-green.csv", "canadian-electoral-reform.csv"]
)
def test_real_consultations_have_no_fault(shared_data: Path, name: str) -> None:
    path = shared_data / "consultations" / name
    with path.open(encoding="utf-8", newline="") as file:
        expected = [row["moderated"] for row in csv.DictReader(file)]
    mapping = read_mapping(
        ["text=comment-body,received_at=timestamp,state=moderated,source_id=comment-id"]
    )
    sheet = read_sheet(path.read_bytes(), mapping, NOW)
    assert faults_of(sheet) == []
    numbers = {State.PUBLISHED: "1", State.WAITING: "0", State.NOT_PUBLISHED: "-1"}
    assert [numbers[row.state] for row in sheet.rows] == expected
