"""What kind of file a media type is, in a person's words. Pure.

The type is what the sender's program claimed, so the words say no more than it does: staff decide
by them whether to open a file, and a name that ends otherwise stands beside them.
"""

from typing import Final

OTHER: Final = "file of another kind"
KINDS: Final = {
    "application/pdf": "PDF",
    "application/msword": "Word document",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word document",
    "application/vnd.oasis.opendocument.text": "OpenDocument text",
    "application/rtf": "formatted text",
    "text/rtf": "formatted text",
    "application/vnd.ms-excel": "Excel workbook",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel workbook",
    "application/vnd.oasis.opendocument.spreadsheet": "OpenDocument table",
    "text/csv": "table (CSV)",
    "application/vnd.ms-powerpoint": "PowerPoint slides",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": (
        "PowerPoint slides"
    ),
    "application/zip": "compressed files (ZIP)",
    "application/x-zip-compressed": "compressed files (ZIP)",
    "application/pgp-encrypted": "encrypted part",
    "application/pgp-signature": "electronic signature",
    "application/pkcs7-signature": "electronic signature",
    "application/x-pkcs7-signature": "electronic signature",
    "application/pkcs7-mime": "encrypted part",
    "application/x-pkcs7-mime": "encrypted part",
    "message/rfc822": "e-mail",
    "text/plain": "plain text",
    "text/html": "web page",
    "text/calendar": "calendar entry",
    "text/vcard": "contact card",
    "text/x-vcard": "contact card",
    "image/jpeg": "picture (JPEG)",
    "image/png": "picture (PNG)",
    "image/gif": "picture (GIF)",
    "image/webp": "picture (WebP)",
    "image/tiff": "picture (TIFF)",
    "image/heic": "picture (HEIC)",
}
FAMILIES: Final = {"image": "picture", "audio": "sound", "video": "video", "text": "text"}


def kind_words(media_type: str) -> str:
    """'PDF', 'picture (JPEG)', 'sound'; never the type itself, which says nothing to most."""
    family = media_type.partition("/")[0]
    return KINDS.get(media_type) or FAMILIES.get(family, OTHER)
