"""Classic text: empty lines part paragraphs, line ends are breaks, as WordPress shows them."""

import re
from typing import Final

# fmt: off
_BLOCKS: Final = (
    "table|thead|tfoot|caption|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|blockquote|"
    "address|style|script|p|h[1-6]|hr|fieldset|legend|section|article|aside|header|footer|nav|"
    "figure|figcaption|details|summary|main|video|audio|iframe"
)
# fmt: on
_KEPT: Final = re.compile(r"<(pre|script|style|textarea)(?=[\s>])", re.IGNORECASE)
_EDGE: Final = re.compile(rf"(<(?:{_BLOCKS})(?=[\s/>])[^<>]*>)", re.IGNORECASE)
_END: Final = re.compile(rf"(</(?:{_BLOCKS})\s*>)", re.IGNORECASE)
_BLOCK_START: Final = re.compile(rf"</?(?:{_BLOCKS})(?=[\s/>])", re.IGNORECASE)


def paragraphed(text: str) -> str:
    """HTML of classic text; what is preformatted keeps its lines."""
    text, kept = _kept(text)
    text = _END.sub(r"\1\n\n", _EDGE.sub(r"\n\n\1", text))
    parts = [part.strip("\n ") for part in re.split(r"\n\s*\n", text)]
    html = "\n".join(_paragraph(part) for part in parts if part)
    return re.sub(r"<div data-kept=(\d+)></div>", lambda found: kept[int(found[1])], html)


def _kept(text: str) -> tuple[str, list[str]]:
    """The text with a mark in the place of each preformatted part, and these parts."""
    parts: list[str] = []
    kept: list[str] = []
    lowered, done, endless = text.lower(), 0, set[str]()
    for found in _KEPT.finditer(text):
        name = found[1].lower()
        if found.start() < done or name in endless:
            continue
        end = lowered.find(f"</{name}>", found.end())
        if end < 0:
            endless.add(name)
            continue
        end += len(name) + 3
        parts += [text[done : found.start()], f"\n\n<div data-kept={len(kept)}></div>\n\n"]
        kept.append(text[found.start() : end])
        done = end
    return "".join((*parts, text[done:])), kept


def _paragraph(part: str) -> str:
    if _BLOCK_START.match(part):
        return _broken_inside(part)
    return f"<p>{_broken(part)}</p>"


def _broken_inside(part: str) -> str:
    """The first tag as it is, what follows it with its breaks."""
    head, mark, rest = part.partition(">")
    return head + mark + _broken(rest.lstrip("\n")) if mark else part


def _broken(text: str) -> str:
    text = re.sub(r"<br ?/?>[ \t]{0,9}\n", "<br />", text)
    return re.sub(r"(?<!<br />)[ \t]{0,9}\n", "<br />\n", text)
