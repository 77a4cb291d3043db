"""Which of the author's lines are a signature, a telephone's tag line, a notice or a banner."""

import re
from typing import Final

from engage.mail.incoming.reading.cutting.lines import Kind, Line

_DEVICE: Final = (
    r"i-?(?:phone|pad|pod|cloud)|phone|mobile|cell(?:phone|ulaire)?|smart ?phone|galaxy|samsung|"
    r"android|black ?berry|windows|outlook|mail|yahoo|proton|gmail|huawei|pixel|tablet(?:te)?|"
    r"device|appareil|surface|bell|telus|rogers|shaw|fido|koodo|aol|hotmail|thunderbird|téléphone|"
    r"telephone|courrier|messagerie|portable|handheld|workspace|spark|tutanota|airmail|edison|"
    r"my e-?reader|kindle|lg|motorola|oneplus|xiaomi|nokia|htc|sony|mac(?:book)?|fairphone"
)
_TAG_LINE: Final = re.compile(
    r"(?:sent (?:from|via|with|using|by) .{0,40}"
    rf"\b(?:{_DEVICE})\b.{{0,80}}"
    r"|(?:get|télécharge[rz]?|obtene[rz]|obtenir) (?:the )?"
    r"(?:bluemail|outlook|yahoo|gmail)\b.{0,120}"
    rf"|(?:envoyé|expédié|transmis)e? (?:de|depuis|à partir|avec|par|via|du|d').{{0,40}}"
    rf"\b(?:{_DEVICE})\b.{{0,80}}"
    r"|provenance : (?:courrier|outlook).{0,80}"
    r"|(?:virus-free|sans virus)\s?\.?\s?(?:www\.)?(?:avast|avg)\S{0,20}.{0,60}"
    r"|(?:please excuse|désolé pour|excuse[sz]?) .{0,40}"
    r"\b(?:typos?|brevity|fautes|brièveté)\b.{0,80}"
    r"|typed on (?:a |my )?(?:tiny|small) keyboard.{0,60})",
    re.IGNORECASE,
)


def mark_signatures(lines: list[Line]) -> None:
    """Sets the kinds SIGNATURE and CONTACT."""
    for line in lines:
        if line.kind is Kind.OWN and _TAG_LINE.fullmatch(line.short):
            line.kind = Kind.SIGNATURE
