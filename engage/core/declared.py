"""What can be set: each setting once, with its default and its meaning.

The README's table is compared with this one by a test; `settings.py` reads them.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Declared:
    """One setting: its name in the environment, its default as text, what it is for."""

    name: str
    default: str
    meaning: str


DECLARED: Final = (
    Declared("ENGAGE_ENV", "development", "`development` or `production`"),
    Declared(
        "ENGAGE_DATABASE_URL",
        "",
        "SQLAlchemy URL; empty: SQLite in `engage.db` under the var directory",
    ),
    Declared("ENGAGE_VAR_DIR", "var", "where the embedded database and development keys live"),
    Declared(
        "ENGAGE_SECRET_KEY",
        "",
        "signs forms and sessions, at least 32 characters; generated in development",
    ),
    Declared(
        "ENGAGE_DATA_KEYS",
        "",
        "`id:base64` of 32 bytes, comma separated: the first encrypts, all decrypt, the last"
        " indexes; generated in development",
    ),
    Declared("ENGAGE_BASE_URL", "http://127.0.0.1:8080", "the public address, no path"),
    Declared("ENGAGE_TRUSTED_PROXIES", "0", "how many proxies in front set X-Forwarded-For"),
    Declared("ENGAGE_REDIS_URL", "", "set: jobs are handed to Celery over this Redis"),
    Declared("ENGAGE_TIME_ZONE", "America/Vancouver", "the zone in which people see times"),
    Declared("ENGAGE_THEME", "corporate", "folder under the themes directory"),
    Declared("ENGAGE_THEMES_DIR", "themes", "where themes are"),
    Declared(
        "ENGAGE_LOGO",
        "",
        "an SVG (drawing alone, nothing that acts or leads elsewhere) or PNG that every page shows"
        " instead of the theme's logo",
    ),
    Declared("ENGAGE_LOGO_ALT", "", "what the logo says, in words; empty: the organization"),
    Declared("ENGAGE_NOTICES_DIR", "notices", "where collection-notice templates are"),
    Declared(
        "ENGAGE_STAFF_DOMAINS",
        "gov.bc.ca,victoria1.gov.bc.ca",
        "e-mail domains (with their subdomains) of staff and of the address that every"
        " engagement offers beside its form",
    ),
    Declared(
        "ENGAGE_OIDC_ISSUER",
        "",
        "the government's single sign-on (OpenID Connect): its issuer, letter by letter; empty:"
        " staff sign in by password alone",
    ),
    Declared("ENGAGE_OIDC_CLIENT_ID", "", "who Engage is at that provider"),
    Declared("ENGAGE_OIDC_CLIENT_SECRET", "", "the secret of that client"),
    Declared(
        "ENGAGE_OIDC_ROLES",
        "",
        "what the client's roles give here, comma separated: `theirs=ours`, or"
        " `theirs=ours:MINISTRY` for one ministry",
    ),
    Declared(
        "ENGAGE_LOCAL_SIGN_IN",
        "everyone",
        "who may sign in here by password or passkey: `everyone`, or `break_glass`: only accounts"
        " kept for emergencies, so that all others come by the identity provider",
    ),
    Declared(
        "ENGAGE_PASSWORD_DAYS",
        "0",
        "days after which a password has to be changed at the next sign-in; 0: never",
    ),
    Declared("ENGAGE_WORDPRESS_URL", "", "the corporate WordPress; empty: no pushing"),
    Declared("ENGAGE_WORDPRESS_USER", "", "its sync user"),
    Declared("ENGAGE_WORDPRESS_PASSWORD", "", "an application password of that user"),
    Declared("ENGAGE_WORDPRESS_TRANSPORT", "rest", "how it is spoken to: `rest` or `xmlrpc`"),
    Declared(
        "ENGAGE_WORDPRESS_POST_TYPE",
        "post",
        "what an engagement becomes there: `post`, `page` or the name of a custom post type",
    ),
    Declared(
        "ENGAGE_WORDPRESS_NETWORKS",
        "",
        "networks, comma separated (`10.0.0.0/8`), that its address may lie in although they are"
        " not public; empty: public addresses alone, or this machine where the address names it",
    ),
    Declared(
        "ENGAGE_WORDPRESS_HOOK_SECRET",
        "",
        "what our plugin there signs its calls with, at least 32 characters; empty: no call is"
        " taken, and changes are found by asking",
    ),
    Declared(
        "ENGAGE_SMTP_URL",
        "",
        "`smtp://user:password@host:587` (TLS is insisted on, except on this machine) or"
        " `smtps://...`; empty: no mail is sent, and pages show what to hand over",
    ),
    Declared("ENGAGE_MAIL_ADDRESS", "", "the address that our mail comes from"),
    Declared(
        "ENGAGE_IMAP_URL",
        "",
        "the mailbox that citizens write to: `imaps://user:password@host` or `imap://...` (TLS is"
        " insisted on, except on this machine); empty: no mail is read",
    ),
    Declared(
        "ENGAGE_INBOX_ADDRESS",
        "",
        "the address of each engagement in that mailbox, with `{engagement}` in its place:"
        " `engage+{engagement}@gov.bc.ca` or `{engagement}@engage.gov.bc.ca`",
    ),
    Declared(
        "ENGAGE_RESPONSE_HOURS",
        "15",
        "business hours within which a comment should be decided; older ones are marked overdue",
    ),
    Declared(
        "ENGAGE_QUARANTINE_DAYS",
        "30",
        "days after which words that a moderator took out of a comment are deleted for good",
    ),
    Declared(
        "ENGAGE_HOURLY_COMMENTS",
        "100",
        "comments from one network address to one engagement within an hour beyond which they are"
        " sorted as suspected spam; beyond ten times as many people are asked to wait; 0: no limit",
    ),
    Declared(
        "ENGAGE_QUICK_SECONDS",
        "3",
        "a comment that is sent sooner after its form was opened counts against it when something"
        " else is suspicious too; 0: never",
    ),
    Declared("ENGAGE_PAGE_CACHE", "512", "rendered public pages each process keeps; 0: none"),
)
