"""QR codes, posters, and the page from which they are taken."""

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from pypdfium2 import PdfDocument

from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.engagements.rules import Avenue, AvenueKind
from engage.engagements.service import unpublish
from engage.reports.renderers.pdf import NO_PANGO, NoPdf
from engage.sharing import posters
from engage.sharing.codes import svg
from engage.sharing.postering import runs_from_right, size_of, without_pictures
from tests.app_fixtures import build_engagement
from tests.comments.citizen import Citizen
from tests.multilingual.test_web import public as public_translation

BASE = "http://localhost"
PAGE = "/engagements/night-buses"
EMAIL = Avenue(AvenueKind.EMAIL, "citizenengagement@gov.bc.ca")
PHONE = Avenue(AvenueKind.PHONE, "1 800 663-7867")
LETTER = Avenue(AvenueKind.MAIL, "PO Box 9409 Stn Prov Govt\nVictoria BC V8W 9V1")


def words(content: bytes) -> str:
    with PdfDocument(content) as pdf:
        texts = [page.get_textpage().get_text_range() for page in pdf]
    return " ".join(" ".join(texts).split())


def poster(citizen: Citizen, path: str = f"{PAGE}/poster.pdf") -> bytes:
    answer = citizen.get(path)
    assert answer.response.content_type == "application/pdf"
    content: bytes = answer.response.get_data()
    return content


def test_a_poster_says_what_one_needs_on_one_sheet(units: Units) -> None:
    build_engagement(units, avenues=(EMAIL, PHONE, LETTER))
    content = poster(Citizen.of(units))
    said = words(content)
    for part in (
        "Should buses run at night?",
        "Ministry of Transportation and Transit",
        "Closes Monday, 30 March 2026, 1 pm Pacific time",
        "localhost/engagements/night-buses",
        "citizenengagement@gov.bc.ca",
        "1 800 663-7867",
        "Victoria BC V8W 9V1",
        "Section 26(c)",
    ):
        assert part in said
    with pikepdf.open(BytesIO(content)) as pdf:
        assert len(pdf.pages) == 1
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.Lang == "en-CA"
        assert str(pdf.docinfo.Title) == "Should buses run at night?"
        assert "/CreationDate" not in pdf.docinfo
        assert [float(side) for side in pdf.pages[0].MediaBox[2:]] == [612, 792]
        figures = [
            o
            for o in pdf.objects
            if isinstance(o, pikepdf.Dictionary) and o.get("/S") == pikepdf.Name.Figure
        ]
        assert ["localhost/engagements/night-buses" in str(one.Alt) for one in figures] == [True]


def test_the_french_poster_on_a4_leads_to_the_french_page(units: Units) -> None:
    build_engagement(units)
    content = poster(Citizen.of(units), f"/fr{PAGE}/poster-a4.pdf")
    assert "localhost/fr/engagements/night-buses" in words(content)
    with pikepdf.open(BytesIO(content)) as pdf:
        assert pdf.Root.Lang == "fr-CA"
        assert [round(float(side)) for side in pdf.pages[0].MediaBox[2:]] == [595, 842]


def test_much_text_flows_on_and_nothing_is_lost(units: Units) -> None:
    many = "\n".join(f"Library number {number}" for number in range(60))
    title = "W" * 100 + " " + "x" * 99
    build_engagement(units, title=title, avenues=(EMAIL, PHONE, Avenue(AvenueKind.IN_PERSON, many)))
    content = poster(Citizen.of(units))
    said = words(content)
    assert "Library number 59" in said
    assert said.replace(" ", "").count("x") >= 99
    with pikepdf.open(BytesIO(content)) as pdf:
        assert len(pdf.pages) > 1


def test_other_scripts_and_directions_are_printed(units: Units) -> None:
    build_engagement(units, title="هل تعمل الحافلات ليلا؟ 🚌", summary="ᑕᓀᐦᑕ")
    content = poster(Citizen.of(units))
    with pikepdf.open(BytesIO(content)) as pdf:
        assert len(pdf.pages) == 1
    assert "ᑕᓀᐦᑕ" in words(content)


def test_after_the_end_a_poster_asks_nobody_to_write(units: Units, clock: FixedClock) -> None:
    build_engagement(units)
    clock.advance(days=30)
    said = words(poster(Citizen.of(units)))
    assert "Closed Monday, 30 March 2026" in said
    assert "citizenengagement@gov.bc.ca" not in said
    assert "Have your say" not in said


