"""An engagement that is read in five scripts: syllabics, Chinese, Gurmukhi, Arabic, and our own.

Each translation has what can go wrong in its script: long words or none, numbers, times, dates and
names in Latin letters, a list, a quotation, words that are stressed. The words are made up.
"""
# ruff: noqa: RUF001  letters of other scripts are meant

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from engage.comments.models import Comment
from engage.core.permissions import SYSTEM, Grant, Role
from engage.core.unit import Unit, Units
from engage.engagements.models import Engagement
from engage.engagements.queries import engagement_by_slug, topics_of
from engage.engagements.rules import TranslatedText
from engage.multilingual.rules import ENGAGEMENT, topic_key
from engage.multilingual.service import add_translation, save_translation
from tests.app_fixtures import build_engagement
from tests.moderation.decisions import acts
from tests.moderation.senders import send_looked_at
from tests.permissions.people import hired

SLUG: Final = "night-buses"


@dataclass(frozen=True)
class Tongue:
    """A language in one script. `said` are the paragraphs of its text; `names` stand in them."""

    tag: str
    own: str
    title: str
    summary: str
    said: tuple[str, ...]
    direction: str = "ltr"

    @property
    def body(self) -> str:
        first, listed, quoted = self.said
        return (
            f"## {self.title}\n\n{first}\n\n- {listed}\n- *{listed}*\n- **{listed}**\n\n> {quoted}"
        )


