"""The pictures and the document of the sample, drawn and set when it is loaded.

They go the way of any file of staff: made anew, with whose they are and why we may show them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import cairosvg
from weasyprint import HTML

from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.queries import engagement_content
from engage.engagements.service import save_engagement
from engage.engagements.service.documenting import add_document
from engage.engagements.service.picturing import add_picture
from engage.media.cleaning import clean_picture
from engage.media.documents.cleaning import clean_document
from engage.media.documents.limits import CleanDocument
from engage.media.documents.rules import DocumentWords
from engage.media.rules import CleanPicture, Licence, Rights, markdown_of

_HERE: Final = Path(__file__).parent
_OWNER: Final = "Province of British Columbia (sample)"
_WIDTH: Final = 720


@dataclass(frozen=True)
class Drawn:
    """What an engagement of the sample shows, made before any transaction begins. Pictures and
    their words by the mark that stands for them in a text."""

    pictures: Mapping[str, tuple[CleanPicture, str, str]] = field(default_factory=dict)
    documents: tuple[tuple[CleanDocument, DocumentWords], ...] = ()


def draw(entry: Mapping[str, Any]) -> Drawn:
    """The entry's `picture` and `document` tables."""
    return Drawn(
        {
            f"{{{one['mark']}}}": (_picture(one["file"]), one["alt"], one.get("leads_to", ""))
            for one in entry.get("picture", ())
        },
        tuple(_document(one) for one in entry.get("document", ())),
    )


def put_up(unit: Unit, engagement: Engagement, drawn: Drawn) -> dict[str, str]:
    """Keeps all of it for the engagement, and shows it in its draft; the Markdown of each mark."""
    lines = {}
    for mark, (picture, alt, leads_to) in drawn.pictures.items():
        kept = add_picture(unit, engagement, picture, Rights(alt, _OWNER, Licence.STAFF))
        line = markdown_of(kept.name, kept.media_type, alt)
        lines[mark] = f"[{line}]({leads_to})" if leads_to else line
    for document, words in drawn.documents:
        add_document(unit, engagement, document, words)
    draft = engagement_content(unit.session, engagement.draft_revision_id)
    save_engagement(
        unit,
        engagement,
        replace(draft, body=filled(draft.body, lines)),
        seen_revision_id=engagement.draft_revision_id,
    )
    return lines


def filled(text: str, lines: Mapping[str, str]) -> str:
    """The text with its pictures where their marks stood."""
    for mark, line in lines.items():
        text = text.replace(mark, line)
    return text


def _picture(file: str) -> CleanPicture:
    svg = (_HERE / file).read_bytes()
    return clean_picture(cairosvg.svg2png(bytestring=svg, output_width=_WIDTH))


def _document(one: Mapping[str, str]) -> tuple[CleanDocument, DocumentWords]:
    words = DocumentWords(
        title=one["title"],
        language="en",
        description=one["description"],
        owner=_OWNER,
        licence=Licence.STAFF,
    )
    html = (_HERE / one["file"]).read_text("utf-8")
    made = HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")
    return clean_document(made, title=words.title, language=words.language), words
