"""Files of every kind and of none: what is kept is a picture made anew, or nothing."""

import io
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageFile

from engage.core.errors import Refused
from engage.media.cleaning import BROKEN, EMPTY, TOO_LARGE, TOO_MANY_PIXELS, UNKNOWN, clean_picture
from engage.media.rules import ENDINGS, PICTURE_BYTES, SHOWN_SIDE
from tests.media.files import RED, opened, picture, png_claiming, saved

SECRET = "Jane Hume, 49.28 N"


def refusal(content: bytes) -> str:
    with pytest.raises(Refused) as caught:
        clean_picture(content)
    assert caught.value.field == "picture"
    return caught.value.message


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp"), ("GIF", "image/png")],
)
def test_each_kind_is_kept_as_one_that_every_browser_shows(kind: str, media_type: str) -> None:
    clean = clean_picture(picture(kind))
    assert (clean.media_type, clean.width, clean.height) == (media_type, 40, 30)
    red, green, blue = opened(clean.content).convert("RGB").getpixel((5, 5))
    assert abs(red - RED[0]) + abs(green - RED[1]) + abs(blue - RED[2]) < 20


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_every_depth_of_colour_is_read(mode: str) -> None:
    white = Image.new("RGB", (9, 9), (255, 255, 255)).convert(mode)
    made = opened(clean_picture(saved(white, "PNG")).content)
    assert made.mode in ("L", "RGB", "RGBA")
    assert made.convert("RGB").getpixel((5, 5)) == (255, 255, 255)


def test_sixteen_bits_of_grey_do_not_turn_white() -> None:
    grey = Image.new("I;16", (4, 4), 0x4000)
    assert opened(clean_picture(saved(grey, "PNG")).content).getpixel((0, 0)) == 0x40


def test_what_is_clear_stays_clear() -> None:
    half = saved(Image.new("RGBA", (9, 9), (*RED, 128)), "PNG")
    assert opened(clean_picture(half).content).getpixel((4, 4)) == (*RED, 128)
    indexed = Image.new("RGB", (9, 9), RED).quantize(4)
    clean = clean_picture(saved(indexed, "PNG", transparency=indexed.getpixel((4, 4))))
    assert opened(clean.content).convert("RGBA").getpixel((4, 4))[3] == 0


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
def test_what_was_erased_is_not_under_the_clear_part(kind: str) -> None:
    """Many programs only make a part clear, and keep its colours below."""
    made = Image.new("RGBA", (20, 20), (*RED, 255))
    made.paste((10, 20, 30, 0), (0, 0, 10, 20))
    more = {"lossless": True, "exact": True} if kind == "WEBP" else {}
    if kind == "GIF":
        made, more = Image.new("P", (20, 20), 1), {"transparency": 1}
        made.putpalette([*RED, 10, 20, 30])
        made.paste(0, (10, 0, 20, 20))
    with opened(saved(made, kind, **more)) as sent:
        assert sent.convert("RGBA").getpixel((2, 2)) == (10, 20, 30, 0)
    with opened(clean_picture(saved(made, kind, **more)).content) as kept:
        *below, clear = kept.convert("RGBA").crop((2, 2, 3, 3)).tobytes()
        assert (max(below) < 3, clear) == (True, 0)
        assert kept.convert("RGBA").crop((18, 2, 19, 3)).tobytes()[3] == 255


def test_nothing_but_the_pixels_gets_through() -> None:
    exif = Image.Exif()
    exif[0x010E] = exif[0x013B] = SECRET
    exif[0x8825] = {1: "N", 2: (49.0, 16.0, 0.0)}
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    xmp = f"<x:xmpmeta>{SECRET}</x:xmpmeta>".encode()
    for kind in ("JPEG", "PNG", "WEBP"):
        more = {"comment": SECRET.encode()} if kind == "JPEG" else {}
        sent = picture(kind, exif=exif, icc_profile=profile, xmp=xmp, dpi=(300, 300), **more)
        assert SECRET.encode() in sent
        clean = clean_picture(sent + b"<script>" + SECRET.encode())
        assert SECRET.encode() not in clean.content
        assert b"<script>" not in clean.content
        made = opened(clean.content)
        assert not made.getexif()
        assert not {"icc_profile", "exif", "xmp", "comment"} & set(made.info)


@pytest.mark.parametrize("held", range(1, 9))
def test_a_picture_is_turned_as_its_camera_was_held(held: int) -> None:
    upright = Image.new("RGB", (40, 20), RED)
    upright.paste((0, 0, 255), (0, 0, 20, 10))
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    exif = Image.Exif()
    exif[0x0112] = held
    lying = upright.transpose(turns[held]) if held in turns else upright
    clean = clean_picture(saved(lying, "PNG", exif=exif))
    made = opened(clean.content)
    assert (clean.width, clean.height) == (40, 20)
    assert made.getpixel((2, 2)) == (0, 0, 255)
    assert made.getpixel((38, 18)) == RED


