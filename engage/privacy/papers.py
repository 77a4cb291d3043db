"""Dates of birth, licence plates, file numbers and profiles: what leads to a person beside numbers.

Each needs its word nearby ('born', 'plate', 'file'), for the same shapes stand for fares, permits,
routes and sections of Acts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import Final


class PaperKind(StrEnum):
    DOB = "dob"
    LICENCE_PLATE = "licence_plate"
    CASE_NUMBER = "case_number"
    URL_PROFILE = "url_profile"


@dataclass(frozen=True, slots=True)
class Paper:
    kind: PaperKind
    start: int
    end: int
    is_sure: bool
    """False for a full date without 'born': a birth date only beside a name or a number."""


_MONTH: Final = (
    r"(?:jan(?:uary|vier)?|feb(?:ruary)?|f[ée]vr?(?:ier)?|mar(?:ch|s)?|apr(?:il)?|avril|may|mai|"
    r"june?|juin|july?|juillet|aug(?:ust)?|ao[uû]t|sept?(?:ember|embre)?|oct(?:ober|obre)?|"
    r"nov(?:ember|embre)?|dec(?:ember)?|d[ée]c(?:embre)?)\.?"
)
_YEAR: Final = r"(?:19\d\d|20[0-2]\d)"
_DATE: Final = re.compile(
    rf"\b(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? {_YEAR}|"
    rf"\d{{1,2}}(?:st|nd|rd|th|er)?(?: of)? {_MONTH},? {_YEAR}|"
    rf"{_YEAR}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}[-/.]\d{{1,2}}[-/.]{_YEAR}|"
    rf"\d{{1,2}}[-/]{_MONTH}[-/]{_YEAR})(?![\w-])",
    re.IGNORECASE | re.ASCII,
)
_SAYS_BIRTH: Final = re.compile(
    r"(?:\bborn|\bbirth ?(?:date|day)|\bd\.?o\.?b\b|\bdate of birth|\bbday|\bb-day|"
    r"\bné(?:e)? le|\bnaissance|\bturned \d{1,3})[^.!?\n]{0,25}$",
    re.IGNORECASE,
)
_PLATE: Final = re.compile(
    r"(?<![\w$#.-])(?:[A-Z]{3}[ -]?\d{3}|\d{3}[ -]?[A-Z]{3}|[A-Z]{2}\d[ -]?\d{2}[A-Z]|"
    r"[A-Z]{2}[ -]?\d{3}[A-Z]|[A-Z]{2}[ -]?\d{4}|[A-Z]\d{2}[ -]?\d{2}[A-Z]|[A-Z]{4}[ -]?\d{3}|"
    r"\d{4}[ -]?[A-Z]{2}|[A-Z]{2}\d{2}[ -]\d{2}[A-Z])(?![\w-])",
    re.IGNORECASE | re.ASCII,
)
_SAYS_PLATE: Final = re.compile(
    r"\b(?:plates?|licen[cs]e|tag|immatriculation|plaque)\b[^.!?\n]{0,25}$", re.IGNORECASE
)
_SAYS_VEHICLE: Final = re.compile(
    r"\b(?:car|truck|pickup|van|minivan|suv|sedan|jeep|motorcycle|motorbike|bike|rv|trailer|"
    r"tacoma|civic|corolla|camry|f-?150|f-?250|f-?350|ram|silverado|sierra|subaru|toyota|honda|"
    r"ford|dodge|chev(?:y|rolet)?|nissan|mazda|hyundai|kia|tesla|bmw|audi|mercedes|lexus|acura|"
    r"volkswagen|vw|jetta|golf|outback|forester|rav4|escape|explorer|mustang|prius|tundra|hummer|"
    r"dude|guy|driver|maniac|idiot|clown|jerk|moron|someone)\b[^.!?\n]{0,25}$",
    re.IGNORECASE,
)
# Behind 'plate' any mixture of figures and capitals is one: '88A 2KR'.
_ANY_PLATE: Final = re.compile(
    r"\b[Pp]lates?(?: (?:number|no\.?|#))?(?: on (?:the|his|her|that) \w+)?"
    r"(?: (?:is|was|reads|read))?"
    r"[ :#]{1,2}(?P<id>(?=[A-Z\d -]*\d)(?=[A-Z\d -]*[A-Z])[A-Z\d]{1,4}[ -]?[A-Z\d]{2,4})(?![\w-])"
)
# Of trucks and trailers, only right behind the word for one: 'the gravel truck, 48 66 NT'.
_TRUCK_PLATE: Final = re.compile(
    r"\b(?:truck|trailer|van|semi|pickup|rig|camper|loader|flatbed|tanker),? "
    r"(?P<id>\d\d ?\d\d ?[A-Z]{2})(?![\w-])"
)
_NEW_PLATE: Final = re.compile(r"[A-Z]{2}\d [ -]?\d{2}[A-Z]|[A-Z]{2}\d ?\d{2}[A-Z]")
# A plate of the shape given since 2014 needs only something of traffic in its sentence.
_OF_TRAFFIC: Final = re.compile(
    r"\b(?:owns?|owned|owner|belongs?|hit|struck|rear-?ended|sideswiped|parked?|parks|parking|"
    r"drives?|driving|driven|drove|driver|vehicle|behind the wheel|speed\w*|tailgat\w*|passed|"
    r"blew|ran|rolled|idl\w+|honk\w*|swerv\w+|hydrant|crosswalk|school zone|lane|wagon|hatchback|"
    r"convertible|coupe|cab|taxi|limo|dump truck|semi|flatbed|camper|motorhome|boat|quad|atv|"
    r"registered to|regist\w+|insured|towed?|ticket\w*|dash ?cam|stole|stolen|rammed|dinged|"
    r"scratched|dumped|truck|pickup|van|car|suv|minivan|trailer|cut (?:me|us) off|"
    r"witness|hit and run|hit-and-run|silver|white|"
    r"black|blue|red|grey|gray|green|yellow)\b",
    re.IGNORECASE,
)
_DRIVES: Final = re.compile(
    r"^,? ?(?:just |always |nearly )?(?:passe[sd]|parks?|parked|speeds?|sped|ran|runs|cuts?|"
    r"tailgate[sd]?|drives?|blew|hit|idles?|swerved|rolls|rolled|races|raced)\b",
    re.IGNORECASE,
)
_NOT_PLATE: Final = re.compile(
    r"\b(?:route|flight|highway|hwy|form|bill|order|permit|model|part|tfl|rfp|cp|tsa|bus|unit|"
    r"room|section|vessel|policy|invoice|ref|reference|catalogue|item|code|version|grant|rev)"
    r" ?(?:no\.?|number|#)? ?$",
    re.IGNORECASE,
)
_CASE: Final = re.compile(
    r"\b(?:file|case|claim|dossier|complaint|incident|tribunal|docket|dispute|hearing|"
    r"rtb|wcb|worksafe(?:bc)?|icbc|rcmp|vpd|police|ministry|court|registry|inquest|wcat|bchrt|crt|"
    r"client|student|inmate|patient|chart|uci|ircc|application|appeal|grievance|warrant|intake|"
    r"tenancy|pwd|eia|disability|sponsorship|custody|probate|estate|divorce|adoption|summons|"
    r"violation|mrn|referral|eviction|adjuster|coroner|coroner's|human rights|ombudsperson)"
    r"(?: (?:file|case|claim|complaint|report|application|dispute|reference|incident|id|"
    r"registry|court))?"
    r"(?: ?(?:number|num|no\.?|nos\.?|nr\.?|#|id|ref\.?))?(?: is| was)?[ :#,-]{1,3}"
    r"(?=[^,;.]{0,12}\d)(?P<id>(?:[A-Z]{1,5}[ -]?){0,3}\d[\dA-Z]*(?:[-/ ]\d[\dA-Z]*){0,3})"
    r"(?![\w-])",
    re.IGNORECASE | re.ASCII,
)
# An account with a utility, as bills print it: ten digits and more, since shorter ones are orders.
_BILLED: Final = re.compile(
    r"\b(?:account|acct|customer)(?: (?:number|no\.?|#))?(?: is| was)?[ :#]{1,3}"
    r"(?P<id>\d{4}(?:[ -]\d{4})[ -]\d{2,4}|\d{10,12})(?![\w-])",
    re.IGNORECASE | re.ASCII,
)
_CASE_OF: Final = re.compile(
    r"\b(?:file|case|claim|complaint|dispute|appeal)\b[^.!?\n]{0,40}?"
    r"(?:\bis|\bwas|\bnumber|\bno\.|#|:|,) ?"
    r"(?P<id>[A-Z]{1,5}-?\d[\dA-Z]*(?:[-/]\d[\dA-Z]*){1,3}|\d{2,4}(?:-\d{2,7}){1,3}|\d{5,12})(?![\w-])",
    re.IGNORECASE | re.ASCII,
)
_NETWORK: Final = re.compile(
    r"(?<![\w@.-])(?:https?://)?(?:[a-z]{1,10}\.)?(?:facebook|fb|instagram|twitter|x|tiktok|"
    r"linkedin|youtube|threads|snapchat|reddit|flickr|pinterest|medium|vimeo|twitch|patreon|"
    r"onlyfans|gofundme|myspace|tumblr|soundcloud|github|bsky|mastodon)"
    r"\.(?:com|ca|net|org|me|tv|social|app)/[^\s<>\"')\]]{2,200}",
    re.IGNORECASE,
)
_PAGE: Final = re.compile(
    r"(?<![\w@.-])(?:https?://)?(?:www\.)?(?:t\.me|linktr\.ee|bsky\.app/profile|strava\.com/athletes|"
    r"airbnb\.(?:ca|com)/(?:rooms|users/show|h)|vrbo\.com|discord\.gg|wa\.me|paypal\.me|ko-fi\.com|"
    r"onlyfans\.com|ratemds\.com/doctor-ratings|vk\.com|weibo\.com|medium\.com)"
    r"/[^\s<>\"')\]]{2,200}",
    re.IGNORECASE,
)
# 'on instagram as river_rat77', 'her tiktok is maple.mae': a name with a sign that words lack.
_ACCOUNT: Final = re.compile(
    r"\b(?:ig|insta|instagram|twitter|tiktok|snap|snapchat|discord|telegram|reddit|facebook|fb|"
    r"youtube|steam|xbox|twitch|handle|username|screen name|gamertag)"
    r"(?: (?:handle|account|name|user|username|page|profile|id))?"
    r"(?: (?:is|as|under|called|named|at|by)|:|,| =)? ?"
    r"(?P<id>(?=[\w.]*[\d_.]\w)(?!\d+\b)(?!\w+\.(?:com|ca|org|net)\b)[a-z0-9]\w*[\w.]{1,30}\w|u/[\w-]{3,30})",
    re.IGNORECASE,
)
_NO_PROFILE: Final = re.compile(
    r"/(?:groups?|pages|r|i|watch|playlist|channel|tag|topics?|share|sharer|help|business|"
    r"marketplace|company|school|jobs|gaming|reel|stories|hashtag|search|explore|events?)(?:/|$)",
    re.IGNORECASE,
)
_HANDLE: Final = re.compile(r"(?<![\w.@/+-])@[A-Za-z0-9_](?:[\w.]{1,38})", re.ASCII)
_AGENCY: Final = re.compile(
    r"(?:^|[/@.])bc|gov|(?<![a-z])(?:city|town)|ministry|health|ferries|translink|hydro|icbc|worksafe|police|rcmp|news|cbc|"
    r"canada|district|minister|premier|mla|eby|horgan|trudeau|library|museum|university|ubc|sfu|"
    r"uvic|school|union|parks|vancouver|victoria|kelowna|kamloops|surrey|council|mayor|office|"
    r"company|official|/watch|/results|/status|/events?/|/hashtag|/search|/explore",
    re.IGNORECASE,
)


def find_papers(text: str) -> Iterator[Paper]:
    yield from _find_dates(text)
    yield from _find_plates(text)
    for match in chain(_CASE.finditer(text), _CASE_OF.finditer(text), _BILLED.finditer(text)):
        if sum(sign.isdigit() for sign in match["id"]) >= 5 or "-" in match["id"].strip("- "):
            if _DATE.fullmatch(match["id"].strip()):
                continue
            start, end = match.span("id")
            start += len(match["id"]) - len(match["id"].lstrip(" -"))
            yield Paper(PaperKind.CASE_NUMBER, start, end, True)
    for match in _ACCOUNT.finditer(text):
        yield Paper(PaperKind.URL_PROFILE, *match.span("id"), True)
    for pattern in (_NETWORK, _PAGE, _HANDLE):
        for match in pattern.finditer(text):
            if _NO_PROFILE.search(match[0]):
                continue
            end = match.start() + len(match[0].rstrip(".,;:!?"))
            if end - match.start() > 2:
                yield Paper(PaperKind.URL_PROFILE, match.start(), end, True)


def is_of_agency(written: str) -> bool:
    """Whether a page or handle names a public body or office, or is no profile at all."""
    path = written.partition("/")[2] if "//" not in written else written.split("/", 3)[-1]
    return _AGENCY.search(path or written) is not None


def _find_dates(text: str) -> Iterator[Paper]:
    for match in _DATE.finditer(text):
        before = text[max(0, match.start() - 45) : match.start()]
        after = text[match.end() : match.end() + 20].lower()
        sure = _SAYS_BIRTH.search(before) is not None or after.lstrip(" (,").startswith("birth")
        yield Paper(PaperKind.DOB, *match.span(), sure)


def _find_plates(text: str) -> Iterator[Paper]:
    for match in chain(_ANY_PLATE.finditer(text), _TRUCK_PLATE.finditer(text)):
        yield Paper(PaperKind.LICENCE_PLATE, *match.span("id"), True)
    for match in _PLATE.finditer(text):
        before = text[max(0, match.start() - 45) : match.start()]
        if _NOT_PLATE.search(before):
            continue
        written = match[0]
        is_driven = _SAYS_VEHICLE.search(before) or _DRIVES.match(
            text[match.end() : match.end() + 25]
        )
        sentence = text[max(0, match.start() - 100) : match.end() + 70]
        is_new = _NEW_PLATE.fullmatch(written) and _OF_TRAFFIC.search(sentence)
        if is_new or _SAYS_PLATE.search(before) or (is_driven and _is_strict(written)):
            yield Paper(PaperKind.LICENCE_PLATE, *match.span(), True)


def _is_strict(written: str) -> bool:
    letters = "".join(sign for sign in written if sign.isalpha())
    return letters.lower() not in _UNITS


# fmt: off
_UNITS: Final = frozenset((
    "the", "and", "for", "was", "has", "had", "are", "not", "but", "you", "all", "per", "day",
    "pm", "am", "km", "kg", "cm", "mm", "in", "on", "at", "of", "to", "by", "or", "is", "it",
    "bus", "mph", "kph", "kmh", "max", "min", "etc", "our", "out", "new", "old", "one", "two",
))
# fmt: on
