"""The square picture that an authenticator app scans: SVG inside the page, as its policy lets no
picture from elsewhere in, and without styles, as it lets none stand in the page."""

from io import BytesIO

import segno
from markupsafe import Markup


def qr_picture(address: str) -> Markup:
    """The secret stands beside it as text too, for who cannot scan."""
    out = BytesIO()
    segno.make(address, error="m", micro=False).save(
        out,
        kind="svg",
        xmldecl=False,
        scale=5,
        border=4,
        dark="#000",
        light="#fff",
        svgclass="qr",
        lineclass=None,
        nl=False,
        title="Square code for your authenticator app",
    )
    return Markup(out.getvalue().decode())  # noqa: S704  drawn here, of squares alone
