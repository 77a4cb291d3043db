"""Categories and pictures on a real WordPress."""

import struct
import zlib

import httpx
import pytest

from engage.wordpress.errors import BadData
from engage.wordpress.gateway import Transport
from engage.wordpress.gateway.rest import library
from engage.wordpress.rules import PostDressing, PostFields
from tests.services.wordpress import WordPressSite
from tests.wordpress.transport.conftest import REST, XMLRPC


@pytest.fixture(params=[REST, XMLRPC])
def way(request: pytest.FixtureRequest) -> str:
    """The plugin changes nothing here, so that two ways are enough."""
    return str(request.param)


def _png() -> bytes:
    """Four grey points."""

    def part(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", 2, 2, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\x00\x80\x80" * 2)
    signature = b"\x89PNG\r\n\x1a\n"
    return signature + part(b"IHDR", head) + part(b"IDAT", rows) + part(b"IEND", b"")


def test_a_category_is_made_once_and_found_by_its_name(there: Transport, key: str) -> None:
    name = f"Forests & <Lands> {key}"
    first = there.ensure_category(name)
    assert there.ensure_category(f"  {name.upper()} ") == first
    (found,) = [each for each in there.categories() if each.id == first]
    assert found.name == name


def test_more_categories_than_stand_on_a_page_are_all_listed(
    there: Transport, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "PAGE", 3)
    made = {there.ensure_category(f"Branch {count} {key}") for count in range(8)}
    listed = there.categories()
    assert made <= {each.id for each in listed}
    assert len(listed) == len({each.id for each in listed})


def test_a_picture_is_put_there_once_and_goes_with_its_post(
    there: Transport, way: str, key: str, fields: PostFields, administrator: httpx.Client
) -> None:
    picture = there.put_picture(f"{key}-picture", _png(), "image/png", 'A "bus" & a ᐃᓄᒃ')
    assert there.put_picture(f"{key}-picture", _png(), "image/png", "other words") == picture
    made = there.create_post(key, fields, PostDressing(picture=picture))
    assert made.picture == there.get_post(made.id).picture == picture
    again = there.update_post(made.id, fields, made.modified)
    assert again.picture == picture
    row = administrator.get(f"media/{picture}").json()
    assert row["mime_type"] == "image/png"
    if way != XMLRPC:  # which has no way to say it
        assert row["alt_text"] == 'A "bus" & a ᐃᓄᒃ'


def test_what_is_no_picture_is_not_sent(there: Transport, key: str) -> None:
    with pytest.raises(BadData):
        there.put_picture(key, b"<?php", "application/x-php", "")


def test_the_site_says_what_time_it_is(there: Transport, site: WordPressSite) -> None:
    said = there.clock()
    assert said is not None
    assert said.utcoffset() is not None
