"""QR codes of addresses: sharp ones for print and screens (SVG), and pictures (PNG). Pure.

Error correction is at its second highest: a poster in a bus is scratched, and the code is read all
the same.
"""

from io import BytesIO
from typing import Final

import segno

SVG_TYPE: Final = "image/svg+xml; charset=utf-8"
PNG_TYPE: Final = "image/png"
BORDER: Final = 4
"""Empty modules around it, as ISO/IEC 18004 demands."""
PNG_SCALE: Final = 16


def _made(address: str) -> segno.QRCode:
    return segno.make_qr(address, error="q", boost_error=False)


def svg(address: str, title: str) -> bytes:
    """A picture of the code without a size of its own; `title` is read to who cannot see it."""
    written = BytesIO()
    _made(address).save(
        written,
        kind="svg",
        border=BORDER,
        title=title,
        xmldecl=False,
        omitsize=True,
        light="#fff",
        nl=False,
    )
    return written.getvalue()


def png(address: str) -> bytes:
    """The same as a picture of some 700 pixels, in black and white."""
    written = BytesIO()
    _made(address).save(written, kind="png", border=BORDER, scale=PNG_SCALE)
    return written.getvalue()
