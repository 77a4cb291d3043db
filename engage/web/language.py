"""Pages in French: the same pages, under `/fr`.

The prefix is taken off before Flask sees the path and goes into SCRIPT_NAME, so that every public
route has its French page and none is declared twice. Staff pages, files and interfaces for machines
have one language, and no address under the prefix.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from flask import Flask, has_request_context, request
from flask_babel import Babel
from jinja2 import pass_context
from markupsafe import Markup, escape

from engage.core import language

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PREFIX: Final = language.PREFIXES[language.FRENCH]
ONE_LANGUAGE: Final = (
    "/staff", "/assets", "/media", "/api", "/oembed", "/healthz", "/readyz", "/fr",
    "/robots.txt", "/sitemap", "/wordpress",
    "/connect.csv", "/connect.json", "/connect/schema.json",
)  # fmt: skip
FROM_RIGHT: Final = frozenset(
    {
        "apc", "ar", "ary", "bal", "bgn", "bqi", "brh", "ckb", "dv", "fa", "he", "ks", "lrc", "mzn",
        "nqo", "ps", "rhg", "sd", "sdh", "skr", "syr", "trw", "ug", "ur", "yi",
    }
)  # fmt: skip
"""Languages that are written from right to left, unless their tag names a script."""
SCRIPTS_FROM_RIGHT: Final = frozenset(
    {"Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"}
)


def is_one_language(path: str) -> bool:
    """Whether what stands at the path speaks for itself, in whatever language."""
    return any(
        path == one or path.startswith((f"{one}/", f"{one}.", f"{one}-")) for one in ONE_LANGUAGE
    )


class LanguagePrefix:
    """WSGI middleware: `/fr/terms` is `/terms` in French."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        path: str = environ.get("PATH_INFO", "")
        if path == PREFIX:
            start_response("308 PERMANENT REDIRECT", [("Location", f"{PREFIX}/")])
            return []
        rest = path.removeprefix(PREFIX)
        if not path.startswith(f"{PREFIX}/") or is_one_language(rest):
            return self._app(environ, start_response)
        script = environ.get("SCRIPT_NAME", "") + PREFIX
        # The request's own environ: what a view notes there (`site.cache.KEEP`) is read outside.
        environ.update(SCRIPT_NAME=script, PATH_INFO=rest)
        with language.speaking(language.FRENCH):
            return self._app(environ, start_response)


def here(path: str) -> str:
    """A path of this site in the language of the page; anything else as it is."""
    if language.current() == language.ENGLISH or not path.startswith("/"):
        return path
    if path.startswith("//") or is_one_language(path):
        return path
    return PREFIX + path


def other_language_href() -> str:
    """The page in the other language; '' where it has none."""
    if not has_request_context() or is_one_language(request.path):
        return ""
    return request.path if language.current() == language.FRENCH else PREFIX + request.path


def page_language() -> str:
    """The `lang` of the page: 'en-CA', 'fr-CA'."""
    return language.TAGS[language.current()]


def written_in(tag: str = language.ENGLISH) -> Markup:
    """The attributes of an element whose words are in that language; '' where the page's are.

    What staff wrote is English unless it says otherwise: `<h1{{ written_in() }}>…</h1>`.
    """
    primary = tag.partition("-")[0].lower()
    if primary == language.current():
        return Markup()
    full = language.TAGS.get(tag, tag)
    attributes = ' lang="{}" dir="rtl"' if _is_from_right(tag) else ' lang="{}"'
    return Markup(attributes).format(full)  # noqa: S704  both are constants


@lru_cache
def _is_from_right(tag: str) -> bool:
    """Punjabi ('pa') runs from the left, and from the right in Arabic letters ('pa-Arab')."""
    primary, *more = tag.split("-")
    script = next((part.title() for part in more if len(part) == 4), "")
    return script in SCRIPTS_FROM_RIGHT if script else primary.lower() in FROM_RIGHT


def as_written(text: str, tag: str = "") -> Markup:
    """Words of somebody else within a sentence of ours, marked where they speak otherwise: what
    does not say its language is English."""
    own = text.tag if isinstance(text, language.WordsIn) else language.ENGLISH
    attributes = written_in(tag or own)
    return Markup("<span{}>{}</span>").format(attributes, text) if attributes else escape(text)


def said(message: str, /, **values: object) -> Markup:
    """`_` in templates: the message as markup, with the values escaped in it.

    As Jinja's own is, which asks for the catalogue and fills in nothing again for each button and
    label of each page.
    """
    if values:
        return Markup(language.gettext(message)) % values  # noqa: S704  our own words
    return _alone(message, language.current())


@lru_cache(maxsize=2_048)
def _alone(message: str, _language: str) -> Markup:
    return Markup(language.gettext(message)) % {}  # noqa: S704  our own words


def init_language(app: Flask) -> None:
    """What templates say languages with: `_`, `trans`, the filters `here`, `number` and
    `as_written`, `written_in`, `page_language` and `other_language_href`."""
    Babel(app, default_locale="en", locale_selector=language.current)
    env = app.jinja_env
    env.install_gettext_callables(  # type: ignore[attr-defined]
        language.gettext,
        language.ngettext,
        newstyle=True,
        pgettext=language.pgettext,
        npgettext=language.npgettext,
    )
    env.globals["_"] = env.globals["gettext"] = said
    env.policies["ext.i18n.trimmed"] = True
    # With the context, as what follows from constants alone is worked out once for all languages.
    env.filters["here"] = pass_context(lambda _context, path: here(path))
    env.filters["number"] = pass_context(lambda _context, count: language.number(count))
    env.filters["as_written"] = as_written
    env.globals["written_in"] = written_in
    env.globals["page_language"] = page_language
    env.globals["other_language_href"] = other_language_href
    app.wsgi_app = LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign]
