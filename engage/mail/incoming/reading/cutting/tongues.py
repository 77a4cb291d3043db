"""What mail programs write around letters in languages other than English and French. Pure.

Words above what they quote, and the lines of telephones: those of programs that are set to the
languages most spoken in British Columbia after these two, and to some of Europe.
"""

# ruff: noqa: RUF001

from typing import Final

FROM: Final = frozenset(
    (
        "von",
        "da",
        "发件人",
        "寄件者",
        "寄件人",
        "보낸 사람",
        "보낸사람",
        "差出人",
        "от",
        "từ",
        "người gửi",
    )
)
WHEN: Final = frozenset(
    (
        *("gesendet", "enviado", "enviado el", "enviado em", "fecha", "data", "inviato"),
        *("发送时间", "发送日期", "日期", "寄件日期", "傳送時間", "보낸 날짜", "보낸날짜", "날짜"),
        *("送信日時", "日時", "отправлено", "дата", "ngày"),
    )
)
TO: Final = frozenset(
    ("an", "para", "收件人", "收件者", "받는 사람", "받는사람", "宛先", "кому", "đến", "tới")
)
SUBJECT: Final = frozenset(
    (
        *("betreff", "asunto", "assunto", "oggetto", "主题", "主旨", "主題", "제목", "件名"),
        *("тема", "chủ đề"),
    )
)
COPY: Final = frozenset(("抄送", "副本", "참조", "копия"))
LABELS: Final = "|".join(sorted(FROM | WHEN | TO | SUBJECT | COPY, key=len, reverse=True))
SEPARATORS: Final = (
    "originalnachricht|ursprüngliche nachricht|mensaje original|mensagem original"
    "|messaggio originale|原始邮件|原始郵件|邮件原件|원본 메시지|원본 이메일"
)


def tag_lines(device: str) -> str:
    """'Sent from my ...', as a pattern; `device` is that of the things it is sent from."""
    near = f".{{0,30}}{device}.{{0,30}}"
    return "|".join(
        (
            rf"enviad[oa] (?:desde|do|da|de) (?:mi|meu|minha|un|um) {near}",
            rf"von mein(?:em|er) {near} gesendet\W?|inviato da{near}",
            rf"(?:отправлено|надіслано) (?:с|со|з|из) {near}",
            rf"(?:发自|發自|傳送自|从|從|来自|來自)(?:我的)?{near}",
            rf"{near}(?:에서 보냄|에서 보낸|から送信).{{0,10}}",
            rf"(?:được )?gửi từ {near}|ipinadala mula sa {near}",
            r"(?:أُ?رسلت من|ارسال شده از) .{0,40}",
        )
    )
