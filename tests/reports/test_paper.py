"""What stands on paper wears the theme and the logo: reports and posters, in every theme."""

import base64
import re
import shutil
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Final

import pikepdf
import pytest
from jinja2 import Environment
from PIL import Image, PngImagePlugin
from pypdfium2 import PdfDocument

from engage.app import create_app
from engage.core.settings import Settings
from engage.core.themes import ThemeFault, template_loader
from engage.core.unit import Units
from engage.reports.leaks import Gate, Identifier, Kind, UnreadableFile
from engage.reports.renderers.html import render_html
from engage.reports.renderers.pdf import render_pdf
from engage.reports.rendering import renderer
from engage.reports.rules import content_hash
from engage.web.paper import configured_logo
from engage.web.theme import configured_theme, load_theme
from tests.app_fixtures import build_engagement
from tests.reports import documents
from tests.reports.pdf_reader import Pdf
from tests.themes.test_colours import NAMES, TEXT, THEMES, contrast, luminance, sheet

SVG: Final = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">'
    b'<rect width="40" height="20" fill="#FF00FF"/></svg>'
)
COVERS: Final = {"corporate": "#013366", "forests": "#42814A"}
KNOWN: Final = [Identifier(Kind.NAME, "Jane Hume")]
POSTER: Final = "/engagements/night-buses/poster.pdf"


def colours(name: str) -> dict[str, str | tuple[str, ...]]:
    templates = Environment(loader=template_loader(THEMES / name), autoescape=True)
    found: dict[str, str | tuple[str, ...]] = templates.get_template("paper.html").module.colours
    return found


