"""What has to be known of a document before anybody gets it, and in which words. Pure.

A document's address is the hash of what is in it and of whose page it is on: an address never
shows anything else, and two engagements never share one.
"""

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal

from engage.core.language import current
from engage.core.language import gettext as _
from engage.core.text import is_blank
from engage.media.documents.limits import MEGABYTE, CleanDocument, Fault, Removed
from engage.media.rules import LICENCE_WORDS, PROOFS, Licence

TITLE_LENGTH: Final = 200
DESCRIPTION_LENGTH: Final = 600
REASON_LENGTH: Final = 600
NAME: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)
PDF: Final = "application/pdf"
_KILOBYTE: Final = 1024

# fmt: off
LANGUAGES: Final = (
    "en", "fr", "ar", "zh-Hans", "zh-Hant", "fa", "fil", "hi", "it", "ja", "ko", "pl", "pt", "pa",
    "ru", "es", "uk", "ur", "vi", "cr", "und",
)
"""In which a document may be written; 'und' is any other."""
# fmt: on
OTHER_LANGUAGE: Final = "und"
_NAMES: Final = {"cr": "Cree", OTHER_LANGUAGE: "Another language"}

FAULT_WORDS: Final = {
    Fault.UNTAGGED: (
        "This PDF has no tags: people who use a screen reader cannot follow it. Export it again as"
        " a tagged PDF, for example from Word with “Document structure tags for accessibility”."
    ),
    Fault.SCANNED: (
        "The pages are pictures of text: nobody can search them or have them read aloud. Make the"
        " PDF from the text itself."
    ),
    Fault.FIGURES: (
        "Pictures in this PDF have no words for those who cannot see them. Describe them in the"
        " document it was made from."
    ),
    Fault.HEADINGS: "This PDF has no headings: in a long document people need them to find a way.",
}
"""For staff. The last is advice; the others ask for a reason before the public gets the file."""
ASK_REASON: Final = frozenset((Fault.UNTAGGED, Fault.SCANNED, Fault.FIGURES))
DOCUMENT_LICENCE_WORDS: Final = LICENCE_WORDS | {
    Licence.STOCK: "With stock pictures, royalty-free for unlimited use",
    Licence.MARK: "With a partner's mark or logo, under a partnership agreement",
}
REMOVED_WORDS: Final = {
    Removed.SCRIPTS: "scripts",
    Removed.FILES: "files inside it",
    Removed.NOTES: "notes and comments in its margins",
    Removed.FIELDS: "form fields, which are now plain text",
    Removed.LINKS: "links to addresses that are neither https nor mailto",
    Removed.MEDIA: "sound or video",
}


@dataclass(frozen=True)
class DocumentWords:
    """What is known of a document: what it is, whose it is, why we may show it; `reason`: why it
    is shown although some people cannot follow it."""

    title: str = ""
    language: str = ""
    description: str = ""
    owner: str = ""
    licence: str = ""
    proof: str = ""
    reason: str = ""


def unclear_document(
    words: DocumentWords, faults: tuple[Fault, ...]
) -> tuple[tuple[str, str], ...]:
    """What is missing before it may be public (R37 to R39), as (form field, sentence)."""
    found = []
    if is_blank(words.title):
        found.append(("title", "Give the document a title."))
    if words.language not in LANGUAGES:
        found.append(("language", "Choose the language of the document."))
    if is_blank(words.owner):
        found.append(("owner", "Say whose document it is."))
    if words.licence not in set(Licence):
        found.append(("licence", "Say why we may show it."))
    elif is_blank(words.proof) and (asked := PROOFS.get(Licence(words.licence))):
        found.append(("proof", asked))
    if not is_for_all(faults) and is_blank(words.reason):
        found.append(("reason", "Some people cannot follow this PDF. Say why it is shown anyway."))
    return tuple(found)


def is_for_all(faults: tuple[Fault, ...]) -> bool:
    """Whether no fault is known that keeps some people out."""
    return not ASK_REASON.intersection(faults)


def name_of_document(document: CleanDocument, engagement_id: int) -> str:
    """The middle of its address: for the same bytes on the same engagement always the same."""
    whose = f"document:{engagement_id}\n".encode()
    return hashlib.sha256(whose + document.content).hexdigest()[:32]


def document_address(name: str) -> str:
    """Where the public finds it."""
    return f"/media/{name}.pdf"


def mark_of_words(words: DocumentWords) -> str:
    """What a form carries to tell whether somebody saved it meanwhile."""
    written = json.dumps(vars(words), sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()[:16]


def file_name(title: str) -> str:
    """What the file is called where it is kept: ASCII, from its title, letters without accents."""
    apart = unicodedata.normalize("NFKD", title.casefold())
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    words = re.findall(r"[a-z0-9]+", bare)
    return ("-".join(words)[:80].strip("-") or "document") + ".pdf"


def language_name(tag: str) -> str:
    """In the language of the page; '' for the one that is not known."""
    if tag == OTHER_LANGUAGE:
        return ""
    try:
        found = Locale.parse(tag, sep="-").get_display_name(current())
    except (UnknownLocaleError, ValueError):
        return _NAMES.get(tag, tag)
    return found or tag


def offered_languages() -> tuple[tuple[str, str], ...]:
    """For staff: tags and names, English and French first."""
    return tuple((tag, _NAMES.get(tag) or language_name(tag)) for tag in LANGUAGES)


def faults_from(words: str) -> tuple[Fault, ...]:
    """As a row keeps them, with spaces between."""
    return tuple(map(Fault, words.split()))


def size_words(size: int) -> str:
    """'340 KB', '1.2 MB'; in French '340 ko', '1,2 Mo'."""
    if size < MEGABYTE:
        return _("%(n)s KB") % {"n": _number(max(round(size / _KILOBYTE), 1))}
    return _("%(n)s MB") % {"n": _number(round(size / MEGABYTE, 1))}


def _number(value: float) -> str:
    return str(format_decimal(value, locale=f"{current()}_CA"))
