"""`format=flowed` (RFC 3676): lines that a program wrapped, joined again. Pure."""

import re
from itertools import groupby
from typing import Final

_QUOTES: Final = re.compile(r">{0,100}")


def joined(text: str, *, deletes_space: bool) -> str:
    """A line that ends with a blank goes on in the next one of the same depth of quoting.

    `deletes_space`: that blank was put in (DelSp=yes). The line '-- ' before a signature never
    goes on.
    """
    whole: list[str] = []
    for depth, lines in groupby(map(_read, text.split("\n")), key=lambda line: line[0]):
        before = ">" * depth + " " if depth else ""
        paragraph: list[str] = []
        for _, content in lines:
            if content == "-- ":
                whole += [before + "".join(paragraph)] if paragraph else []
                whole.append(before + content)
                paragraph = []
                continue
            goes_on = content.endswith(" ")
            paragraph.append(content[:-1] if goes_on and deletes_space else content)
            if not goes_on:
                whole.append(before + "".join(paragraph))
                paragraph = []
        if paragraph:
            whole.append(before + "".join(paragraph))
    return "\n".join(whole)


def _read(line: str) -> tuple[int, str]:
    line = line.rstrip("\r")
    quotes = _QUOTES.match(line)
    depth = quotes.end() if quotes else 0
    content = line[depth:]
    return depth, content.removeprefix(" ")
