"""The theme: refused when it is not whole, served so that it can be kept for good, and written so
that the strict content policy of the pages never breaks one."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import UndefinedError

from engage.core.dates import date_words, datetime_words, iso, unbroken
from engage.web.language import init_language
from engage.web.theme import MEDIA_TYPES, Theme, ThemeFault, init_theme, load_theme

ROOT = Path(__file__).resolve().parents[2]
THEMES = ROOT / "themes"
TEMPLATES = sorted(
    path
    for folder in (*THEMES.glob("*/templates"), *ROOT.glob("engage/*/templates"))
    for path in folder.rglob("*.html")
)
OF_MAILS = {"email.html", "email_parts.html"}
STYLES = sorted(THEMES.glob("*/static/css/*.css"))


@pytest.fixture(scope="module")
def theme() -> Theme:
    return load_theme(THEMES, "corporate")


@pytest.fixture
def app(theme: Theme) -> Flask:
    app = Flask(__name__)
    init_theme(app, theme)
    init_language(app)
    app.jinja_env.filters |= {
        "date_words": date_words,
        "datetime_words": datetime_words,
        "iso": iso,
        "unbroken": unbroken,
    }
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A theme of one's own to break."""
    folder = tmp_path / "corporate"
    shutil.copytree(THEMES / "corporate", folder, ignore=shutil.ignore_patterns("fonts"))
    return folder


def faults_of(folder: Path) -> str:
    with pytest.raises(ThemeFault) as caught:
        load_theme(folder.parent, folder.name)
    return "\n".join(caught.value.faults)


# --- loading --------------------------------------------------------------------------------------


def test_every_fault_of_a_theme_is_named_at_once(copy: Path) -> None:
    (copy / "theme.toml").write_text('name = "corporate"\nlanguage = 7\n[[footer]]\nlabel = "x"\n')
    (copy / "templates" / "layout.html").unlink()
    (copy / "templates" / "error.html").unlink()
    (copy / "static" / "css" / "site.css").unlink()
    (copy / "static" / "page.exe").write_bytes(b"")
    faults = faults_of(copy)
    for part in (
        "title is missing",
        "organization is missing",
        "language must be text",
        "footer entry 1 needs label and href",
        "templates/layout.html is missing",
        "templates/error.html is missing",
        "static/css/site.css is missing",
        "static/page.exe is of a kind that is not served",
    ):
        assert part in faults


def test_a_theme_without_its_toml_is_refused(copy: Path) -> None:
    (copy / "theme.toml").unlink()
    assert "theme.toml is missing" in faults_of(copy)


def test_a_toml_that_cannot_be_read_is_a_fault_and_not_a_crash(copy: Path) -> None:
    (copy / "theme.toml").write_text("name = ")
    assert "theme.toml cannot be read" in faults_of(copy)


def test_a_logo_that_is_not_there_is_refused(copy: Path) -> None:
    toml = (copy / "theme.toml").read_text(encoding="utf-8")
    (copy / "theme.toml").write_text('logo = "img/no.svg"\n' + toml, encoding="utf-8")
    assert "static/img/no.svg is missing" in faults_of(copy)


def test_a_footer_link_that_could_run_script_is_refused(copy: Path) -> None:
    with (copy / "theme.toml").open("a", encoding="utf-8") as toml:
        toml.write('\n[[footer]]\nlabel = "x"\nhref = "javascript:alert(1)"\n')
    assert "unsafe href" in faults_of(copy)


def test_a_link_inside_static_cannot_publish_a_file_from_elsewhere(copy: Path) -> None:
    (copy / "static" / "secret.txt").symlink_to(copy / "theme.toml")
    assert "static/secret.txt is a link" in faults_of(copy)


@pytest.mark.parametrize("name", ["../corporate", "corporate/", "", "Corporate", "/etc", "a\n"])
def test_a_theme_name_that_is_a_path_is_refused(name: str) -> None:
    with pytest.raises(ThemeFault):
        load_theme(THEMES, name)


