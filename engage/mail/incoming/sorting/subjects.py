"""Subjects as machines write them, in the languages that B.C.'s mail comes in. Pure.

A mark counts where it begins the subject and a colon follows, or where it is all of it:
'Automatic reply: Ferries', not 'Automatic reply systems at ICBC'.
"""

import re
from enum import Enum
from typing import Final

_ABSENCE: Final = (
    r"(?:(?:i am |i'm |je suis )?(?:currently |actuellement )?out[ -]of[ -](?:the[ -])?office"
    r"(?: (?:auto[ -]?reply|reply|message|notification|notice|response|alert|assistant))?"
    r"|ooo|ooto|on (?:vacation|leave)|vacation (?:reply|response|message)|away (?:message|notice)"
    r"|absence (?:du bureau|from office|notice)|absent(?:e)? du bureau|hors du bureau"
    r"|(?:message|réponse|reponse|avis|notification) d['\u2019 ]absence|absence temporaire"
    r"|abwesenheit(?:snotiz|sbenachrichtigung|smeldung|sassistent)?|fuera de (?:la )?oficina"
    r"|ausente da oficina|afwezig(?:heid)?|fuori sede|外出|不在通知)"
)
_REPLY: Final = (
    r"(?:auto(?:matic|mated|mated email|matically generated)?[ -]?"
    r"(?:reply|response|responder|acknowledge?ment|answer|generated (?:reply|response|message))"
    r"|auto[ -]?repl(?:y|ied)|réponse automati(?:que|sée)|reponse automatique"
    r"|accusé de réception automatique|message automatique"
    r"|automatische antwort|automatisch antwoord|respuesta automática|respuesta automatica"
    r"|resposta automática|risposta automatica|automatisk svar|autosvar|automaattinen vastaus"
    r"|automatyczna odpowiedź|автоответ|автоматический ответ|自动答复|自動答覆|自动回复|自動回覆"
    r"|自動返信|自動応答|자동 회신|자동 응답|trả lời tự động|awtomatikong tugon|پاسخ خودکار)"
)
_FOLLOWED: Final = r"(?=\s*(?:[:\uff1a]|$))"
_SEPARATED: Final = r"(?=\s*(?:[-\u2013\u2014|(/]|\bre:|$))"


class Mark(Enum):
    """How plainly a subject says that a machine wrote it."""

    NONE = 0
    BEGINS = 1
    """The words are there, and more follow that may be a person's."""
    PLAIN = 2


_BRACKETED: Final = re.compile(rf"[\[({{<*]+\s*(?:{_ABSENCE}|{_REPLY})\s*[\])}}>*:]", re.I)
_PLAIN: Final = re.compile(rf"(?:{_ABSENCE}|{_REPLY}){_FOLLOWED}", re.I)
_BEGINS: Final = re.compile(
    rf"(?:{_ABSENCE}|{_REPLY})\b|(?:auto|vacation|away|absence|absent){_FOLLOWED}"
    rf"|(?:vacation|away|absence|absente?){_SEPARATED}",
    re.I,
)
_ABSENT: Final = re.compile(rf"\W*(?:{_ABSENCE}|vacation|away|absen[ct])", re.I)


def automatic_mark(subject: str) -> Mark:
    if _BRACKETED.match(subject) or _PLAIN.match(subject):
        return Mark.PLAIN
    return Mark.BEGINS if _BEGINS.match(subject) else Mark.NONE


def says_absence(subject: str) -> bool:
    """Somebody is away, not only a machine at work."""
    return bool(_ABSENT.match(subject))
