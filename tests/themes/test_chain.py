"""Themes that begin with another one, and the logo that an installation is given."""

import re
import shutil
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from engage.app import create_app
from engage.core.settings import SettingsError, load_settings
from engage.core.themes import ThemeFault, template_loader
from engage.core.unit import Units
from engage.web.logo import LARGEST, logo_faults
from engage.web.theme import init_theme, load_theme

THEMES = Path(__file__).parents[2] / "themes"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">{}</svg>'


@pytest.fixture
def themes(tmp_path: Path) -> Path:
    """The corporate theme without its fonts, for others to begin with."""
    ignore = shutil.ignore_patterns("fonts", "vendor")
    shutil.copytree(THEMES / "corporate", tmp_path / "corporate", ignore=ignore)
    return tmp_path


def variant(themes: Path, name: str = "parks", parent: str = "corporate", more: str = "") -> Path:
    folder = themes / name
    (folder / "static" / "css").mkdir(parents=True)
    (folder / "templates").mkdir()
    (folder / "theme.toml").write_text(f'name = "{name}"\nparent = "{parent}"\n{more}')
    return folder


def test_what_a_theme_does_not_give_comes_from_its_parent(themes: Path) -> None:
    folder = variant(themes, more='title = "Parks"\n')
    (folder / "static" / "css" / "theme.css").write_text(":root {}")
    (folder / "templates" / "error.html").write_text("mine")
    parent, child = load_theme(themes, "corporate"), load_theme(themes, "parks")
    assert (child.title, child.organization) == ("Parks", parent.organization)
    assert child.footer == parent.footer
    assert child.assets["css/theme.css"] == b":root {}"
    assert child.assets["css/site.css"] == parent.assets["css/site.css"]
    assert child.digest != parent.digest


def test_the_hash_of_a_theme_follows_its_parent(themes: Path) -> None:
    variant(themes)
    before = load_theme(themes, "parks").digest
    with (themes / "corporate" / "static" / "css" / "site.css").open("a") as style:
        style.write("\n")
    assert load_theme(themes, "parks").digest != before


def test_the_styles_of_public_pages_come_as_one_with_the_childs_in_their_places(
    themes: Path,
) -> None:
    folder = variant(themes)
    (folder / "static" / "css" / "story.css").write_text(
        '/* of the child */\n.timeline::before { content: "/* kept */"; }\n\n/* two\nlines */'
    )
    corporate = load_theme(themes, "corporate").assets["css/public.css"].decode()
    child = load_theme(themes, folder.name).assets["css/public.css"].decode()
    assert '.timeline::before { content: "/* kept */"; }\n' in child
    assert ".timeline__list" in corporate and ".timeline__list" not in child
    assert "/*" not in corporate and "of the child" not in child and "lines */" not in child
    for words in (".finder {", ".orders ul {", ".video img {", "@font-face", "--header-ground:"):
        assert words in corporate and words in child
    assert corporate.index("--header-ground:") < corporate.index(".site-header {")


def test_a_template_adds_to_its_parents_of_the_same_name(themes: Path) -> None:
    first = variant(themes, "one")
    second = variant(themes, "two", parent="one")
    for folder, parent in ((first, "corporate"), (second, "one")):
        (folder / "templates" / "note.html").write_text(
            f"{{% extends 'themes/{parent}/note.html' %}}"
            f"{{% block a %}}{{{{ super() }}}} {folder.name}{{% endblock %}}"
        )
    (themes / "corporate" / "templates" / "note.html").write_text("{% block a %}base{% endblock %}")
    app = Flask(__name__)
    init_theme(app, load_theme(themes, "two"))
    assert app.jinja_env.get_template("note.html").render() == "base one two"
    assert app.jinja_env.get_template("themes/one/note.html").render() == "base one"


def test_mail_and_reports_find_the_parents_templates(themes: Path) -> None:
    folder = variant(themes)
    names = template_loader(folder).list_templates()
    assert {"email.html", "report.html", "themes/corporate/email.html"} <= set(names)


@pytest.mark.parametrize(
    ("parents", "fault"),
    [
        ({"a": "b", "b": "a"}, "circle: a > b > a"),
        ({"a": "a"}, "circle: a > a"),
        ({"a": "gone"}, "theme gone: theme.toml is missing"),
        ({"a": "../corporate"}, "a name has lower-case letters"),
        ({"a": "b", "b": "c", "c": "d", "d": "e", "e": "corporate"}, "more than 5"),
    ],
)
def test_a_chain_that_leads_nowhere_is_named(
    themes: Path, parents: dict[str, str], fault: str
) -> None:
    for name, parent in parents.items():
        variant(themes, name, parent)
    with pytest.raises(ThemeFault) as caught:
        load_theme(themes, "a")
    assert fault in "\n".join(caught.value.faults)