INUKTITUT: Final = Tongue(
    "iu-Cans",
    "ᐃᓄᒃᑎᑐᑦ",
    "ᖃᓄᖅ ᐃᓱᒪᕕᑦ ᐅᓐᓄᐊᒃᑯᑦ?",
    "ᐅᖃᐅᓯᓕᒫᑦ ᐱᒻᒪᕆᐅᔪᑦ. ᑎᑎᕋᕐᓗᑎᑦ ᐃᓄᒃᑎᑐᑦ.",
    (
        "ᐃᓄᐃᑦ ᐅᖃᐅᓯᖓ ᐃᓄᒃᑎᑐᑦ. ᓄᓇᕗᒻᒥ ᐅᖃᓕᒫᖅᐸᒃᑐᒍᑦ ᐅᓪᓗᑕᒫᑦ, 6:40 ᐅᓐᓄᒃᑯᑦ, BC Transit.",
        "ᐃᖃᓗᒃᑐᑦᑎᐊᖅ ᐊᒻᒪ ᑲᖏᖅᖠᓂᖅ",
        "ᓱᒻᒪᑦ ᐃᓱᒪᒋᔭᐅᕙ?",
    ),
)
CREE: Final = Tongue(
    "cr-Cans",
    "Nēhiyawēwin (ᓀᐦᐃᔭᐍᐏᐣ)",
    "ᑖᓂᓯ ᐁ ᐃᑌᔨᐦᑕᒪᐣ?",
    "ᓀᐦᐃᔭᐍᐏᐣ ᑭᑲᑭ ᒪᓯᓇᐦᐃᑫᐣ.",
    ("ᓀᐦᐃᔭᐍᐏᐣ ᓂᑭᐢᑭᓄᐦᐊᒪᑯᓯᐣ, ᐊᓄᐦᐨ 2026.", "ᐊᒥᐢᑿᒌᐚᐢᑲᐦᐃᑲᐣ", "ᐋᓃᐣ ᐃᔑ?"),
)
DAKELH: Final = Tongue(
    "crx-Cans",
    "Dakelh (ᑕᗸᒡ)",
    "ᑕᗸᒡ ᗫᘘ ᐅᓂᔇ?",
    "ᑕᗸᒡ ᘈᙨᗉ ᗪᗱᗁ.",
    ("ᑐᑊᘁᗕᑋᗸ ᗫᒡ ᘀᗁᘧᐪ ᗩᘧ.", "ᘇᐪᐅᙨᗉ", "ᗩᙇᐣ ᙠᘑ ᘄᗶ"),
)
CHINESE: Final = Tongue(
    "zh-Hans",
    "中文 (简体)",
    "夜间应该开行公共汽车吗？",
    "谷地的末班车在下午 6:40 发车。我们想知道谁会乘坐夜间公共汽车，什么时候乘坐，以及为什么乘坐。",
    (
        "请告诉我们，您在下午六点四十分以后什么时候、从哪里到哪里需要公共汽车，以及怎样才能让您在"
        "车站和车上感到安全。我们会阅读每一条意见；您可以用自己的语言书写，例如“中文”（简体或繁体）。"
        "意见征集于 2026 年 3 月 30 日结束，由 BC Transit 与运输厅共同负责。",
        "什么时候、在哪里、为什么",
        "没有末班车，我就不能上夜班。",
    ),
)
PUNJABI: Final = Tongue(
    "pa",
    "ਪੰਜਾਬੀ",
    "ਕੀ ਬੱਸਾਂ ਰਾਤ ਨੂੰ ਵੀ ਚੱਲਣੀਆਂ ਚਾਹੀਦੀਆਂ ਹਨ?",
    "ਵਾਦੀ ਦੀ ਆਖ਼ਰੀ ਬੱਸ ਸ਼ਾਮ 6:40 ਵਜੇ ਚਲੀ ਜਾਂਦੀ ਹੈ। ਸਾਨੂੰ ਦੱਸੋ ਕਿ ਤੁਹਾਨੂੰ ਬੱਸ ਕਦੋਂ ਚਾਹੀਦੀ ਹੈ।",
    (
        "ਅਸੀਂ ਹਰ ਟਿੱਪਣੀ ਪੜ੍ਹਦੇ ਹਾਂ, ਅਤੇ ਤੁਸੀਂ ਆਪਣੀ ਭਾਸ਼ਾ ਵਿੱਚ ਲਿਖ ਸਕਦੇ ਹੋ। ਇਹ 30 ਮਾਰਚ 2026 ਨੂੰ ਬੰਦ "
        "ਹੁੰਦਾ ਹੈ, ਅਤੇ BC Transit ਇਸ ਵਿੱਚ ਸਾਡੇ ਨਾਲ ਹੈ।",
        "ਕਦੋਂ, ਕਿੱਥੇ ਅਤੇ ਕਿਉਂ",
        "ਬੱਸ ਤੋਂ ਬਿਨਾਂ ਮੈਂ ਰਾਤ ਨੂੰ ਕੰਮ ਨਹੀਂ ਕਰ ਸਕਦਾ।",
    ),
)
ARABIC: Final = Tongue(
    "ar",
    "العربية",
    "هل ينبغي أن تسير الحافلات ليلاً؟",
    "تغادر آخر حافلة في الساعة 6:40 مساءً. نريد أن نعرف من سيستخدم حافلة ليلية ومتى ولماذا.",
    (
        "نقرأ كل تعليق، ويمكنكم الكتابة بلغتكم. ينتهي ذلك يوم 30 مارس 2026 في الساعة 6:40، ومعنا "
        "شركة BC Transit ووزارة النقل.",
        "متى وأين ولماذا",
        "لا أستطيع أن أعمل ليلاً من دون حافلة.",
    ),
    "rtl",
)
SYLLABICS: Final = (INUKTITUT, CREE, DAKELH)
OF_THE_SYSTEM: Final = (CHINESE, PUNJABI, ARABIC)
TONGUES: Final = SYLLABICS + OF_THE_SYSTEM
NEVER_FIRST: Final = "，。；：、）”？"
NEVER_LAST: Final = "（“"
"""With what a Chinese line does not begin, and does not end."""
COMMENTS: Final = {
    "ar": ("سارة", "نعم، بعد الساعة 9:10 من فضلكم. شكراً BC Transit"),
    "zh": ("小林", "晚上九点以后需要公共汽车。"),
    "en": ("Sam (سام)", "Yes please, after 9:10."),
}
"""By their languages: who said what."""


def build_tongues(units: Units) -> None:
    """The engagement with one topic, its translations, and comments in three languages."""
    build_engagement(units, SLUG, topics=("routes",))
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        for tongue in TONGUES:
            _translate(unit, engagement, tongue)
        engagement.languages = " ".join(tongue.tag for tongue in TONGUES)
    moderator = hired(units, "moderator@gov.bc.ca", Grant(Role.MODERATOR))
    for language, (name, text) in COMMENTS.items():
        number, _code = send_looked_at(units, text, name=name)
        with units.writing(SYSTEM) as unit:
            unit.session.get_one(Comment, number).language = language
        acts.published(units, moderator, number)


def _translate(unit: Unit, engagement: Engagement, tongue: Tongue) -> None:
    made = add_translation(unit, engagement, tongue.tag)
    (topic,) = topics_of(unit.session, engagement.id)
    words: Sequence[TranslatedText] = [
        TranslatedText(ENGAGEMENT, tongue.title, tongue.summary, tongue.body),
        TranslatedText(
            topic_key(topic.id),
            tongue.title,
            body=tongue.said[0],
            prompt=tongue.summary,
            necessity=tongue.said[2],
        ),
    ]
    save_translation(unit, engagement, made, words, seen_revision_id=None)
    made.published_revision_id = made.draft_revision_id
