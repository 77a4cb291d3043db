"""What staff read about the way to WordPress, on the page and from the command; pure."""

from collections.abc import Mapping
from typing import Final

from engage.wordpress.drift import Finding
from engage.wordpress.plans import LeftOut, LinkState, RunKind, RunTrouble, Trouble
from engage.wordpress.repair import Action
from engage.wordpress.rules import Capability, TransportName

TRANSPORT_WORDS: Final = {TransportName.REST: "REST", TransportName.XMLRPC: "XML-RPC"}
STATE_WORDS: Final = {
    LinkState.NEW: "Not there yet",
    LinkState.SHOWN: "Shown",
    LinkState.HIDDEN: "Taken down",
    LinkState.HELD: "Held there",
    LinkState.CONFLICT: "In conflict",
}
TROUBLE_WORDS: Final = {
    Trouble.CHANGED_THERE: "Somebody changed it on WordPress",
    Trouble.TAKEN_DOWN_THERE: "Somebody took it down on WordPress",
    Trouble.DELETED_THERE: "Somebody deleted it on WordPress",
    Trouble.MARKED_SPAM_THERE: "Somebody marked it as spam on WordPress",
}
RUN_WORDS: Final = {
    RunKind.CHECK: "Connection check",
    RunKind.PULL: "Reading comments left there",
    RunKind.POSTS: "Reading posts written there",
    RunKind.COMPARE: "Comparing a part of both sides",
    RunKind.DRIFT: "Comparing everything",
    RunKind.REPAIR: "Repair",
}
SITE_TROUBLE_WORDS: Final = {
    "AuthFailed": "WordPress does not accept our sign-in, or the account may do too little",
    "Transient": "WordPress cannot be reached, or answers with an error",
    "Flood": "WordPress finds that we write too quickly",
    "OutOfBounds": "The name of WordPress leads to an address that may not be asked",
    "NoMethod": "A plugin or a firewall took away what we call on WordPress",
}
RUN_TROUBLE_WORDS: Final = {
    **SITE_TROUBLE_WORDS,
    RunTrouble.MASS_CHANGE: "Much was taken down on WordPress at once, so nothing was taken down"
    " here. A person has to look",
    RunTrouble.OTHER_PLAN: "What would be done had changed since it was confirmed, so nothing was"
    " done. The new plan waits to be read",
    "BadData": "WordPress gave an answer that cannot be understood",
    "Gone": "What was asked for was not there any more",
    "NotStored": "WordPress could not store it",
    "TooLarge": "WordPress answered with more than we take",
    "NotPossible": "This way to WordPress cannot do it",
    "NotSet": "No WordPress is set",
}
OTHER_TROUBLE: Final = "It did not get through"
LEFT_OUT_WORDS: Final = {
    LeftOut.BEFORE_OPENING: "Left before the engagement opened",
    LeftOut.AFTER_CLOSING: "Left after the engagement had closed",
    LeftOut.NO_NOTICE: "Left while the post showed no collection notice",
    LeftOut.UNREADABLE: "Nothing in it that can be read, or too long",
    LeftOut.NOT_TAKEN: "The engagement takes no comments on WordPress",
}
WEAKER: Final = {
    Capability.PLUGIN: "Our plugin is not there. Everything is found by looking now and then.",
    Capability.CREATE_COMMENTS: "No comment can be created there without showing for a moment under"
    " another name. So comments wait until the plugin is there, or REST is used.",
    Capability.CREATE_ON_CLOSED: "A comment takes two steps to get under a post that is closed for"
    " visitors: it waits unseen on a private page first.",
    Capability.LOCKED_UPDATE: "When somebody saves a post in the moment in which we write to it,"
    " that is noticed only afterwards, and what they wrote is put back.",
    Capability.MODIFIED_COMMENTS: "WordPress does not say which comments changed. An edit there is"
    " found when its turn to be compared comes.",
    Capability.NOTICE_AT_FORM: "The collection notice stands in the post and not at WordPress's own"
    " form. Comments are taken only while the post shows it.",
    Capability.HOLDS_COMMENTS: "A comment that WordPress approves by itself is public there until"
    " the next look, a minute at most.",
}
"""What is not as good without each."""
FINDING_WORDS: Final = {
    Finding.ON_ITS_WAY: "on its way, or noticed by the next look",
    Finding.WAITS: "waits for a person already",
    Finding.HIDDEN_WITH_POST: "hidden together with its post there",
    Finding.MISSING_THERE: "public here, and gone there",
    Finding.OTHER_NUMBER: "there under another number",
    Finding.EXTRA_THERE: "in view there, and not public here",
    Finding.TWICE_THERE: "there a second time",
    Finding.UNKNOWN_ALIAS: "there under an alias that nobody here knows",
    Finding.MISSING_HERE: "left there, and never read here",
    Finding.OTHER_TEXT: "another text there",
    Finding.OTHER_NAME: "another name there",
    Finding.OTHER_PARENT: "under another comment there",
    Finding.OTHER_STATUS: "another status there",
}
ACTION_WORDS: Final = {
    Action.REMOVE: "taken from view there",
    Action.REMOVE_DOUBLE: "second copies deleted there",
    Action.ADOPT: "known by their new number from then on, nothing is sent",
    Action.SEND_AGAIN: "made anew there",
    Action.LET_GO: "let go: gone there while they wait here",
    Action.SEND_OVER: "written over there with what is public here",
    Action.TAKE_IN: "read and judged as any comment left there",
}


def run_trouble_words(trouble: str) -> str:
    return RUN_TROUBLE_WORDS.get(trouble, OTHER_TROUBLE) if trouble else ""


def counted_words(counts: Mapping[Finding, int]) -> list[str]:
    return [f"{count:,} {FINDING_WORDS[finding]}" for finding, count in counts.items()]


def estimate_words(left: int, in_last_minute: int) -> str:
    """How long it takes at the pace of the last minute; '' when nothing moved."""
    if not left or not in_last_minute:
        return ""
    minutes = -(-left // in_last_minute)
    if minutes <= 1:
        return "about a minute more"
    if minutes < 90:
        return f"about {minutes} minutes more"
    return f"about {-(-minutes // 60)} hours more"
