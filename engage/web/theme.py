"""The corporate template that every page wears (R7): loaded once, checked whole, served by hash.

A theme is a folder: `theme.toml`, `templates/`, `static/`; what it does not give comes from its
parent (`core/themes.py`). Its files are read into memory when the application starts. That makes
three promises cheap to keep: a path outside the folder cannot be asked for (the table of assets is
the only list there is), the hash in an address always tells the truth, and no half-copied file is
ever served during an update.

One hash covers all files together, the parent's and the logo included, because style sheets name
their fonts by relative addresses: `/assets/<hash>/css/fonts.css` finds `/assets/<hash>/fonts/...`
without being rewritten.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from flask import Blueprint, Flask, Response, abort, request
from jinja2 import StrictUndefined

from engage.core.settings import Settings
from engage.core.themes import Layer, ThemeFault, theme_chain, theme_loaders
from engage.web.access import public
from engage.web.logo import logo_faults
from engage.web.packing import ENCODING, is_packable, packed, packed_etag, takes_packed
from engage.web.paper import PaperLogo

__all__ = ["Theme", "ThemeFault", "configured_theme", "init_theme", "load_theme"]

REQUIRED_TEMPLATES = ("layout.html", "staff.html", "parts.html", "error.html")
REQUIRED_ASSETS = ("css/site.css",)
# Together as one file: a page waits for each that it names, and on a telephone each costs a way
# there and back.
TOGETHER = (
    "css/variables.css",
    "css/theme.css",
    "css/fonts.css",
    "css/site.css",
    "css/home.css",
    "css/story.css",
    "css/discussion.css",
    "css/media.css",
)
PUBLIC_STYLE = "css/public.css"
STRING_OR_COMMENT = re.compile(rb'("(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\')|/\*.*?\*/', re.DOTALL)
REQUIRED_KEYS = ("name", "title", "organization", "language", "acknowledgement")

# Spelled out rather than asked of the machine: `mimetypes` differs between hosts, and with
# `nosniff` a wrong answer leaves a page without its style.
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/vnd.microsoft.icon",
    ".txt": "text/plain; charset=utf-8",
}


@dataclass(frozen=True)
class Link:
    """A link of the footer: `href` is a path of this site or a full address elsewhere."""

    label: str
    href: str


@dataclass(frozen=True)
class Theme:
    """What templates may say about the theme, and the files that pages load from it."""

    name: str
    title: str
    organization: str
    language: str
    acknowledgement: str
    logo: str
    logo_alt: str
    footer: tuple[Link, ...]
    layers: tuple[Layer, ...]
    digest: str
    assets: Mapping[str, bytes]

    def asset(self, path: str) -> str:
        """The address of a file under `static/`; an unknown one is a fault of the template."""
        if path not in self.assets:
            raise ThemeFault([f"theme {self.name}: static/{path} is missing"])
        return f"/assets/{self.digest}/{path}"

    @property
    def paper_logo(self) -> PaperLogo | None:
        """The logo for what stands alone, which can name no address; None where there is none."""
        if not self.logo:
            return None
        return PaperLogo.of(self.logo, self.assets[self.logo], self.logo_alt)


def load_theme(
    themes_dir: Path,
    name: str,
    *,
    logo_file: Path | None = None,
    logo_alt: str = "",
    base_url: str = "",
) -> Theme:
    """Read the theme `name`; raises `ThemeFault` with every fault when it is not whole.

    `logo_file` lies outside of the theme and is shown instead of its own logo; `base_url` is where
    the site stands, for what is printed.
    """
    layers = theme_chain(themes_dir, name)
    faults: list[str] = []
    values = _merged(layers, faults)
    texts = {key: _text(values, key, faults, required=True) for key in REQUIRED_KEYS}
    logo = _text(values, "logo", faults, required=False)
    alt = logo_alt or _text(values, "logo_alt", faults, required=False)
    footer = _links(values, faults)
    assets: dict[str, bytes] = {}
    for layer in reversed(layers):
        assets |= _read_assets(layer.folder / "static", faults)
    if logo_file is not None:
        logo = f"img/logo-of-settings{logo_file.suffix.lower()}"
        assets[logo] = _read_logo(logo_file, faults)
    elif logo in assets:
        faults += logo_faults(f"static/{logo}", assets[logo])
    for path in (*REQUIRED_ASSETS, *([logo] if logo else [])):
        if path not in assets:
            faults.append(f"static/{path} is missing")
    for template in REQUIRED_TEMPLATES:
        if not any((layer.templates / template).is_file() for layer in layers):
            faults.append(f"templates/{template} is missing")
    if faults:
        raise ThemeFault([f"theme {name}: {fault}" for fault in faults])
    assets[PUBLIC_STYLE] = _together(assets) + _on_paper(base_url)
    return Theme(
        **texts,
        logo=logo,
        logo_alt=alt or texts["organization"],
        footer=footer,
        layers=layers,
        digest=_digest(assets),
        assets=MappingProxyType(assets),
    )


def configured_theme(settings: Settings) -> Theme:
    """The theme and the logo of the settings."""
    return load_theme(
        settings.themes_dir,
        settings.theme,
        logo_file=settings.logo,
        logo_alt=settings.logo_alt,
        base_url=settings.base_url,
    )


def folders_of_features() -> list[Path]:
    """Where templates stand that no theme gives."""
    return sorted(Path(__file__).resolve().parents[1].glob("*/templates"))


def init_theme(app: Flask, theme: Theme) -> None:
    """Dress the application: where templates are found, how they behave, where assets live."""
    env = app.jinja_env
    env.loader = theme_loaders(theme.layers, folders_of_features())
    env.autoescape = True  # whatever the file is called: mail and feeds escape too
    env.undefined = StrictUndefined
    env.trim_blocks = True
    env.lstrip_blocks = True
    env.globals["asset"] = theme.asset
    env.globals["theme"] = theme
    app.register_blueprint(_assets_blueprint(theme))


def _assets_blueprint(theme: Theme) -> Blueprint:
    blueprint = Blueprint("assets", __name__)
    small = {
        path: packed(content)
        for path, content in theme.assets.items()
        if is_packable(MEDIA_TYPES[Path(path).suffix])
    }

    @blueprint.get("/assets/<digest>/<path:path>")
    @public
    def asset(digest: str, path: str) -> Response:
        content = theme.assets.get(path)
        if digest != theme.digest or content is None:
            abort(404)
        etag = f'"{theme.digest}"'
        is_packed = path in small and takes_packed(request.headers.get("Accept-Encoding", ""))
        if is_packed:
            content, etag = small[path], packed_etag(etag)
        response = Response(content, content_type=MEDIA_TYPES[Path(path).suffix])
        if is_packed:
            response.headers["Content-Encoding"] = ENCODING
        if path in small:
            response.vary.add("Accept-Encoding")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["ETag"] = etag
        response.make_conditional(request)
        return response

    return blueprint


def _merged(layers: Sequence[Layer], faults: list[str]) -> dict[str, Any]:
    """What the themes of a chain say together: each key as the first says it that has it."""
    values: dict[str, Any] = {}
    for layer in layers:
        own = layer.values.get("name")
        if isinstance(own, str) and own and own != layer.name:
            faults.append(f"theme.toml: name is {own!r}, the folder is {layer.name!r}")
        values = {**layer.values, **values}
    values["name"] = layers[0].values.get("name", "")
    return values


def _read_logo(path: Path, faults: list[str]) -> bytes:
    try:
        content = path.read_bytes()
    except OSError:
        faults.append(f"the logo {path.name} cannot be read")
        return b""
    faults += logo_faults(f"logo{path.suffix.lower()}", content)
    return content


def _text(values: dict[str, Any], key: str, faults: list[str], *, required: bool) -> str:
    value = values.get(key, "")
    if not isinstance(value, str):
        faults.append(f"theme.toml: {key} must be text")
        return ""
    if required and not value.strip():
        faults.append(f"theme.toml: {key} is missing")
    return value.strip()


def _links(values: dict[str, Any], faults: list[str]) -> tuple[Link, ...]:
    rows = values.get("footer", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        faults.append("theme.toml: footer must be a list of [[footer]] entries")
        return ()
    links = []
    for number, row in enumerate(rows, start=1):
        label, href = row.get("label"), row.get("href")
        if not (isinstance(label, str) and isinstance(href, str) and label and href):
            faults.append(f"theme.toml: footer entry {number} needs label and href")
        elif not href.startswith(("/", "https://", "mailto:")):
            faults.append(f"theme.toml: footer entry {number} has an unsafe href")
        else:
            links.append(Link(label, href))
    return tuple(links)


def _read_assets(static: Path, faults: list[str]) -> dict[str, bytes]:
    assets: dict[str, bytes] = {}
    for path in sorted(static.rglob("*")):
        name = path.relative_to(static).as_posix()
        if path.name.startswith(".") or path.is_dir():
            continue
        if path.is_symlink():
            faults.append(f"static/{name} is a link; copy the file instead")
        elif path.suffix not in MEDIA_TYPES:
            faults.append(f"static/{name} is of a kind that is not served")
        else:
            assets[name] = path.read_bytes()
    return assets


def _together(assets: Mapping[str, bytes]) -> bytes:
    """The styles of public pages as one, without their comments: those are a quarter of it."""
    whole = b"\n".join(assets[path] for path in TOGETHER if path in assets)
    bare = STRING_OR_COMMENT.sub(lambda found: found[1] or b"", whole)
    return b"".join(line.rstrip() + b"\n" for line in bare.splitlines() if line.strip())


def _on_paper(base_url: str) -> bytes:
    """Where the site stands, for printed pages: paper leads nowhere by half an address."""
    if not base_url:
        return b""
    escaped = "".join(one if one.isalnum() else f"\\{ord(one):06x}" for one in base_url)
    return f'@media print {{ :root {{ --site: "{escaped}"; }} }}\n'.encode()


def _digest(assets: Mapping[str, bytes]) -> str:
    """Sixteen hex digits over names and contents, so that renaming a file counts too."""
    whole = hashlib.sha256()
    for name, content in sorted(assets.items()):
        whole.update(f"{name}\0{len(content)}\0".encode())
        whole.update(content)
    return whole.hexdigest()[:16]
