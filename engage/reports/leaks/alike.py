"""Letters that are read as others: twins in other alphabets, and Latin ones with a stroke.

A letter is folded in names and in texts alike, so that a name in Cyrillic letters stays itself.
Small letters only, as texts are folded before; where capital and small letter look like different
ones (Greek Η, Ν, Υ), the capital counts, which is the exact twin. People leave strokes away as they
do accents ('Lukasz' for 'Łukasz'), which Unicode does not part from their letters.
"""  # noqa: RUF002

from typing import Final

_STROKES: Final = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h",
    "\u0131": "i", "ŧ": "t", "ⱦ": "t", "ⱥ": "a", "ȼ": "c", "ƚ": "l", "ɬ": "l", "ꝁ": "k", "ꝃ": "k",
    "ŋ": "n", "ɨ": "i", "ƀ": "b", "ǥ": "g", "ɫ": "l", "ƶ": "z",
}  # fmt: skip
_TWINS: Final = (
    ("авеһніјкӏморԛсѕтухԝԁѵ", "abehhijklmopqcstyxwdv"),
    ("αβεζηικμνορτυχϲϳ", "abezhikmnoptyxcj"),
    ("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢɑɡ", "abcdefghijklmnoprstuvwyzag"),
)
_WHITE_ON_BLACK: Final = (0x1F150, 0x1F170)
"""Where the alphabet in filled circles begins, and that in filled squares."""
_BLANK_OF_BRAILLE: Final = "\u2800"

ALIKE: Final[dict[int, str]] = {
    **{ord(letter): plain for letter, plain in _STROKES.items()},
    **{ord(a): b for twins, latin in _TWINS for a, b in zip(twins, latin, strict=True)},
    **{first + n: chr(ord("a") + n) for first in _WHITE_ON_BLACK for n in range(26)},
    ord(_BLANK_OF_BRAILLE): " ",
}