@pytest.fixture(params=["svg", "png"])
def logo(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / f"logo.{request.param}"
    if request.param == "svg":
        path.write_bytes(SVG)
    else:
        Image.new("RGB", (40, 20), "#FF00FF").save(path)
    return path


@pytest.fixture
def dressed(units: Units, logo: Path) -> Settings:
    return replace(units.settings, theme="forests", logo=logo, logo_alt="Mark of the ministry")


def points(content: bytes) -> set[str]:
    """The plain colours of a first page, each of more than a thousandth of it."""
    with PdfDocument(content) as pdf:
        seen = pdf[0].render(scale=0.5).to_pil().convert("RGB")
    counted = seen.getcolors(seen.width * seen.height) or []
    least = seen.width * seen.height / 1_000
    return {f"#{r:02X}{g:02X}{b:02X}" for count, (r, g, b) in counted if count > least}


@pytest.mark.parametrize("name", NAMES)
def test_colours_on_paper_are_tokens_that_can_be_read(name: str) -> None:
    tokens = {
        value.upper() for value in sheet(load_theme(THEMES, name), "css/variables.css").values()
    }
    found = colours(name)
    shades = found["shades"]
    assert isinstance(shades, tuple) and len(shades) == 4
    assert {one for one in found.values() if isinstance(one, str)} | {*shades} <= tokens
    for text, ground in (
        (found["on_cover"], found["cover"]),
        (found["heading"], "#FFFFFF"),
        (found["heading"], found["panel"]),
        *(("#2D2D2D", shade) for shade in shades),
    ):
        assert contrast(str(text), str(ground)) >= TEXT
    assert [*shades] == sorted(shades, key=luminance, reverse=True)


def test_a_variant_changes_some_colours_and_takes_the_others() -> None:
    ours, parents = colours("forests"), colours("corporate")
    assert ours.keys() == parents.keys()
    assert ours["cover"] != parents["cover"]
    assert ours["rule"] == parents["rule"]


@pytest.mark.parametrize("name", sorted(COVERS))
def test_posters_and_reports_have_the_colours_of_the_theme(
    units: Units, tmp_path: Path, name: str
) -> None:
    build_engagement(units)
    settings = replace(units.settings, theme=name)
    client = create_app(settings, units=units).test_client()
    poster = points(client.get(POSTER).get_data())
    report = documents.report()
    files = renderer(settings)([report], made(tmp_path), lambda _share: None).files
    cover = points(files[f"{report.slug}-report.pdf"].read_bytes())
    for seen in (poster, cover):
        assert COVERS[name] in seen
        assert not (set(COVERS.values()) - {COVERS[name]}) & seen
    page = files[f"{report.slug}-report.html"].read_text()
    assert f"--cover: {COVERS[name]}" in page
    assert "<img" not in page


def made(folder: Path) -> Path:
    into = folder / "report"
    into.mkdir()
    return into


def test_a_report_wears_the_logo_and_says_it_in_its_language(
    dressed: Settings, tmp_path: Path
) -> None:
    reports = [documents.report(language=one) for one in ("en", "fr")]
    files = renderer(replace(dressed, logo_alt=""))(
        reports, made(tmp_path), lambda _share: None
    ).files
    assert Gate(KNOWN).leaks_in(files) == []
    for name, said in (
        ("report", "Government of British Columbia"),
        ("rapport", "Gouvernement de la Colombie-Britannique"),
    ):
        page = files[f"{reports[0].slug}-{name}.html"].read_text()
        (address,) = re.findall(r'<img src="(data:[^"]+)" alt="' + said, page)
        assert base64.b64decode(address.partition(",")[2]) == (dressed.logo or Path()).read_bytes()
        content = files[f"{reports[0].slug}-{name}.pdf"].read_bytes()
        assert "#FF00FF" in points(content)
        pdf = Pdf(content)
        mark = pdf.tree.all("Figure")[0].element
        assert str(mark.Alt) == said
        assert all(float(side) > 0 for side in mark.A.BBox)
        # What is written beside it in the data files is that of the content alone.
        assert content_hash(reports[0]) in page


def test_workers_find_the_logo_that_pages_show(dressed: Settings, tmp_path: Path) -> None:
    assert configured_logo(dressed) == configured_theme(dressed).paper_logo is not None
    themes = tmp_path / "themes"
    shutil.copytree(THEMES / "corporate", themes / "corporate")
    (themes / "corporate/static/img/mark.svg").write_bytes(SVG)
    toml = themes / "corporate/theme.toml"
    toml.write_text('logo = "img/mark.svg"\nlogo_alt = "Mark"\n' + toml.read_text())
    shutil.copytree(THEMES / "forests", themes / "forests")
    of_parent = replace(dressed, themes_dir=themes, logo=None, logo_alt="")
    found = configured_logo(of_parent)
    assert found == configured_theme(of_parent).paper_logo
    assert found is not None and found.said("fr") == "Mark"
    (themes / "corporate/static/img/mark.svg").write_text("<svg onload='x'/>")
    with pytest.raises(ThemeFault):
        configured_logo(of_parent)


def test_the_same_logo_gives_the_same_bytes_and_none_changes_the_content(tmp_path: Path) -> None:
    logo = tmp_path / "logo.svg"
    logo.write_bytes(SVG)

    def rendered(path: Path | None) -> tuple[bytes, bytes]:
        templates = Environment(loader=template_loader(THEMES / "corporate"), autoescape=True)
        theme = load_theme(THEMES, "corporate", logo_file=path)
        templates.globals["logo"] = theme.paper_logo
        page = render_html(documents.interim(), templates)
        return page, render_pdf(documents.interim(), templates, page)

    first, again, without = rendered(logo), rendered(logo), rendered(None)
    assert first == again
    assert first != without
    stated = content_hash(documents.interim()).encode()
    assert stated in first[0] and stated in without[0]


def test_a_poster_wears_the_logo_in_place_of_the_organizations_name(
    units: Units, dressed: Settings
) -> None:
    build_engagement(units)
    content = create_app(dressed, units=units).test_client().get(POSTER).get_data()
    seen = points(content)
    assert {"#FF00FF", COVERS["forests"]} <= seen
    with pikepdf.open(BytesIO(content)) as pdf:
        assert len(pdf.pages) == 1
        alts = [
            str(one.Alt)
            for one in pdf.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/S") == pikepdf.Name.Figure
        ]
    assert "Mark of the ministry" in alts


def page_with(kind: str, content: bytes) -> bytes:
    address = f"data:image/{kind};base64,{base64.b64encode(content).decode()}"
    return f'<p>Report</p><img src="{address}" alt="">'.encode()


def png_that_says(text: str) -> bytes:
    written, told = BytesIO(), PngImagePlugin.PngInfo()
    told.add_text("Author", text)
    Image.new("RGB", (2, 2)).save(written, "PNG", pnginfo=told)
    return written.getvalue()


def test_the_leak_gate_reads_what_stands_in_a_logo() -> None:
    gate = Gate(KNOWN)
    drawn = SVG.replace(b"<rect", b"<text>%s</text><rect")
    for kind, content in (
        ("svg+xml", drawn % b"Jane Hume"),
        ("png", png_that_says("Jane Hume")),
    ):
        (leak,) = gate.leaks_in({"a.html": page_with(kind, content)})
        assert leak.kind is Kind.NAME
    for kind, content in (("svg+xml", drawn % b"Mark"), ("png", png_that_says("x"))):
        assert gate.leaks_in({"a.html": page_with(kind, content)}) == []


@pytest.mark.parametrize(
    ("kind", "content"),
    [("jpeg", b"x"), ("svg+xml", b"<svg"), ("png", b"no picture"), ("png;x", b"x")],
)
def test_the_leak_gate_refuses_a_picture_that_it_cannot_read(kind: str, content: bytes) -> None:
    with pytest.raises(UnreadableFile):
        Gate(KNOWN).leaks_in({"a.html": page_with(kind, content)})
