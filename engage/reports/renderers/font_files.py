"""The theme's font files as those who set and draw letters need them.

The site sends them packed for browsers (WOFF2). To unpack one takes longer than to lay out a
report, so it happens once for all that a process makes.
"""

import io
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont


@lru_cache(maxsize=16)
def unpacked(path: Path) -> bytes:
    """The font (TrueType), the same bytes each time."""
    font = TTFont(path, recalcTimestamp=False, recalcBBoxes=False)
    font.flavor = None
    content = io.BytesIO()
    font.save(content)
    return content.getvalue()
