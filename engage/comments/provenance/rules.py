"""What provenance is called. Pure."""

from enum import StrEnum
from typing import Final

from engage.comments.rules import NoticeGiven


class Platform(StrEnum):
    """Where posts were found before the tool register said where they may be (R2)."""

    FACEBOOK = "facebook"
    INSTAGRAM = "instagram"
    X = "x"
    THREADS = "threads"
    BLUESKY = "bluesky"
    LINKEDIN = "linkedin"
    YOUTUBE = "youtube"
    REDDIT = "reddit"
    TIKTOK = "tiktok"
    OTHER = "other"


PLATFORM_WORDS: Final[dict[str, str]] = {
    Platform.FACEBOOK: "Facebook",
    Platform.INSTAGRAM: "Instagram",
    Platform.X: "X",
    Platform.THREADS: "Threads",
    Platform.BLUESKY: "Bluesky",
    Platform.LINKEDIN: "LinkedIn",
    Platform.YOUTUBE: "YouTube",
    Platform.REDDIT: "Reddit",
    Platform.TIKTOK: "TikTok",
    Platform.OTHER: "Another platform",
}

NOTICE_WORDS: Final[dict[str, str]] = {
    NoticeGiven.SHOWN_BEFORE_FORM: "shown or handed over before",
    NoticeGiven.READ_OUT: "read out before",
    NoticeGiven.SENT_WITH_ACKNOWLEDGEMENT: "sent with the acknowledgement",
    NoticeGiven.PUBLISHED_ON_THE_ACCOUNT: "published on our account",
    NoticeGiven.BY_THE_COLLECTING_BODY: "given by the body that collected it",
}
