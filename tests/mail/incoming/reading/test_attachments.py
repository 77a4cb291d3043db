"""Files are listed with a name that harms nobody, and kept within limits."""

import base64

import pytest

from engage.mail.incoming.reading import attachments
from engage.mail.incoming.reading.message import read_message
from engage.mail.incoming.rules import Attached
from tests.mail.incoming.reading.making import OWN, file, html, part, several

MEGABYTE = 1024 * 1024


def files_of(*parts: bytes) -> tuple[Attached, ...]:
    return read_message(several(part(OWN), *parts)).attachments


NAMES = {
    'attachment; filename="letter.pdf"': "letter.pdf",
    "attachment; filename=my letter.pdf": "my letter.pdf",
    'attachment; filename="=?utf-8?q?d=C3=A9j=C3=A0.pdf?="': "déjà.pdf",
    "attachment; filename*=utf-8''d%C3%A9j%C3%A0.pdf": "déjà.pdf",
    "attachment; filename*0*=utf-8''d%C3%A9; filename*1=\"jà.pdf\"": "déjà.pdf",
    'attachment; filename*1="ter.pdf"; filename*0="let"': "letter.pdf",
    "attachment; filename*=nonsense%%%": "nonsense%%%",
    'attachment; filename="../../etc/passwd"': "passwd",
    'attachment; filename="C:\\\\Users\\\\robin\\\\letter.pdf"': "letter.pdf",
    'attachment; filename="letter\u202efdp.exe"': "letterfdp.exe",
    'attachment; filename="a\tb\x01c.pdf"': "a b c.pdf",
    'attachment; filename="..."': "document.pdf",
    'attachment; filename=""': "document.pdf",
    "attachment": "document.pdf",
    "ATTACHMENT; FILENAME=letter.pdf": "letter.pdf",
    'attachment; filename="a|b?c*d.pdf"': "a b c d.pdf",
    'attachment; filename="<b>.pdf"': "b .pdf",
}


@pytest.mark.parametrize(("said", "name"), NAMES.items())
def test_the_name(said: str, name: str) -> None:
    (one,) = files_of(part(b"%PDF", "application/pdf", f"Content-Disposition: {said}\n"))
    assert (one.name, one.media_type, one.content) == (name, "application/pdf", b"%PDF")


def test_a_long_name_keeps_its_ending() -> None:
    (one,) = files_of(file("letter" * 100 + ".pdf"))
    assert len(one.name) == attachments.NAME_LENGTH
    assert one.name.endswith("…ter.pdf"[-4:])


def test_ten_are_kept_and_fifty_are_listed() -> None:
    listed = files_of(*(file(f"{number}.pdf") for number in range(60)))
    assert len(listed) == 50
    assert [one.why for one in listed] == [""] * 10 + ["too_many"] * 40
    assert all(one.content is None for one in listed[10:])


def test_a_file_over_ten_megabytes_is_only_listed() -> None:
    small, large = files_of(
        file("a.pdf", b"a" * 10 * MEGABYTE), file("b.pdf", b"b" * 11 * MEGABYTE)
    )
    assert small.content is not None
    assert (large.content, large.why) == (None, "too_large")
    assert abs(large.size - 11 * MEGABYTE) < MEGABYTE


def test_no_more_than_twenty_megabytes_are_kept_together() -> None:
    content = b"a" * 8 * MEGABYTE
    listed = files_of(file("a.pdf", content), file("b.pdf", content), file("c.pdf", content),
                      file("d.pdf", b"small"))  # fmt: skip
    assert [one.why for one in listed] == ["", "", "too_large", ""]


def test_pictures_within_the_text_come_after_the_files() -> None:
    raw = several(
        html(f'<p>{OWN}</p><img src="cid:logo@1">'),
        part(b"GIF89a", "image/gif; name=logo.gif", "Content-ID: <logo@1>\n"),
        file("letter.pdf"),
        file("photo.jpg", kind="image/jpeg"),
    )
    names = [one.name for one in read_message(raw).attachments]
    assert names == ["letter.pdf", "photo.jpg", "logo.gif"]


def test_a_file_of_nothing_is_listed() -> None:
    (one,) = files_of(file("empty.pdf", b""))
    assert (one.size, one.content, one.why) == (0, None, "unreadable")


def test_a_zip_is_never_opened() -> None:
    bomb = base64.b64decode("UEsDBBQAAAAIAA==") + b"\x00" * 100
    (one,) = files_of(file("bomb.zip", bomb, "application/zip"))
    assert (one.media_type, one.size) == ("application/zip", len(bomb))
