"""What programs and servers add to a mail: tag lines of telephones, banners, disclaimers.

A disclaimer is told by how it begins and by several things that only disclaimers say together: a
person may write 'this email is confidential' and mean it.
"""

import re
from collections.abc import Iterator
from typing import Final

from engage.mail.incoming.reading.cutting.lines import Kind, Line
from engage.mail.incoming.reading.cutting.tongues import tag_lines

PARAGRAPH_LENGTH: Final = 3_000
INDICATORS: Final = 3

_DEVICE: Final = (
    r"(?:i-?(?:phone|pad|pod|cloud)|(?:smart|cell|mobile|tele)?-?\s?phone|mobile|cell|cellulaire|"
    r"galaxy|samsung|android|black ?berry|windows|outlook|mail|yahoo|proton ?(?:mail)?|canary|"
    r"gmail|huawei|pixel|"
    r"tablet(?:te)?|device|appareil|surface|bell|telus|rogers|shaw|fido|koodo|aol|hotmail|"
    r"thunderbird|téléphone|courrier|messagerie|portable|handheld|workspace|spark|tutanota|"
    r"airmail|edison|kindle|motorola|oneplus|xiaomi|nokia|htc|sony|mac(?:book)?|fairphone|"
    r"commodore|email client)"
)
_TAIL: Final = (
    r"(?!.*\b(?:while|because|but|since|when|where|pendant|mais|parce)\b)"
    r"(?:s?\b(?![^<>\n]*[.!?]\s+[A-Z](?!lease|xcuse))[^<>\n]{0,60})(?:<[^<>]{0,300}>)?[^<>\n]{0,30}"
    r"(?:[-.,;!\s]{0,3}(?:please |pardon|excuse|sorry|désolé|veuillez).{0,120})?\W{0,3}"
)
_TAG_LINE: Final = re.compile(
    rf"\W{{0,3}}(?:sent|composed|written) (?:from|via|with|using|by|on) "
    rf".{{0,40}}?\b{_DEVICE}{_TAIL}"
    rf"|\W{{0,3}}(?:envoyé|expédié|transmis|écrit)e?s? (?:de|depuis|à partir|avec|par|via|du|d')"
    rf".{{0,40}}?\b{_DEVICE}{_TAIL}"
    r"|\W{0,3}(?:get|télécharge[rz]?|obtene[rz]|obtenir) (?:the |l'application )?"
    r"(?:bluemail|outlook|yahoo|gmail)\b.{0,200}"
    r"|yahoo (?:mail|courriel) ?: .{0,60}"
    r"|provenance ?: (?:courrier|outlook).{0,100}"
    r"|\W{0,3}(?:virus-free|sans virus|garanti sans virus)\W{0,3}(?:www\.)?(?:avast|avg)\b.{0,100}"
    r"|.{0,30}\b(?:excuse|pardon|désolé pour|excusez)\b.{0,40}"
    r"\b(?:typos?|brevity|autocorrect|fautes|brièveté)\b.{0,40}"
    r"|.{0,10}\bconsider the environment before printing\b.{0,60}"
    r"|.{0,30}\bpense[rz]? (?:à|a) l'environnement avant d'imprimer\b.{0,60}"
    r"|this e-?mail has been (?:checked|scanned) (?:for viruses )?by .{1,100}"
    rf"|{tag_lines(_DEVICE)}"
    r"|l'absence de virus dans ce (?:courriel|courrier électronique) .{1,120}",
    re.IGNORECASE,
)
_BANNER: Final = re.compile(
    r"\W{0,8}(?:external\b|externe\b|caution\b|warning\b|attention\b|mise en garde\b|avis\b|"
    r"this (?:e-?mail|message) (?:came|originated|was sent|is) from (?:an |outside|external)|"
    r"ce (?:courriel|message) provient)"
    r"(?=.{0,200}(?:external|outside|externe|extérieur))"
    r"(?=.{0,400}(?:links?|attachments?|liens?|pièces? jointes?|sender|expéditeur|source|"
    r"e-?mail|courriel)).{0,600}"
    r"|\W{0,3}(?:\[?external\]?|external (?:e-?mail|sender|message)|courriel externe)\W{0,3}"
    r"|\W{0,3}(?:some people who received this message don't often get email|"
    r"you don't often get e-?mail|vous ne recevez pas souvent|vous n'obtenez pas souvent).{0,300}",
    re.IGNORECASE,
)
_SIGNED: Final = "-----BEGIN PGP SIGNED MESSAGE-----"
_PGP_BEGINS: Final = "-----BEGIN PGP SIGNATURE-----"
_PGP_ENDS: Final = "-----END PGP SIGNATURE-----"
_PLACEHOLDER: Final = re.compile(
    r"(?:\[(?:cid:|image:|inline image|image en ligne|logo)[^\[\]]{0,200}\]"
    r"\s?(?:<[^<>]{0,300}>)?\s?)+",
    re.IGNORECASE,
)
"""Of a picture, where HTML was made plain."""
_TITLE: Final = re.compile(
    r"\W{0,5}(?:(?:confidentiality|privacy|legal|important|e-?mail) )?(?:notice|disclaimer|warning)"
    r"\W{0,5}|\W{0,5}(?:avis|note|mention|clause) (?:de confidentialité|légale|important)\W{0,5}",
    re.IGNORECASE,
)
_BEGINS: Final = re.compile(
    r"\W{0,8}(?:this|the|any|confidential|privileged|notice|disclaimer|if you|warning|important|"
    r"privacy|legal|e-?mail|unless|le présent|la présente|les? |ce |cet |cette |l'|avis|note|"
    r"clause|toute|si vous|mention|s'il)",
    re.IGNORECASE,
)
_NAMED: Final = re.compile(
    r"\W{0,8}(?:confidential(?:ity)?(?: and privileged)?(?: notice| warning| note)?|disclaimer|"
    r"privileged and confidential|legal notice|privacy notice|avis de confidentialité|"
    r"avis important|note de confidentialité|mention de confidentialité)\s?[-:.\u2013\u2014]",
    re.IGNORECASE,
)
_MAIL: Final = re.compile(
    r"e-?mail|message|communication|transmission|courriel|courrier|mail\b", re.IGNORECASE
)
_SAID: Final = tuple(
    re.compile(words, re.IGNORECASE)
    for words in (
        r"intended (?:only |solely |exclusively )?(?:for|recipient)|named recipient|addressee|"
        r"destinée?s? (?:exclusivement|uniquement|seulement)|(?:le|du|au) destinataire|"
        r"l'usage exclusif|personne ou (?:à l')?entité",
        r"in error|par erreur|mistakenly|not the intended|n'êtes pas le destinataire",
        r"\bdelete|\bdestroy|\bdétruire|\bsupprimer|\beffacer|permanently remove",
        r"\bnotify|\bcontact the sender|\binform the sender|\badvise|\baviser|\bavertir|"
        r"\binformer l'expéditeur|\bprévenir|reply e-?mail|return e-?mail",
        r"unauthorized|strictly prohibited|not permitted|interdite?|non autorisée?|prohibée?",
        r"confidential|privileged|confidentiel|privilégié|solicitor.client|secret professionnel",
        r"disclos|dissemination|distribution|copying|divulgation|diffusion|reproduction",
    )
)


