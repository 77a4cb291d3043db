"""The application factory: the only place where the parts are joined to a Flask application."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final

from markupsafe import Markup
from werkzeug.middleware.proxy_fix import ProxyFix

from engage.accounts.web import init_accounts
from engage.core import dates
from engage.core.clock import Clock
from engage.core.settings import Settings, load_settings
from engage.core.unit import Units
from engage.moderation.queries.told import told_author, was_emptied
from engage.pages import BLUEPRINTS
from engage.sharing.heads import init_heads
from engage.site.cache import PageCache
from engage.web.access import init_access
from engage.web.errors import init_errors
from engage.web.headers import init_headers
from engage.web.language import init_language
from engage.web.theme import configured_theme, init_theme
from engage.web.transaction import EngageFlask, init_transactions
from engage.wiring import (
    jobs,  # noqa: F401  loaded by the first event at the latest, which no request should wait for
    make_units,
)

# A text of a million characters is read, so that it can be given back with a message at its
# field; percent-encoding makes it up to nine times as long.
LARGEST_BODY: Final = 10 * 1024 * 1024


def create_app(
    settings: Settings | None = None, clock: Clock | None = None, units: Units | None = None
) -> EngageFlask:
    """A ready application; raises SettingsError or ThemeFault with everything that is wrong."""
    settings = settings or load_settings()
    units = units or make_units(settings, clock)
    app = EngageFlask("engage", static_folder=None, template_folder=None)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
        MAX_FORM_PARTS=200,
        SESSION_COOKIE_NAME="__Host-engage" if settings.is_secure else "engage",
        SESSION_COOKIE_SECURE=settings.is_secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
    )
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    init_transactions(app, units)
    init_theme(app, configured_theme(settings))
    init_words(app, settings)
    init_language(app)
    init_heads(app)
    init_errors(app)
    init_headers(app)
    init_access(app)
    init_accounts(app, units)
    app.extensions["engage.told_author"] = told_author
    app.extensions["engage.was_emptied"] = was_emptied
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.wsgi_app = PageCache(  # type: ignore[method-assign]
        app.wsgi_app, units.database, units.clock, settings.page_cache
    )
    return app


def _on_a_page(words: Callable[[datetime, str], str], tz: str, moment: datetime) -> str:
    return dates.unbroken(words(moment, tz))


def _unbroken(words: str) -> str:
    """Of what may be markup, or a message that waits to be translated."""
    unbroken = dates.unbroken(str(words))
    return Markup(unbroken) if isinstance(words, Markup) else unbroken  # noqa: S704  it was before


def init_words(app: EngageFlask, settings: Settings) -> None:
    """Instants in templates become words in the zone of the province."""
    for name in ("date_words", "datetime_words", "time_words"):
        app.jinja_env.filters[name] = partial(_on_a_page, getattr(dates, name), settings.time_zone)
    app.jinja_env.filters["unbroken"] = _unbroken
    app.jinja_env.filters["day_words"] = dates.day_words
    app.jinja_env.filters["iso"] = dates.iso