def test_an_unknown_theme_is_refused() -> None:
    with pytest.raises(ThemeFault, match="theme nowhere"):
        load_theme(THEMES, "nowhere")


# --- assets ---------------------------------------------------------------------------------------


def test_an_asset_may_be_kept_for_a_year(theme: Theme, client: FlaskClient) -> None:
    answer = client.get(theme.asset("css/site.css"))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "Set-Cookie" not in answer.headers
    assert answer.data == (THEMES / "corporate" / "static" / "css" / "site.css").read_bytes()


def test_every_asset_is_served_with_its_type(theme: Theme, client: FlaskClient) -> None:
    for path, content in theme.assets.items():
        answer = client.get(theme.asset(path))
        assert (path, answer.status_code) == (path, 200)
        assert answer.headers["Content-Type"] == MEDIA_TYPES[Path(path).suffix]
        assert answer.data == content


def test_an_asset_that_is_still_fresh_is_not_sent_again(theme: Theme, client: FlaskClient) -> None:
    address = theme.asset("css/site.css")
    etag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304


def test_another_hash_is_not_found(theme: Theme, client: FlaskClient) -> None:
    assert client.get("/assets/0000000000000000/css/site.css").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "../theme.toml",
        "css/../../theme.toml",
        "%2e%2e/theme.toml",
        "..%2ftheme.toml",
        "css/..%5c..%5ctheme.toml",
        "/etc/passwd",
        "//etc/passwd",
        "css",
        "css/",
        "css/site.css%00.txt",
    ],
)
def test_no_path_leads_out_of_static(theme: Theme, client: FlaskClient, path: str) -> None:
    answer = client.get(f"/assets/{theme.digest}/{path}")
    assert answer.status_code in (308, 404)
    assert b"acknowledgement" not in answer.data


def test_any_change_to_an_asset_changes_every_address(copy: Path) -> None:
    before = load_theme(copy.parent, copy.name).asset("css/site.css")
    with (copy / "static" / "js" / "count.js").open("a") as script:
        script.write("\n")
    assert load_theme(copy.parent, copy.name).asset("css/site.css") != before


def test_renaming_an_asset_changes_the_hash(copy: Path) -> None:
    before = load_theme(copy.parent, copy.name).digest
    (copy / "static" / "js" / "count.js").rename(copy / "static" / "js" / "tally.js")
    assert load_theme(copy.parent, copy.name).digest != before


def test_a_template_that_names_an_unknown_asset_fails_loudly(app: Flask) -> None:
    with pytest.raises(ThemeFault, match=r"css/gone\.css"):
        app.jinja_env.from_string("{{ asset('css/gone.css') }}").render()


# --- templates ------------------------------------------------------------------------------------


def test_every_template_is_found_and_those_of_public_pages_compile(app: Flask) -> None:
    names = app.jinja_env.list_templates(extensions=["html"])
    assert {"layout.html", "staff.html", "parts.html", "error.html"} <= set(names)
    assert {"site/home.html", "comments/form.html"} <= set(names)
    loader = app.jinja_env.loader
    assert loader is not None
    for name in names:
        app.jinja_env.parse(loader.get_source(app.jinja_env, name)[0])
    for name in names:
        if name in OF_MAILS:
            continue  # these have filters of their own (engage/mail/writing.py)
        if "/" not in name or name.startswith(("site/", "comments/")):
            app.jinja_env.get_template(name)


def test_a_theme_replaces_the_template_of_a_feature(copy: Path) -> None:
    own = copy / "templates" / "site" / "home.html"
    own.parent.mkdir()
    own.write_text("mine")
    app = Flask(__name__)
    init_theme(app, load_theme(copy.parent, copy.name))
    assert app.jinja_env.get_template("site/home.html").render() == "mine"


def test_text_is_escaped_whatever_the_template_is_called(app: Flask) -> None:
    assert app.jinja_env.from_string("{{ a }}").render(a="<b>") == "&lt;b&gt;"


