"""The pages that every engagement shares: terms, moderation policy, privacy, accessibility.

They are files under version control (R65: the corporate text is locked), read once per process.
They lie here and not with the public pages because a comment keeps the version of the terms that
its author accepted (R41).
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

import yaml
from markupsafe import Markup

from engage.core.text import render_markdown

FOLDER: Final = Path(__file__).parent / "pages"


@dataclass(frozen=True)
class PolicyPage:
    """One page; `body_html` is sanitized, `updated` is the day of this version."""

    title: str
    version: str
    updated: date
    body_html: Markup

    @property
    def version_words(self) -> str:
        """'Version 1.0, 22 November 2026'"""
        return f"Version {self.version}, {self.updated.day} {self.updated:%B %Y}"


@cache
def policy_page(name: str) -> PolicyPage:
    """A page by the name of its file."""
    _, head, body = (FOLDER / f"{name}.md").read_text("utf-8").split("---\n", 2)
    values = yaml.safe_load(head)
    html = Markup(render_markdown(body))  # noqa: S704  sanitized by render_markdown
    return PolicyPage(values["title"], str(values["version"]), values["updated"], html)
