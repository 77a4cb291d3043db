"""The pages that every engagement shares: terms, moderation policy, privacy, accessibility.

They are files under version control (R65: the corporate text is locked), read once per process.
They lie here and not with the public pages because a comment keeps the version of the terms that
its author accepted (R41), and staff acknowledge the version of the rules that they work under.

What the public reads is written in French as well, as texts of their own in `pages/fr/`. Both say
the same under the same number; decisions and staff go by the English ones.
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

import yaml
from markupsafe import Markup

from engage.core.dates import short_day_words
from engage.core.language import ENGLISH
from engage.core.language import gettext as _
from engage.core.text import render_markdown

FOLDER: Final = Path(__file__).parent / "pages"
ACKNOWLEDGED_DOCUMENTS: Final = ("standards-of-conduct", "moderation-policy")
"""What everybody who moderates has read and acknowledged (R15)."""


@dataclass(frozen=True)
class PolicyPage:
    """One page; `body_html` is sanitized, `updated` is the day of this version, `language` 'en' or
    'fr'.

    `content_hash` is the SHA-256 of the whole file: a text that was changed without a new version
    is another text all the same.
    """

    title: str
    version: str
    updated: date
    body_html: Markup
    content_hash: str
    language: str = ENGLISH

    @property
    def version_words(self) -> str:
        """'Version 1.0, 22 November 2026'"""
        date = short_day_words(self.updated)
        return _("Version %(number)s, %(date)s", number=self.version, date=date)

    @property
    def edition(self) -> str:
        """'1.0', '1.0 fr': which text somebody read, for the record."""
        return self.version if self.language == ENGLISH else f"{self.version} {self.language}"


@cache
def policy_page(name: str, language: str = ENGLISH) -> PolicyPage:
    """A page by the name of its file; raises FileNotFoundError for one that is not written in that
    language."""
    folder = FOLDER if language == ENGLISH else FOLDER / language
    source = (folder / f"{name}.md").read_text("utf-8")
    _before, head, body = source.split("---\n", 2)
    values = yaml.safe_load(head)
    html = Markup(render_markdown(body))  # noqa: S704  sanitized by render_markdown
    content_hash = hashlib.sha256(source.encode()).hexdigest()
    return PolicyPage(
        values["title"], str(values["version"]), values["updated"], html, content_hash, language
    )


def policy_in_force(name: str) -> str:
    """Which text was in force, for the record of what was decided under it: '1.0 sha256:ab12…'."""
    page = policy_page(name)
    return f"{page.version} sha256:{page.content_hash}"