def test_a_poster_is_laid_out_once_however_often_it_is_asked_for(
    units: Units, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_engagement(units)
    first = poster(Citizen.of(units))

    def pressed_again(*_: object) -> bytes:
        raise AssertionError("the same content was laid out twice")

    monkeypatch.setattr(posters, "_pressed", pressed_again)
    # Another process with an empty page cache, and the same one when its page is too old.
    citizen = Citizen.of(units)
    assert poster(citizen) == first
    clock.advance(minutes=6)
    assert poster(citizen) == first


def test_who_comes_while_another_is_made_is_asked_to_come_again(
    units: Units, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_engagement(units)
    folder = units.settings.var_dir / "posters"
    folder.mkdir(parents=True)
    monkeypatch.setattr(posters, "WAIT_SECONDS", 0)
    with posters._alone(folder / "lock"):
        answer = Citizen.of(units).get(f"{PAGE}/poster.pdf")
    assert answer.status == 503
    assert answer.response.headers["Retry-After"]
    assert answer.is_in_theme
    assert Citizen.of(units).get(f"{PAGE}/poster.pdf").status == 200


def test_old_posters_are_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posters, "MOST", 2)
    monkeypatch.setattr(posters, "_pressed", lambda page, *_: page.encode())
    made = [posters.poster(tmp_path, page, tmp_path, "") for page in ("a", "b", "c", "d")]
    assert made == [b"a", b"b", b"c", b"d"]
    assert len(list(tmp_path.glob("*.pdf"))) == 2


@pytest.mark.parametrize("path", ["qr.svg", "qr.png", "poster.pdf", "poster-a4.pdf"])
def test_a_query_cannot_have_the_same_made_again(units: Units, path: str) -> None:
    build_engagement(units)
    answer = Citizen.of(units).get(f"/fr{PAGE}/{path}?paper=a0&x=//evil.example")
    assert (answer.status, answer.response.headers["Location"]) == (302, f"/fr{PAGE}/{path}")


@pytest.mark.parametrize("path", ["share", "qr.svg", "qr.png", "poster.pdf", "poster-a4.pdf"])
def test_what_is_not_public_is_shared_by_nobody(units: Units, path: str) -> None:
    build_engagement(units, published=False)
    build_engagement(units, "libraries")
    with units.writing(SYSTEM) as unit:
        unpublish(unit, engagement_by_slug(unit.session, "libraries"))
    citizen = Citizen.of(units)
    assert citizen.get(f"{PAGE}/{path}").status == 404
    assert citizen.get(f"/engagements/libraries/{path}").status == 404


def test_codes_hold_the_configured_address_whatever_host_was_asked(units: Units) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    answer = citizen.get(f"{PAGE}/qr.svg", headers={"Host": "evil.example"})
    title = f"QR code of the address {BASE}{PAGE}"
    assert answer.response.get_data() == svg(f"{BASE}{PAGE}", title)
    assert answer.response.content_type == "image/svg+xml; charset=utf-8"
    with Image.open(BytesIO(citizen.get(f"{PAGE}/qr.png").response.get_data())) as picture:
        assert picture.format == "PNG"
        assert picture.width == picture.height >= 500


def test_a_title_in_a_code_is_text() -> None:
    assert b"<script>" not in svg("https://a.ca/", "</title><script>x</script>")


def test_the_page_to_share_leads_to_all_of_it(units: Units) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    page = citizen.get(f"{PAGE}/share")
    field = page.tree.find(".//input[@id='address-field']")
    assert field is not None
    assert field.get("value") == f"{BASE}{PAGE}"
    hrefs = {one.get("href", "") for one in page.tree.iter("a")}
    assert f"webcal://localhost{PAGE}/calendar.ics" in hrefs
    for name in ("poster.pdf", "poster-a4.pdf", "qr.svg", "qr.png", "feed.atom", "feed.json"):
        assert f"{PAGE}/{name}" in hrefs
        assert citizen.get(f"{PAGE}/{name}").status == 200


@pytest.mark.parametrize(
    ("title", "size"), [("a" * 60, "short"), ("a" * 61, "medium"), ("a" * 200, "long")]
)
def test_a_long_title_stands_smaller(title: str, size: str) -> None:
    assert size_of(title) == size


@pytest.mark.parametrize(
    ("text", "is_rtl"), [("Buses", False), ("123 باص", True), ("בסים", True), ("?!", False)]
)
def test_the_first_letter_tells_the_direction(text: str, is_rtl: bool) -> None:
    assert runs_from_right(text) is is_rtl


def test_emoji_are_left_out_unless_there_is_nothing_else() -> None:
    assert without_pictures("Night 🚌 buses ☀️") == "Night buses"
    assert without_pictures("🚌") == "🚌"


def test_a_translation_has_a_poster_of_its_own(units: Units) -> None:
    build_engagement(units)
    public_translation(units)
    citizen = Citizen.of(units)
    path = f"{PAGE}/in/ar/poster.pdf"
    assert path in {one.get("href") for one in citizen.get(f"{PAGE}/share").tree.iter("a")}
    said = words(poster(citizen, path))
    assert "localhost/engagements/night-buses/in/ar" in said
    assert "Should buses run at night?" not in said
    assert citizen.get(f"{PAGE}/in/pa/poster.pdf").status == 404


def test_a_machine_that_cannot_make_pdf_says_so_and_goes_on(
    units: Units, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_engagement(units)

    def cannot(*_: object) -> bytes:
        raise NoPdf(NO_PANGO)

    monkeypatch.setattr(posters, "_pressed", cannot)
    citizen = Citizen.of(units)
    assert citizen.get(f"{PAGE}/poster.pdf").status == 503
    assert citizen.get(f"{PAGE}/share").status == 200
