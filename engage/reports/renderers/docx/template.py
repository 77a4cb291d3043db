"""The document that every report begins as: our own parts, and nothing of anybody else's.

What python-docx brings along holds a picture of an empty page, identifiers of the machine that it
was made on, and eight hundred kilobytes of styles that no report uses.
"""

import io
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as Paper

_DATE: Final = (1980, 1, 1, 0, 0, 0)
_PARTS: Final = (
    ("[Content_Types].xml", "content_types.xml"),
    ("_rels/.rels", "rels.xml"),
    ("docProps/core.xml", "core.xml"),
    ("docProps/app.xml", "app.xml"),
    ("word/document.xml", "document.xml"),
    ("word/_rels/document.xml.rels", "document_rels.xml"),
    ("word/styles.xml", "styles.xml"),
    ("word/numbering.xml", "numbering.xml"),
    ("word/settings.xml", "settings.xml"),
    ("word/fontTable.xml", "fonts.xml"),
)


def empty_paper() -> Paper:
    return Document(io.BytesIO(_empty()))


def finished(paper: Paper) -> bytes:
    """The document's file, with no date in it: the same document is the same bytes."""
    held = io.BytesIO()
    paper.save(held)
    with ZipFile(held) as made:
        return _packed((name, made.read(name)) for name in made.namelist())


@lru_cache(maxsize=1)
def _empty() -> bytes:
    folder = files(__package__).joinpath("parts")
    return _packed((name, folder.joinpath(file).read_bytes()) for name, file in _PARTS)


def _packed(parts: Iterable[tuple[str, bytes]]) -> bytes:
    held = io.BytesIO()
    with ZipFile(held, "w") as archive:
        for name, content in parts:
            part = ZipInfo(name, _DATE)
            part.compress_type = ZIP_DEFLATED
            archive.writestr(part, content)
    return held.getvalue()
