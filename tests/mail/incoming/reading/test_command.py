"""`engage mail read`: anybody can try the reading on mails of their own."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from engage.core.errors import EngageError
from engage.mail.incoming.reading.command import read_command
from engage.mail.incoming.rules import TOO_MANY_BYTES
from tests.mail.incoming.reading.making import OWN, TO, file, mail, part, several


def read(*places: Path, out: Path) -> list[dict[str, object]]:
    done = CliRunner().invoke(
        read_command, [*map(str, places), "--out", str(out)], catch_exceptions=False
    )
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def test_each_mail_of_a_folder_is_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "mails"
    (folder / "below").mkdir(parents=True)
    (folder / "1.eml").write_bytes(mail(f"{OWN}\n\nSent from my iPhone\n"))
    (folder / "2.EML").write_bytes(several(part(" "), file("letter.pdf")))
    (folder / "below" / "3.eml").write_bytes(mail(" "))
    (folder / "below" / "4.eml").write_bytes(mail(OWN, headers="Auto-Submitted: auto-replied\n"))
    (folder / "below" / "5.eml").write_bytes(b"X: " + b"a" * 2_000_000)
    (folder / "notes.txt").write_text("no mail")
    lines = read(folder, out=tmp_path / "out.jsonl")
    assert [line["outcome_hint"] for line in lines] == [
        "text", "only_attachments", "empty", "no_comment", "quarantined",
    ]  # fmt: skip
    assert lines[0] == {
        "file": str(folder / "1.eml"),
        "outcome_hint": "text",
        "reason": "",
        "subject": "The ferry",
        "addresses": [TO],
        "text": OWN,
        "cut": "Sent from my iPhone",
        "language": "en",
        "attachments": [],
        "wants_withdrawal": False,
    }
    assert lines[1]["attachments"] == [
        {"name": "letter.pdf", "media_type": "application/pdf", "size": 7, "kept": True}
    ]
    assert [line["reason"] for line in lines[2:]] == ["empty", "auto_reply", "too_large"]


def test_a_mail_that_is_too_large_tells_its_subject(tmp_path: Path) -> None:
    large = tmp_path / "large.eml"
    large.write_bytes(mail("x") + b"a" * TOO_MANY_BYTES)
    (line,) = read(large, out=tmp_path / "out.jsonl")
    assert (line["outcome_hint"], line["subject"]) == ("quarantined", "The ferry")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        read_command, [str(tmp_path / "none"), "--out", str(tmp_path / "out.jsonl")]
    )
    assert done.exit_code == 2
    assert not (tmp_path / "out.jsonl").exists()


def test_where_nothing_can_be_written_it_says_so(tmp_path: Path) -> None:
    one = tmp_path / "1.eml"
    one.write_bytes(mail(OWN))
    with pytest.raises(EngageError):
        read(one, out=tmp_path / "none" / "out.jsonl")


def test_without_a_file_to_write_the_lines_are_shown(tmp_path: Path) -> None:
    mail = tmp_path / "one.eml"
    mail.write_bytes(b"From: pat@example.ca\nSubject: Ferries\n\nMore of them, please.\n")
    done = CliRunner().invoke(read_command, [str(mail)], catch_exceptions=False)
    assert done.exit_code == 0
    (line,) = done.output.splitlines()
    assert json.loads(line)["text"] == "More of them, please."
