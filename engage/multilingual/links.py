"""The other languages of a page."""

from dataclasses import replace

from engage.core.language import NAMES, PREFIXES, TAGS, current, other
from engage.engagements.models import Engagement
from engage.multilingual.spoken import Spoken
from engage.multilingual.tags import ORIGINAL, ORIGINAL_TAG, LanguageLink, language_of


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


def go_on_links(engagement: Engagement, spoken: Spoken, rest: str = "") -> tuple[LanguageLink, ...]:
    """Where a form on this page can be gone on with, as whole addresses: our pages in their other
    language, with the engagement in it too where it is, and the engagement in others."""
    own = other()
    is_there = own == ORIGINAL or own in engagement.languages.split()
    below = "" if is_there else spoken.below
    href = f"{PREFIXES[own]}/engagements/{engagement.slug}{below}{rest}"
    links = (
        replace(one, href=PREFIXES[current()] + one.href)
        for one in language_links(engagement, spoken, rest)
        if one.tag.partition("-")[0] != own
    )
    return (LanguageLink(TAGS[own], NAMES[own], href), *links)
