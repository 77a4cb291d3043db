"""In which language a page shows what staff wrote: the original, or a public translation.

The address says it (`/engagements/<slug>/in/pa`); a French page takes the French translation, where
there is one. Each text is shown in the language only if it is whole there, and says in HTML which
language it is in. What an engagement's row says of its languages spares other pages the question.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from engage.core import language
from engage.core.errors import NotFound
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.rules import TranslatedText
from engage.multilingual.queries import NO_TRANSLATION, public_texts, shown_text
from engage.multilingual.rules import Written, is_outdated, original_of, said_in
from engage.multilingual.tags import ORIGINAL


@dataclass(frozen=True)
class Spoken:
    """The language of a page's content. `below` is what its addresses have more ('/in/pa')."""

    tag: str = ORIGINAL
    below: str = ""
    texts: Mapping[str, TranslatedText] = field(default_factory=dict)

    def said(self, key: str, content: Written) -> tuple[Written, str, bool]:
        """The words to show, the tag of their language, and whether they translate an earlier
        wording."""
        if not self.texts:
            return content, ORIGINAL, False
        original = original_of(key, "", content)
        text = shown_text(original, self.texts)
        if text is None:
            return content, ORIGINAL, False
        return said_in(content, text), self.tag, is_outdated(original, text)


def spoken_in(unit: Unit, engagement: Engagement, asked: str = "") -> Spoken:
    """The language that the address asks for, or that of the page. Raises NotFound for one in
    which the public reads nothing."""
    public = engagement.languages.split()
    if asked and asked not in public:
        raise NotFound(NO_TRANSLATION)
    tag = asked or (language.current() if language.current() in public else "")
    if not tag:
        return Spoken()
    texts = public_texts(unit.session, engagement.id, tag)
    return Spoken(tag, f"/in/{tag}" if asked else "", texts)
