"""A picture made anew from a file that anybody may have made, hostile ones included.

Its kind is what its bytes say, never its name. Its size is read from the header and refused before
a single pixel is unpacked. What is stored is encoded here from the pixels alone: the place where
it was taken, the camera's number, a thumbnail of what was cut away, words of an editor and anything
hidden behind the end of the file do not get through.

Reading takes seconds and memory: it happens before a transaction begins, two at a time.
"""

import io
import struct
import zlib
from threading import BoundedSemaphore
from typing import Final

from PIL import Image, ImageCms, ImageFile

from engage.core.errors import Refused
from engage.media.rules import (
    JPEG,
    JPEG_PIXELS,
    LARGEST_SIDE,
    MADE_OF,
    MEGABYTE,
    OTHER_PIXELS,
    PICTURE_BYTES,
    PNG,
    PROFILE_BYTES,
    SHOWN_SIDE,
    WEBP,
    CleanPicture,
)

FIELD: Final = "picture"
EMPTY: Final = "Choose a picture."
TOO_LARGE: Final = f"The file is larger than {PICTURE_BYTES // MEGABYTE} MB. Save it smaller."
TOO_MANY_PIXELS: Final = "The picture has too many pixels. Save it smaller, then try again."
UNKNOWN: Final = "This is no picture that we can read. Use a JPEG, PNG, WebP or GIF file."
BROKEN: Final = "The file is damaged: it cannot be read to its end. Save it anew, then try again."

_BOMBS: Final = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_FAULTS: Final = (
    OSError,
    SyntaxError,
    ValueError,
    ArithmeticError,
    LookupError,
    EOFError,
    TypeError,
    RuntimeError,
    MemoryError,
    struct.error,
    zlib.error,
)
"""What readers of broken files are known to raise; none of it is ours."""
_ORIENTATION: Final = 0x0112
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_OPAQUE_PNG: Final = 512 * 1024
"""A photograph saved as PNG weighs many times what it has to."""
_at_once: Final = BoundedSemaphore(2)


def clean_picture(content: bytes) -> CleanPicture:
    """The picture that is stored for these bytes. Raises Refused with a sentence for a person."""
    if not content:
        raise Refused(FIELD, EMPTY)
    if len(content) > PICTURE_BYTES:
        raise Refused(FIELD, TOO_LARGE)
    with _at_once:
        opened = _opened(content)
        kind = MADE_OF.get(opened.format or "", PNG)
        was_moving = opened.format != "MPO" and _moves(opened)
        try:
            picture = _upright(_in_srgb(_scaled(opened)))
            made, kind = _encoded(picture, kind)
        except _BOMBS:
            raise Refused(FIELD, TOO_MANY_PIXELS) from None
        except _FAULTS:
            raise Refused(FIELD, BROKEN) from None
    return CleanPicture(made, kind, *picture.size, was_moving)


def _opened(content: bytes) -> Image.Image:
    """Its header alone has been read."""
    try:
        opened = Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP", "GIF"))
    except _BOMBS:
        raise Refused(FIELD, TOO_MANY_PIXELS) from None
    except _FAULTS:
        raise Refused(FIELD, UNKNOWN) from None
    width, height = opened.size
    most = JPEG_PIXELS if opened.format in ("JPEG", "MPO") else OTHER_PIXELS
    if width * height > most or max(width, height) > LARGEST_SIDE:
        raise Refused(FIELD, TOO_MANY_PIXELS)
    return opened


def _moves(opened: Image.Image) -> bool:
    try:
        return bool(getattr(opened, "is_animated", False))
    except (*_BOMBS, *_FAULTS):
        return False


def _scaled(opened: Image.Image) -> Image.Image:
    """Its first frame, at most as large as a page shows it, with 8 bits for each colour."""
    longer = max(opened.size)
    if longer > SHOWN_SIDE:
        # A JPEG is then read at a half, a quarter or an eighth of its size.
        opened.draft(None, (SHOWN_SIDE, SHOWN_SIDE))
    # A library that lays out PDF lets the whole process read half pictures; here none is read.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    opened.load()
    turn, profile = _orientation(opened), opened.info.get("icc_profile")
    picture = _plain(opened)
    if max(picture.size) > SHOWN_SIDE:
        picture.thumbnail((SHOWN_SIDE, SHOWN_SIDE), Image.Resampling.LANCZOS)
    picture.info = {"turn": turn, "icc_profile": profile}
    return picture


def _orientation(opened: Image.Image) -> int:
    """How the camera was held; a note that cannot be read turns nothing."""
    try:
        held = opened.getexif().get(_ORIENTATION, 1)
    except _FAULTS:
        return 1
    return held if isinstance(held, int) else 1


def _plain(picture: Image.Image) -> Image.Image:
    if picture.mode in ("L", "RGB", "RGBA", "CMYK"):
        if "transparency" in picture.info and picture.mode != "CMYK":
            return picture.convert("RGBA")
        return picture.copy()
    if picture.mode.startswith("I"):
        # 16 bits of grey. A cut to 8 bits by itself would leave white.
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if picture.mode == "1":
        return picture.convert("L")
    has_alpha = picture.mode in ("LA", "La", "PA", "RGBa") or "transparency" in picture.info
    return picture.convert("RGBA" if has_alpha else "RGB")


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Its colours as screens without a profile show them; a profile that is broken counts not."""
    turn, profile = picture.info["turn"], picture.info["icc_profile"]
    wanted = "RGBA" if picture.mode == "RGBA" else "L" if picture.mode == "L" else "RGB"
    converted: Image.Image | None = None
    if isinstance(profile, bytes) and len(profile) <= PROFILE_BYTES:
        try:
            converted = ImageCms.profileToProfile(
                picture.convert("RGB") if picture.mode == "L" else picture,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB" if wanted == "L" else wanted,
            )
        except (ImageCms.PyCMSError, *_FAULTS):
            converted = None
    found = picture.convert(wanted) if converted is None else converted
    found.info = {"turn": turn}
    return found


def _upright(picture: Image.Image) -> Image.Image:
    turn = _TURNS.get(picture.info["turn"])
    return picture if turn is None else picture.transpose(turn)


def _encoded(picture: Image.Image, kind: str) -> tuple[bytes, str]:
    """Its bytes, from pixels alone, and their kind."""
    bare = Image.new(picture.mode, picture.size)
    # Where it is clear nothing stays, whatever colours an editor left below.
    bare.paste(picture, mask=_seen(picture) if picture.mode == "RGBA" else None)
    if kind == JPEG:
        return _saved(bare, JPEG), JPEG
    if kind == WEBP:
        return _saved(bare, WEBP), WEBP
    made = _saved(bare, PNG)
    if len(made) > _OPAQUE_PNG and bare.mode != "RGBA":
        return _saved(bare, JPEG), JPEG
    return made, PNG


def _seen(picture: Image.Image) -> Image.Image:
    """A mask of what is not wholly clear: those pixels are taken as they are."""
    return picture.getchannel("A").point([0, *(255,) * 255])


def _saved(picture: Image.Image, kind: str) -> bytes:
    into = io.BytesIO()
    if kind == JPEG:
        picture.save(into, "JPEG", quality=85, optimize=True, progressive=True)
    elif kind == WEBP:
        picture.save(into, "WEBP", quality=85, method=4)
    else:
        picture.save(into, "PNG", optimize=True)
    return into.getvalue()