def test_a_camera_note_that_says_nothing_turns_nothing() -> None:
    for held in (0, 9, 65_535):
        exif = Image.Exif()
        exif[0x0112] = held
        assert clean_picture(picture("JPEG", exif=exif)).width == 40


def test_colours_of_another_space_become_those_of_the_web() -> None:
    # A profile that exchanges red and blue would be seen; one that cannot be read changes nothing.
    broken = picture("PNG", icc_profile=b"no profile at all")
    assert opened(clean_picture(broken).content).getpixel((3, 3)) == RED
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    assert opened(clean_picture(picture("PNG", icc_profile=lab)).content).getpixel((3, 3)) == RED


def test_ink_becomes_light() -> None:
    made = opened(clean_picture(picture("JPEG", mode="CMYK")).content)
    red, _, blue = made.getpixel((3, 3))
    assert made.mode == "RGB"
    assert red > blue


@pytest.mark.parametrize("size", [(4_000, 1_000), (900, 3_200), (1_601, 1)])
def test_the_longer_side_is_as_long_as_a_page_shows_it(size: tuple[int, int]) -> None:
    clean = clean_picture(picture("JPEG", size))
    assert max(clean.width, clean.height) == SHOWN_SIDE
    assert opened(clean.content).size == (clean.width, clean.height)


def test_a_photograph_saved_as_png_does_not_weigh_what_it_weighed() -> None:
    noise = Image.frombytes("RGB", (700, 700), random.Random(1).randbytes(700 * 700 * 3))
    sent = saved(noise, "PNG")
    clean = clean_picture(sent)
    assert clean.media_type == "image/jpeg"
    assert len(clean.content) < len(sent) / 2


def test_of_what_moves_the_first_picture_stays() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in (RED, (0, 0, 255), (0, 255, 0))]
    for kind in ("GIF", "WEBP", "PNG"):
        sent = saved(frames[0], kind, save_all=True, append_images=frames[1:])
        clean = clean_picture(sent)
        assert clean.was_moving
        red, _, blue = opened(clean.content).convert("RGB").getpixel((3, 3))
        assert red > blue
        assert not getattr(Image.open(io.BytesIO(clean.content)), "is_animated", False)


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7 ",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html>",
        b"GIF89a",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        b"RIFF\x00\x00\x00\x00WEBP",
        b"\x00" * 500,
        "Résumé".encode("utf-16"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_sentence(content: bytes) -> None:
    assert refusal(content) in (UNKNOWN, BROKEN)


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "ICO", "PPM", "JPEG2000"])
def test_other_kinds_are_refused_whatever_their_name_says(kind: str) -> None:
    assert refusal(picture(kind)) == UNKNOWN


def test_nothing_and_too_much_are_refused() -> None:
    assert refusal(b"") == EMPTY
    assert refusal(b"\0" * (PICTURE_BYTES + 1)) == TOO_LARGE


@pytest.mark.parametrize(
    "size", [(30_000, 30_000), (2**31 - 1, 2**31 - 1), (20_001, 1), (1, 500_000), (5_001, 5_001)]
)
def test_a_bomb_is_refused_by_what_its_header_says(size: tuple[int, int]) -> None:
    assert refusal(png_claiming(*size)) == TOO_MANY_PIXELS


def test_a_header_that_promises_more_than_follows_is_refused() -> None:
    assert refusal(png_claiming(4_000, 4_000)) == BROKEN
    assert refusal(png_claiming(0, 10)) in (BROKEN, UNKNOWN)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_file_that_was_cut_off_is_refused(kind: str) -> None:
    noise = Image.frombytes("RGB", (90, 90), random.Random(2).randbytes(90 * 90 * 3))
    whole = saved(noise, kind)
    for part in (10, 40, len(whole) // 2):
        assert refusal(whole[:part]) in (UNKNOWN, BROKEN)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF"])
def test_a_file_that_was_cut_off_is_refused_whatever_another_library_allows(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    whole = saved(Image.frombytes("RGB", (90, 90), random.Random(2).randbytes(90 * 90 * 3)), kind)
    assert refusal(whole[: len(whole) // 2]) == BROKEN


@settings(max_examples=150)
@given(st.sampled_from(["JPEG", "PNG", "WEBP", "GIF"]), st.data())
def test_whatever_is_done_to_a_file_it_is_kept_clean_or_refused(
    kind: str, data: st.DataObject
) -> None:
    content = bytearray(picture(kind, (24, 24)))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        clean = clean_picture(bytes(content))
    except Refused as refused:
        assert refused.field == "picture"
    else:
        made = opened(clean.content)
        assert made.size == (clean.width, clean.height)
        assert clean.media_type in ENDINGS


def test_the_same_file_makes_the_same_bytes() -> None:
    sent = picture("JPEG", (300, 200))
    assert clean_picture(sent) == clean_picture(sent)
