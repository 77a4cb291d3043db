"""The other languages of a page."""

from engage.engagements.models import Engagement
from engage.multilingual.spoken import Spoken
from engage.multilingual.tags import ORIGINAL_TAG, LanguageLink, language_of


def language_links(
    engagement: Engagement, spoken: Spoken, rest: str = ""
) -> tuple[LanguageLink, ...]:
    """The other languages of a page of this engagement; `rest` is what follows in its address."""
    base = f"/engagements/{engagement.slug}"
    found = []
    if spoken.below:
        found.append(LanguageLink(ORIGINAL_TAG, "English", base + rest))
    for tag in engagement.languages.split():
        known = language_of(tag)
        if known is not None and tag != spoken.tag:
            found.append(LanguageLink(tag, known.own, f"{base}/in/{tag}{rest}"))
    return tuple(found)
