"""Lists and newsletters: written to many, and to nobody here. Pure.

What a service sends for one person (a letter by a campaign's form) may say Precedence: bulk or
carry the Feedback-ID of its carrier; neither alone makes it a list.
"""

from typing import Final

from engage.mail.incoming.sorting.headers import Headers
from engage.mail.incoming.sorting.seen import Seen

_LIST_LINES: Final = (
    "list-id",
    "list-unsubscribe",
    "list-unsubscribe-post",
    "list-post",
    "list-owner",
    "list-subscribe",
    "list-archive",
    "list-help",
    "mailing-list",
    "x-mailing-list",
    "x-mailman-version",
    "x-beenthere",
    "x-listserver",
    "x-list-server",
    "x-listname",
    "x-google-group-id",
    "x-yahoo-newman-property",
)
_CAMPAIGN_LINES: Final = (
    "x-campaign",
    "x-campaignid",
    "x-campaign-id",
    "x-mc-user",
    "x-mailchimp-campaign",
    "x-bulkmail",
    "x-mailer-campaign",
    "x-rpcampaign",
    "x-roving-id",
)


def is_list(mail: Seen) -> bool:
    headers = mail.headers
    if headers.has_any(_LIST_LINES) or headers.has_any(_CAMPAIGN_LINES):
        return True
    return _says(headers, "list") or (_says(headers, "bulk") and headers.has_any(("feedback-id",)))


def _says(headers: Headers, word: str) -> bool:
    return any(word in headers.words(name) for name in ("precedence", "x-precedence"))
