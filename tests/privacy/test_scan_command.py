import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engage.cli import main


def scan(folder: Path, lines: str | bytes) -> tuple[Result, Path]:
    source, out = folder / "in.jsonl", folder / "out.jsonl"
    source.write_bytes(lines if isinstance(lines, bytes) else lines.encode())
    return CliRunner().invoke(main, ["privacy", "scan", str(source), "--out", str(out)]), out


def test_each_text_gets_a_line_with_label_spans_and_reasons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ENGAGE_DATABASE_URL", raising=False)
    text = "😀 My wife, Jane Hume, is at 604-555-0123."
    result, out = scan(
        tmp_path,
        json.dumps({"id": "a", "text": text}) + "\n\n" + json.dumps({"id": 7, "text": ""}) + "\n",
    )
    assert result.exit_code == 0, result.output
    first, second = (json.loads(line) for line in out.read_text().splitlines())
    assert (first["id"], first["label"]) == ("a", "third_party_pi")
    assert [
        (span["type"], span["whose"], text[span["start"] : span["end"]]) for span in first["spans"]
    ] == [("PERSON", "third", "Jane Hume"), ("PHONE", "third", "604-555-0123")]
    assert all(span["reason"].endswith(".") for span in first["spans"])
    assert second == {"id": 7, "label": "none", "spans": []}


BAD = [
    b'{"id": "a", "text": "Jane"}\n{"id": "b", "text": 5}\n',
    b'{"id": "a", "text": "Jane"}\nnot json Hume\n',
    b'{"id": "a", "text": "Jane"}\n["Hume"]\n',
    b'{"id": "a", "text": "Jane"}\n{"text": "Hume"}\n',
    b'{"id": "a", "text": "Jane"}\n{"id": true, "text": "Hume"}\n',
    b'{"id": "a", "text": "Jane"}\n{"id": "b", "text": "\xff Hume"}\n',
    b'{"id": "a", "text": "Jane"}\n' + b"[" * 100_000 + b"\n",
]


@pytest.mark.parametrize("lines", BAD, ids=range(len(BAD)))
def test_bad_line_is_named_by_its_number_and_nothing_is_written(
    tmp_path: Path, lines: bytes
) -> None:
    result, out = scan(tmp_path, lines)
    assert result.exit_code == 1
    assert "line 2" in result.output
    assert "Hume" not in result.output
    assert not out.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


def test_earlier_findings_stay_when_a_later_run_fails(tmp_path: Path) -> None:
    _, out = scan(tmp_path, '{"id": "a", "text": "x"}\n')
    before = out.read_text()
    result, _ = scan(tmp_path, "oops\n")
    assert result.exit_code == 1
    assert out.read_text() == before


def test_half_a_sign_comes_through_the_file(tmp_path: Path) -> None:
    result, out = scan(tmp_path, '{"id": "\\ud800", "text": "\\udfff 604-555-0123"}\n')
    assert result.exit_code == 0, result.output
    assert json.loads(out.read_text())["spans"][0]["start"] == 2
