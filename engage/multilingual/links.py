"""The other languages of a page."""

from engage.core.language import NAMES, PREFIXES, TAGS, current, other
from engage.engagements.models import Engagement
from engage.multilingual.spoken import Spoken
from engage.multilingual.tags import ORIGINAL, ORIGINAL_TAG, LanguageLink, language_of


def language_links(
    engagement: Engagement, spoken: Spoken, rest: str = ""
) -> tuple[LanguageLink, ...]:
    """The other languages of a page of this engagement, as whole addresses; `rest` is what follows
    in its own.

    The plain address of a French page is in French once that can be read, so the English words are
    on the English page then.
    """
    place, here, public = f"/engagements/{engagement.slug}", current(), engagement.languages.split()
    base = PREFIXES[here] + place
    found = []
    if spoken.below:
        english = place if here in public else base
        found.append(LanguageLink(ORIGINAL_TAG, NAMES[ORIGINAL], english + rest))
    for tag in public:
        known = language_of(tag)
        if known is not None and tag != spoken.tag:
            below = "" if tag == here else f"/in/{tag}"
            found.append(LanguageLink(tag, known.own, base + below + rest))
    return tuple(found)


def go_on_links(engagement: Engagement, spoken: Spoken, rest: str = "") -> tuple[LanguageLink, ...]:
    """Where a form on this page can be gone on with, as whole addresses: our pages in their other
    language, with the engagement in it too where it is, and the engagement in others."""
    own = other()
    is_there = own == ORIGINAL or own in engagement.languages.split()
    below = "" if is_there else spoken.below
    href = f"{PREFIXES[own]}/engagements/{engagement.slug}{below}{rest}"
    links = language_links(engagement, spoken, rest)
    others = (one for one in links if one.tag.partition("-")[0] != own)
    return (LanguageLink(TAGS[own], NAMES[own], href), *others)
