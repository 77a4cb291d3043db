"""The chapters of the document, in the order of the page."""

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from docx.shared import Pt
from docx.text.paragraph import Paragraph

from engage.core.text import paragraphs
from engage.reports.renderers.docx.pictures import Pen
from engage.reports.renderers.docx.said import add_letters, add_said, count_words
from engage.reports.renderers.docx.tables import add_numbers, add_tables
from engage.reports.renderers.docx.writing import Writer, write
from engage.reports.rules import Prose, Report
from engage.reports.words import Words

_MOST_THEMES: Final = 5
_LONG_TITLE: Final = 100


def add_cover(writer: Writer, report: Report, words: Words) -> None:
    writer.text(words("page.heard" if report.is_final else "page.heard_so_far"), "Subtitle")
    title = writer.text(report.title, "Title")
    if len(report.title) > _LONG_TITLE:
        title.runs[0].font.size = Pt(22)
    for label, value in _facts(report, words):
        fact = writer.text("", "Fact")
        write(fact, label, bold=True)
        write(fact, f"\t{value}")


def add_summary(writer: Writer, report: Report, words: Words) -> Paragraph:
    """One page that stands alone; an empty paragraph behind it, which the contents go before."""
    writer.heading(1, words("page.summary"), on_new_page=True)
    _lines(writer, report.summary)
    outcome = report.outcome
    add_numbers(
        writer,
        [
            (words("summary.received"), outcome.received),
            (words("summary.published"), outcome.published),
            (words("summary.not_published"), outcome.withheld),
        ],
        words,
    )
    if report.opened and report.closed and report.is_final:
        dates = {"opened": report.opened.words, "closed": report.closed.words}
        writer.text(words("summary.open_from", **dates))
    elif report.opened:
        writer.text(words("summary.opened_on", opened=report.opened.words))
    writer.text(words("summary.where" if len(report.comments) else "summary.nobody"))
    told = [theme for theme in report.themes if theme.figure.exact]
    if told:
        writer.heading(2, words("summary.spoke_of"))
        most = sorted(told, key=lambda theme: -(theme.figure.exact or 0))[:_MOST_THEMES]
        writer.items(
            [f"{theme.label}. {count_words(theme.figure, words)}" for theme in most],
            are_numbered=True,
        )
    if report.results_summary:
        writer.heading(2, words("summary.done"))
        _lines(writer, report.results_summary)
    return writer.text("")


def add_chapters(
    writer: Writer, report: Report, words: Words, fingerprint: str, pen: Pen | None
) -> None:
    """All that follows the contents. Without a pen the document has no charts."""
    _asked(writer, report, words)
    _took_part(writer, report, words, pen)
    add_said(writer, report, words, pen)
    if report.tables_of("answers"):
        writer.heading(1, words("page.answered"), on_new_page=True)
        writer.lead(words("answered.intro"))
        add_tables(writer, report.tables_of("answers"), words, pen)
    add_letters(writer, report, words, pen)
    _moderated(writer, report, words, pen)
    _done(writer, report, words)
    _made(writer, report, words)
    _about(writer, report, words, fingerprint)


def _facts(report: Report, words: Words) -> Iterator[tuple[str, str]]:
    yield words("page.ministry"), report.ministry
    if report.opened:
        yield words("page.opened"), report.opened.words
    if report.closed:
        yield words("page.closed" if report.is_final else "page.closes"), report.closed.words
    if not report.is_final:
        yield words("page.takes_in"), words("page.up_to", moment=report.as_of.words)
    if report.contact:
        yield words("page.contact"), report.contact


def _asked(writer: Writer, report: Report, words: Words) -> None:
    writer.heading(1, words("page.asked"), on_new_page=True)
    if report.about:
        _prose(writer, report.about, level=2)
    else:
        writer.text(words("asked.no_about"))
    if not report.topics:
        writer.text(words("asked.no_topics"))
        return
    writer.heading(2, words("asked.topics"))
    for topic in report.topics:
        writer.heading(3, topic.title)
        _lines(writer, topic.prompt)


def _took_part(writer: Writer, report: Report, words: Words, pen: Pen | None) -> None:
    writer.heading(1, words("page.took_part"), on_new_page=True)
    tables = report.tables_of("participation")
    writer.lead(words("took_part.intro"))
    add_tables(writer, tables, words, pen)
    if len(tables) < 2:
        writer.text(words("took_part.too_few"))


def _moderated(writer: Writer, report: Report, words: Words, pen: Pen | None) -> None:
    writer.heading(1, words("page.moderated"))
    writer.lead(words("moderated.intro"))
    tables = report.tables_of("moderation")
    add_tables(writer, tables, words, pen)
    if not tables:
        is_all = report.outcome.withheld.exact == 0
        writer.text(words("moderated.all" if is_all else "moderated.none"))


def _done(writer: Writer, report: Report, words: Words) -> None:
    writer.heading(1, words("page.done"))
    if report.results_summary or report.what_was_done:
        writer.text(words("done.intro"))
        _lines(writer, report.results_summary)
        _prose(writer, report.what_was_done, level=2)
    else:
        kind = "final" if report.is_final else "interim"
        writer.text(words(f"done.nothing_{kind}"))


def _made(writer: Writer, report: Report, words: Words) -> None:
    writer.heading(1, words("page.made"), on_new_page=True)
    for paragraph in report.method:
        writer.text(paragraph)


def _about(writer: Writer, report: Report, words: Words, fingerprint: str) -> None:
    writer.heading(1, words("page.about"))
    writer.heading(2, words("about.files"))
    writer.text(words("about.files_words"))
    writer.heading(2, words("about.use"))
    writer.text(words("about.use_words", ministry=report.ministry))
    writer.text(words("data.licence"))
    writer.heading(2, words("page.contact"))
    if report.contact:
        writer.text(words("about.contact_words", contact=report.contact))
    else:
        writer.text(words("about.no_contact", ministry=report.ministry))
    writer.heading(2, words("made.fingerprint"))
    writer.lead(words("made.fingerprint_words"))
    writer.lead(fingerprint, "Fingerprint")
    writer.lead(words("about.publisher", ministry=report.ministry), "Note")
    writer.text(words("about.land"), "Note")


def _lines(writer: Writer, text: str) -> None:
    """Plain text in its paragraphs."""
    for lines in paragraphs(text):
        writer.text("\n".join(lines))


def _prose(writer: Writer, blocks: Prose, level: int) -> None:
    for kind, run in groupby(blocks, key=lambda block: block.kind):
        texts = [block.text for block in run]
        if kind in ("ul", "ol"):
            writer.items(texts, are_numbered=kind == "ol")
        for text in texts if kind not in ("ul", "ol") else ():
            if kind == "h":
                writer.heading(level, text)
            else:
                writer.text(text, "Quote" if kind == "quote" else "Normal")
