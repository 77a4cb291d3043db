"""What the registers' values are called: on staff pages in English, on public pages in both."""

from collections.abc import Mapping
from typing import Final

from engage.core.language import lazy_gettext
from engage.outreach.rules import Audience, EntryKind, EntryState, ToolStatus

STATUS_WORDS: Final[Mapping[str, str]] = {
    ToolStatus.IN_USE: "In use",
    ToolStatus.UNDER_REVIEW: "Under review",
    ToolStatus.RETIRED: "Retired",
}
AUDIENCE_WORDS: Final[Mapping[str, str]] = {
    Audience.PUBLIC: "The public",
    Audience.INTERNAL: "Staff only, on no public page",
}
KIND_WORDS: Final[Mapping[str, str]] = {
    EntryKind.ACCOUNT: "Account",
    EntryKind.BLOG: "Blog",
    EntryKind.SITE: "Engagement site",
}
STATE_WORDS: Final[Mapping[str, str]] = {
    EntryState.PROPOSED: "Waits to be listed",
    EntryState.LISTED: "Listed",
    EntryState.RETIRED: "Retired",
}
ACTION_WORDS: Final[Mapping[str, str]] = {
    "added": "Added",
    "changed": "Changed",
    "listed": "Listed",
    "retired": "Retired",
    "confirmed": "Confirmed",
    "undone": "Last change undone",
}
FIELD_WORDS: Final[Mapping[str, str]] = {
    "active_from": "Active from",
    "active_to": "Active to",
    "address": "Address",
    "audience": "For whom",
    "hosts": "Hosts",
    "kind": "What it is",
    "languages": "Languages",
    "name": "Name",
    "owner": "Owner",
    "privacy_reference": "Privacy assessment",
    "purpose": "Purpose",
    "state": "State",
    "status": "Status",
    "takes_posts": "Posts can be keyed in",
    "terms_address": "Terms of use",
    "tool": "Tool",
}
LANGUAGE_WORDS: Final[Mapping[str, str]] = {
    "en": "English",
    "fr": "French",
    "pa": "Punjabi",
    "zh": "Chinese",
    "ar": "Arabic",
    "fa": "Persian",
    "hi": "Hindi",
    "ja": "Japanese",
    "ko": "Korean",
    "es": "Spanish",
    "tl": "Tagalog",
    "vi": "Vietnamese",
}

PUBLIC_STATUS_WORDS: Final[Mapping[str, str]] = {
    ToolStatus.IN_USE: lazy_gettext("In use"),
    ToolStatus.UNDER_REVIEW: lazy_gettext("Under review"),
}
PUBLIC_KIND_WORDS: Final[Mapping[str, str]] = {
    EntryKind.ACCOUNT: lazy_gettext("Accounts"),
    EntryKind.BLOG: lazy_gettext("Blogs"),
    EntryKind.SITE: lazy_gettext("Engagement sites"),
}
PUBLIC_LANGUAGE_WORDS: Final[Mapping[str, str]] = {
    "en": lazy_gettext("English"),
    "fr": lazy_gettext("French"),
    "pa": lazy_gettext("Punjabi"),
    "zh": lazy_gettext("Chinese"),
    "ar": lazy_gettext("Arabic"),
    "fa": lazy_gettext("Persian"),
    "hi": lazy_gettext("Hindi"),
    "ja": lazy_gettext("Japanese"),
    "ko": lazy_gettext("Korean"),
    "es": lazy_gettext("Spanish"),
    "tl": lazy_gettext("Tagalog"),
    "vi": lazy_gettext("Vietnamese"),
}
