"""From the page to the finished PDF. Imported with the first of them: it needs the system's Pango.

The page refers to nothing outside of it, and the fetcher knows the theme's fonts and no address.
The file holds no name of a person or a machine and no date of its making.
"""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Final

import pikepdf
import weasyprint
from weasyprint.text.fonts import FontConfiguration

from engage.reports.renderers.pdf_fonts import FontsAlone, faces, without_unknown
from engage.reports.renderers.pdf_tags import mend_tags

_VARIANT: Final = "pdf/ua-1"


def pressed(page: str, style: str, fonts: Path, cannot_show: Callable[[int], str]) -> bytes:
    """The PDF of a page, with a style that comes after its own and the fonts of a folder.

    `cannot_show` says how many signs in a row have no letter in any font of this machine.
    """
    fetcher, letters = FontsAlone(fonts), FontConfiguration()
    rules = "\n".join(faces(fonts, page))
    sheet = weasyprint.CSS(string=rules, font_config=letters, url_fetcher=fetcher)
    shown = without_unknown(page, letters, cannot_show)
    shown = shown.replace("</style>", f"{style}</style>", 1)
    document = weasyprint.HTML(string=shown, url_fetcher=fetcher, media_type="print").render(
        stylesheets=[sheet], font_config=letters, pdf_variant=_VARIANT
    )
    return _tidied(document.write_pdf(pdf_variant=_VARIANT, finisher=mend_tags))


def _tidied(content: bytes) -> bytes:
    """Without what mending left behind; the file's identifier is a digest of its content."""
    tidy = BytesIO()
    with pikepdf.open(BytesIO(content)) as pdf:
        pdf.save(
            tidy,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            fix_metadata_version=False,
        )
    return tidy.getvalue()
