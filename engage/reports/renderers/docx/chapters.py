"""The chapters of the document, in the order of the page."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from docx.text.paragraph import Paragraph

from engage.core.text import paragraphs
from engage.privacy.disclosure import Figure
from engage.reports.renderers.docx.tables import add_numbers, add_tables
from engage.reports.renderers.docx.writing import Writer, write
from engage.reports.rules import Prose, Quotation, Report, Theme
from engage.reports.words import Words


def add_cover(writer: Writer, report: Report, words: Words) -> Paragraph:
    """Everything above the contents; the paragraph that these go before."""
    writer.text(words("page.heard" if report.is_final else "page.heard_so_far"), "Subtitle")
    writer.text(report.title, "Title")
    for label, value in _facts(report, words):
        fact = writer.text("", "Fact")
        write(fact, label, bold=True)
        write(fact, f"\t{value}")
    return writer.text("")


def add_chapters(writer: Writer, report: Report, words: Words, fingerprint: str) -> None:
    _summary(writer, report, words)
    _asked(writer, report, words)
    _took_part(writer, report, words)
    _said(writer, report, words)
    if report.tables_of("answers"):
        writer.heading(1, words("page.answered"))
        writer.text(words("answered.intro"))
        add_tables(writer, report.tables_of("answers"), words)
    _letters(writer, report, words)
    _moderated(writer, report, words)
    _done(writer, report, words)
    _made(writer, report, words, fingerprint)


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


def _summary(writer: Writer, report: Report, words: Words) -> None:
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
    if report.themes:
        writer.heading(2, words("summary.spoke_of"))
        most = sorted(report.themes, key=lambda theme: -(theme.figure.exact or 0))[:5]
        writer.items(
            [f"{theme.label}: {_count(theme.figure, words)}" for theme in most], are_numbered=False
        )
    if report.results_summary:
        writer.heading(2, words("summary.done"))
        _lines(writer, report.results_summary)
    writer.text(words("summary.where" if len(report.comments) else "summary.nobody"))


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


def _took_part(writer: Writer, report: Report, words: Words) -> None:
    writer.heading(1, words("page.took_part"))
    tables = report.tables_of("participation")
    writer.text(words("took_part.intro"))
    add_tables(writer, tables, words)
    if len(tables) < 2:
        writer.text(words("took_part.too_few"))


def _said(writer: Writer, report: Report, words: Words) -> None:
    writer.heading(1, words("page.said"), on_new_page=True)
    writer.text(words(_said_key(report)))
    add_tables(writer, report.tables_of("themes"), words)
    for theme in report.themes:
        _theme(writer, theme, words, level=2)
    if not report.said:
        return
    titles = {topic.slug: topic.title for topic in report.topics}
    level = 2
    if report.themes:
        writer.heading(2, words("said.others"))
        level = 3
    for said in report.said:
        writer.heading(level, titles[said.topic])
        _quotations(writer, said.quotations)


def _said_key(report: Report) -> str:
    quoted = bool(report.said) or any(map(_is_quoted, report.themes))
    if not len(report.comments):
        return "said.nothing"
    if report.themes:
        return "said.intro" if quoted else "said.themes_alone"
    return "said.quotations_alone" if quoted else "said.neither"


def _is_quoted(theme: Theme) -> bool:
    return bool(theme.quotations) or any(map(_is_quoted, theme.subthemes))


def _theme(writer: Writer, theme: Theme, words: Words, level: int) -> None:
    writer.heading(min(level, 4), theme.label)
    writer.text(_count(theme.figure, words), "Note")
    _lines(writer, theme.definition)
    _quotations(writer, theme.quotations)
    for one in theme.subthemes:
        _theme(writer, one, words, level + 1)


def _count(figure: Figure, words: Words) -> str:
    if figure.exact is not None:
        shown = words.number(figure.exact)
        return words("said.count", count=shown) if figure.exact else words("said.count_none")
    if figure.fewer_than:
        return words("said.count_few", threshold=figure.fewer_than)
    return words("said.count_hidden")


def _quotations(writer: Writer, quotations: Sequence[Quotation]) -> None:
    for one in quotations:
        parts = paragraphs(one.text)
        for lines in parts:
            written = writer.text("\n".join(lines), "Quote", one.language)
            written.paragraph_format.keep_with_next = bool(one.attribution) or lines != parts[-1]
        if one.attribution:
            writer.text(one.attribution, "Quote Source")


def _letters(writer: Writer, report: Report, words: Words) -> None:
    tables = report.tables_of("campaigns")
    if not tables and not report.campaigns:
        return
    writer.heading(1, words("page.letters"))
    writer.text(words("letters.intro"))
    add_tables(writer, tables, words)
    for number, campaign in enumerate(report.campaigns, 1):
        writer.heading(2, words("letters.one", number=number))
        exact = campaign.figure.exact
        writer.text(
            words("letters.count", count=words.number(exact))
            if exact
            else words("letters.count_hidden"),
            "Note",
        )
        _quotations(writer, [Quotation(campaign.text, "")])


def _moderated(writer: Writer, report: Report, words: Words) -> None:
    writer.heading(1, words("page.moderated"))
    writer.text(words("moderated.intro"))
    tables = report.tables_of("moderation")
    add_tables(writer, tables, words)
    if not tables:
        writer.text(words("moderated.none"))


def _done(writer: Writer, report: Report, words: Words) -> None:
    writer.heading(1, words("page.done"), on_new_page=True)
    if report.results_summary or report.what_was_done:
        writer.text(words("done.intro"))
        _lines(writer, report.results_summary)
        _prose(writer, report.what_was_done, level=2)
    else:
        kind = "final" if report.is_final else "interim"
        writer.text(words(f"done.nothing_{kind}"))


def _made(writer: Writer, report: Report, words: Words, fingerprint: str) -> None:
    writer.heading(1, words("page.made"))
    for paragraph in report.method:
        writer.text(paragraph)
    writer.heading(2, words("made.fingerprint"))
    writer.text(words("made.fingerprint_words"), "Note")
    writer.text(fingerprint, "Fingerprint")
    writer.heading(1, words("page.about"))
    writer.heading(2, words("about.files"))
    writer.text(words("about.files_words"))
    writer.heading(2, words("about.use"))
    writer.text(words("about.use_words", ministry=report.ministry))
    writer.heading(2, words("page.contact"))
    if report.contact:
        writer.text(words("about.contact_words", contact=report.contact))
    else:
        writer.text(words("about.no_contact", ministry=report.ministry))
    writer.text(words("about.publisher", ministry=report.ministry), "Note")
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
