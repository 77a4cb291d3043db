"""`engage comments group`: a file in, a file out, nothing else needed."""

import json
from pathlib import Path

import pytest

from tests.cli.commands import Ended, engage
from tests.comments.campaigns.letters import LETTERS

LETTER = LETTERS["farmland"].replace("{place}", "Delta")


def group(folder: Path, content: str | bytes, out: str = "pred.json") -> Ended:
    file = folder / "comments.jsonl"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return engage("comments", "group", str(file), "--out", str(folder / out), env={})


def lines(*texts: str) -> str:
    return "".join(json.dumps({"id": f"c{n}", "text": t}) + "\n" for n, t in enumerate(texts))


def test_members_of_a_campaign_get_one_number_and_others_null(tmp_path: Path) -> None:
    ended = group(
        tmp_path, lines(LETTER, "A bus at night would help my mother.", f"Hello!\n\n{LETTER}\nJo")
    )
    assert (ended.code, ended.err) == (0, "")
    assert json.loads((tmp_path / "pred.json").read_text()) == {"c0": 1, "c1": None, "c2": 1}


def test_an_empty_file_gives_an_empty_answer(tmp_path: Path) -> None:
    assert group(tmp_path, "\n\n").code == 0
    assert json.loads((tmp_path / "pred.json").read_text()) == {}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"{secret words", "it is not JSON"),
        (b'["secret words"]', "an object with 'id' and 'text' is expected"),
        (b'{"id": "a"}', "'text' must be a string"),
        (b'{"id": "a", "text": 7}', "'text' must be a string"),
        (b'{"id": true, "text": "secret words"}', "'id' must be a string or a whole number"),
        (b'{"text": "secret words"}', "'id' must be a string or a whole number"),
        (b'{"id": "a", "text": "secret \xff"}', "it is not UTF-8"),
        (b'{"id": "c0", "text": "secret words"}', "its id stands on an earlier line too"),
        (b"[" * 100_000, "it is not JSON"),
    ],
)
def test_a_bad_line_is_named_by_its_number_and_nothing_is_written(
    tmp_path: Path, line: bytes, words: str
) -> None:
    ended = group(tmp_path, lines("one", "two").encode() + line + b"\n")
    assert ended.code == 1
    assert ended.lines == [f"engage: line 3: {words}"]
    assert [path.name for path in tmp_path.iterdir()] == ["comments.jsonl"]


def test_an_answer_from_before_stays_when_a_line_is_bad(tmp_path: Path) -> None:
    (tmp_path / "pred.json").write_text("before")
    assert group(tmp_path, "{").code == 1
    assert (tmp_path / "pred.json").read_text() == "before"


def test_a_place_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    ended = group(tmp_path, lines("one"), out="nowhere/pred.json")
    assert (ended.code, len(ended.lines)) == (1, 1)


def test_a_byte_order_mark_and_half_characters_are_text(tmp_path: Path) -> None:
    ended = group(tmp_path, b"\xef\xbb\xbf" + b'{"id": 1, "text": "\\ud800 \\u0000"}\n')
    assert ended.code == 0
    assert json.loads((tmp_path / "pred.json").read_text()) == {"1": None}
