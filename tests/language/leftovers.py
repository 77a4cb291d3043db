"""English words on a French page that are in no element which says that it is English."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

TELLING = frozenset(
    """the and you your we our this that of with are was were not from what who how been have has
    will it its an to by be or in""".split()  # noqa: SIM905  easier to read as words
)
"""Words without which English says little, and which French does not have."""
NAMES = (
    "Freedom of Information and Protection of Privacy Act",
    "Office of the Information and Privacy Commissioner",
    "name removed",
)
NOT_READ = ("script", "style", "title", "code", "textarea")
HEARD = ("aria-label", "alt", "title", "placeholder")
WORD = re.compile(r"[^\W\d_]+")


def english_on(tree: Element) -> list[str]:
    """What stands in English there without saying so, text by text."""
    return [text for text in _said(tree, "fr") if _is_english(text)]


def _said(element: Element, language: str) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in NOT_READ:
        return
    language = element.get("lang", language)
    if language.startswith("fr"):
        yield from (element.get(name, "") for name in HEARD)
        yield element.text or ""
    for child in element:
        yield from _said(child, language)
        if language.startswith("fr"):
            yield child.tail or ""


def _is_english(text: str) -> bool:
    for name in NAMES:
        text = text.replace(name, "")
    return any(word.lower() in TELLING for word in WORD.findall(text))
