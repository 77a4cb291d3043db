"""QR codes as a telephone sees them: read back from the pictures that people get, by a reader that
knows nothing of what wrote them.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import cairosvg
import pytest
import zxingcpp
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from pypdfium2 import PdfDocument

from engage.app import create_app
from engage.core.clock import FixedClock
from engage.sharing import codes
from engage.wiring import make_units
from tests.app_fixtures import build_engagement, settings_for

SITE = "https://engage.gov.bc.ca"
PAGE = "/engagements/night-buses"
DOTS = 110
"""In an inch: what a cheap telephone makes of a poster across the room."""


@pytest.fixture
def anybody(sqlite_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[FlaskClient]:
    units = make_units(settings_for(sqlite_url, tmp_path, ENGAGE_BASE_URL=SITE), clock)
    build_engagement(units)
    yield create_app(units.settings, units=units).test_client()
    units.database.dispose()


def asked(client: FlaskClient, path: str) -> bytes:
    """As behind a proxy, where the request names another host than the site's own."""
    answer = client.get(path, base_url="http://10.0.0.7:8080")
    assert answer.status_code == 200
    return answer.get_data()


def picture(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content)).convert("L")


def on_paper(content: bytes) -> Image.Image:
    with PdfDocument(content) as pdf:
        return pdf[0].render(scale=DOTS / 72).to_pil().convert("L")


def read(seen: Image.Image) -> list[tuple[str, str]]:
    """Kind and text of every code in a picture, whatever kinds there are."""
    return [(str(one.format), one.text) for one in zxingcpp.read_barcodes(seen)]


@pytest.mark.parametrize("prefix", ["", "/fr"])
def test_the_pictures_of_a_code_lead_to_the_page_at_the_address_of_the_site(
    anybody: FlaskClient, prefix: str
) -> None:
    png = asked(anybody, f"{prefix}{PAGE}/qr.png")
    svg = asked(anybody, f"{prefix}{PAGE}/qr.svg")
    drawn = cairosvg.svg2png(svg, output_width=300, background_color="white")
    for seen in (picture(png), picture(drawn)):
        assert [text for _kind, text in read(seen)] == [f"{SITE}{prefix}{PAGE}"]


@pytest.mark.parametrize(
    ("path", "leads_to"),
    [
        (f"{PAGE}/poster.pdf", PAGE),
        (f"{PAGE}/poster-a4.pdf", PAGE),
        (f"/fr{PAGE}/poster.pdf", f"/fr{PAGE}"),
    ],
)
def test_a_printed_poster_leads_there_too(anybody: FlaskClient, path: str, leads_to: str) -> None:
    seen = on_paper(asked(anybody, path))
    assert [text for _kind, text in read(seen)] == [SITE + leads_to]


def test_a_code_is_read_turned_small_and_scratched() -> None:
    address = f"{SITE}{PAGE}"
    whole = picture(codes.png(address))
    small = whole.resize((160, 160))
    turned = whole.rotate(23, expand=True, fillcolor=255)
    scratched = whole.copy()
    middle = whole.width // 2
    ImageDraw.Draw(scratched).line(
        [(0, middle + 60), (whole.width, middle - 20)], fill=255, width=whole.width // 22
    )
    for seen in (small, turned, scratched):
        assert [text for _kind, text in read(seen)] == [address]


@given(st.from_regex(r"[a-z0-9]{1,40}(-[a-z0-9]{1,39})?", fullmatch=True), st.booleans())
@settings(max_examples=25)
def test_every_address_that_an_engagement_can_have_is_read_as_it_is(
    slug: str, french: bool
) -> None:
    address = f"{SITE}{'/fr' if french else ''}/engagements/{slug}"
    ((kind, text),) = read(picture(codes.png(address)))
    assert text == address
    assert "QR" in kind


def test_what_holds_no_code_is_read_as_none() -> None:
    """So that the reader does not find what is not there."""
    assert read(Image.new("L", (300, 300), 255)) == []