def test_a_value_that_was_not_given_is_an_error(app: Flask) -> None:
    with pytest.raises(UndefinedError):
        app.jinja_env.from_string("{{ nobody }}").render()


def test_the_error_page_needs_nothing_but_its_words(app: Flask) -> None:
    with app.test_request_context("/"):
        page = app.jinja_env.get_template("error.html").render(
            status=404, title="Not here", message="Gone <away>.", advice="Go back."
        )
    assert "Not here" in page
    assert "Gone &lt;away&gt;." in page


def test_every_public_page_carries_the_corporate_links(app: Flask) -> None:
    """R7: header, footer, terms of use and moderation policy stand in the layout itself."""
    empty = "{% extends 'layout.html' %}{% block share %}{% endblock %}"
    page = app.jinja_env.from_string(empty).render()
    assert '<a class="skip" href="#main">' in page
    assert page.index('class="skip"') < page.index("<header") < page.index("<main id=")
    assert "acknowledges the territories of First Nations" in page
    for label in ("Terms of use", "Moderation policy", "Disclaimer", "Privacy", "Accessibility"):
        assert f">{label}</a>" in page
    for label in ("Copyright", "Contact"):
        assert f">{label}</a>" in page


def _without_comments(path: Path) -> str:
    return re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def _tags(text: str) -> Iterator[str]:
    return (found.group() for found in re.finditer(r"<[a-zA-Z][^<>]*>", text))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_no_template_has_inline_style_or_script(path: Path) -> None:
    """The content policy has no 'unsafe-inline': what stands inline would be dead on the page."""
    is_of_mails = path.name in OF_MAILS or path.name == "html.html"
    is_file = path.name in ("report.html", "poster.html")
    if is_of_mails or is_file or path.parent.name == "reports":
        return  # files that are sent or downloaded carry their own style
    text = _without_comments(path)
    assert not re.search(r"<style\b", text)
    # What describes a page to search engines is data, which no browser runs.
    assert not re.search(r'<script\b(?![^>]*(\bsrc=|"application/ld\+json"))', text)
    assert not re.search(r"javascript:", text)
    for tag in _tags(text):
        assert not re.search(r"\sstyle\s*=", tag), tag
        assert not re.search(r"\son[a-z]+\s*=", tag), tag


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_no_template_loads_anything_from_outside(path: Path) -> None:
    for tag in _tags(_without_comments(path)):
        if re.match(r"<(?:link|script|img|iframe|source|video|audio|object|embed|use)\b", tag):
            assert not re.search(r"(?:src|href|srcset|data)\s*=\s*[\"']?(?:https?:)?//", tag), tag


@pytest.mark.parametrize("path", STYLES, ids=lambda p: p.name)
def test_no_style_sheet_loads_anything_from_outside(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "@import" not in text
    for target in re.findall(r"url\(\s*[\"']?([^\"')]+)", text):
        assert (path.parent / target).resolve().is_file(), target


@pytest.mark.parametrize("name", ["site.css", "staff.css"])
def test_our_style_sheets_take_their_colours_from_the_design_tokens(name: str) -> None:
    """Black on white belongs to print alone; every variable that is used exists."""
    folder = THEMES / "corporate" / "static" / "css"
    text = re.sub(r"/\*.*?\*/", "", (folder / name).read_text(encoding="utf-8"), flags=re.DOTALL)
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[;\s])", text)) <= {"#000", "#fff"}
    known = {
        token
        for sheet in ("variables.css", "theme.css", "site.css", "staff.css")
        for token in re.findall(r"(--[a-z0-9-]+)\s*:", (folder / sheet).read_text("utf-8"))
    }
    assert set(re.findall(r"var\((--[a-z0-9-]+)", text)) <= known


def test_the_fonts_come_with_their_licence() -> None:
    fonts = THEMES / "corporate" / "static" / "fonts"
    assert "SIL OPEN FONT LICENSE" in (fonts / "OFL.txt").read_text(encoding="utf-8")
    assert len(list(fonts.glob("*.woff2"))) == 12
