"""An address suggested from a title. Pure."""

import re
import unicodedata
from typing import Final

SUGGESTED_LENGTH: Final = 60


def suggested_slug(title: str) -> str:
    """'Où vont les bus?' gives 'ou-vont-les-bus'; '' when no Latin letter or digit is left."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = plain.replace("'", "")
    slug = re.sub("[^a-z0-9]+", "-", words).strip("-")
    if len(slug) <= SUGGESTED_LENGTH:
        return slug
    whole_words, _, _ = slug[: SUGGESTED_LENGTH + 1].rpartition("-")
    return whole_words or slug[:SUGGESTED_LENGTH]
