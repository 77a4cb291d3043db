"""The pages that every engagement shares: terms, moderation policy, privacy, accessibility.

They are files under version control (R65: the corporate text is locked), read once per process.
They lie here and not with the public pages because a comment keeps the version of the terms that
its author accepted (R41), and staff acknowledge the version of the rules that they work under.
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

import yaml
from markupsafe import Markup

from engage.core.text import render_markdown

FOLDER: Final = Path(__file__).parent / "pages"
ACKNOWLEDGED_DOCUMENTS: Final = ("standards-of-conduct", "moderation-policy")
"""What everybody who moderates has read and acknowledged (R15)."""


@dataclass(frozen=True)
class PolicyPage:
    """One page; `body_html` is sanitized, `updated` is the day of this version.

    `content_hash` is the SHA-256 of the whole file: a text that was changed without a new version
    is another text all the same.
    """

    title: str
    version: str
    updated: date
    body_html: Markup
    content_hash: str

    @property
    def version_words(self) -> str:
        """'Version 1.0, 22 November 2026'"""
        return f"Version {self.version}, {self.updated.day} {self.updated:%B %Y}"


@cache
def policy_page(name: str) -> PolicyPage:
    """A page by the name of its file."""
    source = (FOLDER / f"{name}.md").read_text("utf-8")
    _, head, body = source.split("---\n", 2)
    values = yaml.safe_load(head)
    html = Markup(render_markdown(body))  # noqa: S704  sanitized by render_markdown
    content_hash = hashlib.sha256(source.encode()).hexdigest()
    return PolicyPage(
        values["title"], str(values["version"]), values["updated"], html, content_hash
    )


def policy_in_force(name: str) -> str:
    """Which text was in force, for the record of what was decided under it: '1.0 sha256:ab12…'."""
    page = policy_page(name)
    return f"{page.version} sha256:{page.content_hash}"