def test_a_child_cannot_pass_under_its_parents_name_or_serve_any_file(themes: Path) -> None:
    folder = variant(themes)
    (folder / "theme.toml").write_text('parent = "corporate"\nfooter = 3\nlogo = "img/none.svg"\n')
    (folder / "static" / "run.exe").write_bytes(b"")
    with pytest.raises(ThemeFault) as caught:
        load_theme(themes, "parks")
    for part in ("name is missing", "footer must be", "img/none.svg is missing", "run.exe"):
        assert part in "\n".join(caught.value.faults)


# --- the logo -------------------------------------------------------------------------------------


def png(size: tuple[int, int] = (40, 20)) -> bytes:
    file = BytesIO()
    Image.new("RGB", size, "#013366").save(file, "PNG")
    return file.getvalue()


def test_the_logo_of_the_settings_is_shown_with_its_words(themes: Path, tmp_path: Path) -> None:
    for name, content in (("a.svg", SVG.format("<path d='M0 0h8'/>").encode()), ("a.PNG", png())):
        (tmp_path / name).write_bytes(content)
        theme = load_theme(
            themes, "corporate", logo_file=tmp_path / name, logo_alt="The mark of B.C."
        )
        assert theme.assets[theme.logo] == content
        assert theme.logo_alt == "The mark of B.C."
    assert load_theme(themes, "corporate").logo_alt == "Government of British Columbia"


def test_pages_show_the_logo_of_the_settings(units: Units, tmp_path: Path) -> None:
    (tmp_path / "mark.png").write_bytes(png())
    settings = replace(units.settings, logo=tmp_path / "mark.png", logo_alt="The mark of B.C.")
    client = create_app(settings, units=units).test_client()
    found = re.search(r'<img class="wordmark__logo" src="([^"]+)" alt="The mark of B.C.">',
                      client.get("/terms").text)  # fmt: skip
    assert found
    answer = client.get(found.group(1))
    assert (answer.status_code, answer.content_type) == (200, "image/png")
    assert answer.data == png()


@pytest.mark.parametrize(
    ("inside", "fault"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ("<foreignObject/>", "<foreignObject>"),
        ("<image href='https://evil.example/a.png'/>", "<image>"),
        ("<animate attributeName='href'/>", "<animate>"),
        ("<path onload='alert(1)'/>", "onload"),
        ("<use href='https://evil.example/#a'/>", "leads elsewhere"),
        ("<use xmlns:x='http://www.w3.org/1999/xlink' x:href='javascript:a()'/>", "elsewhere"),
        ("<path style='fill: url(https://evil.example)'/>", "leads elsewhere"),
        ("<path fill='u\\72l(//evil.example)'/>", "leads elsewhere"),
        ("<style>@import 'https://evil.example/a.css';</style>", "leads elsewhere"),
        ("<style>path{fill:url( //evil.example)}</style>", "leads elsewhere"),
        ("<x xmlns='http://example.com'/>", "<x>"),
        ("<path", "cannot be read"),
    ],
)
def test_an_svg_that_acts_or_leads_elsewhere_is_refused(inside: str, fault: str) -> None:
    assert fault in "\n".join(logo_faults("logo.svg", SVG.format(inside).encode()))


def test_other_files_that_only_call_themselves_logos_are_refused() -> None:
    entity = '<!DOCTYPE a [<!ENTITY b "c">]>' + SVG.format("")
    sheet = '<?xml-stylesheet href="https://evil.example/a.css"?>' + SVG.format("")
    for name, content in (
        ("logo.svg", entity.encode()),
        ("logo.svg", sheet.encode()),
        ("logo.svg", b"<html/>"),
        ("logo.svg", b" " * (LARGEST + 1)),
        ("logo.png", b"GIF89a"),
        ("logo.png", png()[:60]),
        ("logo.png", png((2_001, 1))),
        ("logo.gif", b"GIF89a"),
    ):
        assert logo_faults(name, content), name


def test_drawing_and_references_within_the_drawing_pass() -> None:
    drawing = (
        "<defs><linearGradient id='a'/></defs><style>path{fill:#013366}</style>"
        "<path fill='url(#a)' d='M0 0'/><use href='#a'/>"
    )
    assert logo_faults("logo.svg", SVG.format(drawing).encode()) == []


def test_a_logo_that_is_not_there_is_told_as_a_setting() -> None:
    for wrong in ("/nowhere/logo.svg", str(Path(__file__))):
        with pytest.raises(SettingsError) as caught:
            load_settings({"ENGAGE_LOGO": wrong})
        assert any("ENGAGE_LOGO" in fault for fault in caught.value.faults)
