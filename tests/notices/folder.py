"""A folder of notices that a test may edit, with the project's own in it."""

import re
import shutil
from pathlib import Path

from engage.notices.rules import NoticeTemplate
from engage.notices.service import load_templates

STEM = "engagement-comments"
_OF = re.compile(r"^of: \w+$", re.MULTILINE)


def copied(place: Path) -> Path:
    return Path(shutil.copytree("notices", place / "notices"))


def english(notices: Path, anew: str = "**Why, said anew.**") -> None:
    """Edits the English notice: its wordings follow an earlier one from now on."""
    file = notices / f"{STEM}.md"
    file.write_text(file.read_text("utf-8").replace("**Why.**", anew), "utf-8")


def french(notices: Path, anew: str = "**Pourquoi, dit autrement.**") -> None:
    """Edits the French wording, and says that it follows the English of today."""
    file = notices / "fr" / f"{STEM}.md"
    text = file.read_text("utf-8").replace("**Pourquoi.**", anew)
    file.write_text(_OF.sub(f"of: {on_shelf(notices).content_hash}", text), "utf-8")


def without_french(notices: Path) -> str:
    """Takes the French wording away, and gives its text."""
    file = notices / "fr" / f"{STEM}.md"
    text = file.read_text("utf-8")
    file.unlink()
    return text


def in_language(notices: Path, tag: str, text: str) -> None:
    (notices / tag).mkdir(exist_ok=True)
    (notices / tag / f"{STEM}.md").write_text(text, "utf-8")


def on_shelf(notices: Path) -> NoticeTemplate:
    return load_templates(notices)[0][STEM]