_LINES: Final = (_TAG_LINE, _BANNER, _PLACEHOLDER)


def mark_notices(lines: list[Line]) -> None:
    """Sets the kind SIGNATURE for what nobody wrote."""
    _mark_armour(lines)
    for line in lines:
        words = line.short if line.kind is Kind.OWN else ""
        if any(one.fullmatch(words) for one in _LINES) or _is_disclaimer(words):
            line.kind = Kind.SIGNATURE
    for paragraph in own_paragraphs(lines):
        text = " ".join(line.short for line in paragraph)
        if len(text) <= PARAGRAPH_LENGTH and (_BANNER.fullmatch(text) or _is_disclaimer(text)):
            for line in paragraph:
                line.kind = Kind.SIGNATURE
    _mark_titles(lines)


def _mark_armour(lines: list[Line]) -> None:
    """What PGP writes around a text that it signed: its first lines up to an empty one, and its
    signature to the last line."""
    words = [line.short for line in lines]
    if _SIGNED not in words:
        return
    begins = words.index(_SIGNED)
    text = words.index("", begins) if "" in words[begins:] else len(words)
    after = words[text:]
    ends = text + after.index(_PGP_BEGINS) if _PGP_BEGINS in after else len(words)
    last = words.index(_PGP_ENDS, ends) + 1 if _PGP_ENDS in words[ends:] else len(words)
    for line in (*lines[begins:text], *lines[ends:last]):
        line.kind = Kind.SIGNATURE


def own_paragraphs(lines: list[Line]) -> Iterator[list[Line]]:
    """Lines of the author's with no empty line between."""
    paragraph: list[Line] = []
    for line in lines:
        if line.kind is Kind.OWN and not line.is_blank:
            paragraph.append(line)
        elif paragraph:
            yield paragraph
            paragraph = []
    if paragraph:
        yield paragraph


def _is_disclaimer(text: str) -> bool:
    if len(text) < 60 or not _MAIL.search(text):
        return False
    said = sum(bool(words.search(text)) for words in _SAID)
    if _NAMED.match(text):
        return said >= 1
    return said >= INDICATORS and bool(_BEGINS.match(text))


def _mark_titles(lines: list[Line]) -> None:
    below: Line | None = None
    for line in reversed(lines):
        if line.is_blank:
            continue
        is_above = below is not None and below.kind is Kind.SIGNATURE and line.kind is Kind.OWN
        if is_above and _TITLE.fullmatch(line.short):
            line.kind = Kind.SIGNATURE
        below = line
