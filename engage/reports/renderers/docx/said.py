"""What people said, in the document: themes with their figures and quotations, and letters."""

from collections.abc import Sequence
from typing import Final

from engage.core.text import paragraphs
from engage.privacy.disclosure import Figure
from engage.reports.renderers.docx.pictures import Pen
from engage.reports.renderers.docx.tables import add_tables
from engage.reports.renderers.docx.writing import Writer
from engage.reports.rules import Quotation, Report, Theme
from engage.reports.words import Words

_DEEPEST: Final = 4


def add_said(writer: Writer, report: Report, words: Words, pen: Pen | None) -> None:
    """By theme, then what stands under none, by topic."""
    writer.heading(1, words("page.said"), on_new_page=True)
    writer.lead(" ".join(words(key) for key in _how_to_read(report)))
    tables = report.tables_of("themes")
    add_tables(writer, tables, words, pen)
    for theme in report.themes:
        _add_theme(writer, theme, words, level=2, is_counted=bool(tables))
    if report.said and report.themes:
        writer.heading(2, words("said.others"))
    titles = {topic.slug: topic.title for topic in report.topics}
    for said in report.said:
        writer.heading(3 if report.themes else 2, titles[said.topic])
        _add_quotations(writer, said.quotations)


def add_letters(writer: Writer, report: Report, words: Words, pen: Pen | None) -> None:
    """Letters that many sent, where there are any."""
    tables = report.tables_of("campaigns")
    if not tables and not report.campaigns:
        return
    writer.heading(1, words("page.letters"))
    writer.lead(words("letters.intro"))
    add_tables(writer, tables, words, pen)
    for number, campaign in enumerate(report.campaigns, 1):
        writer.heading(2, words("letters.one", number=number))
        told = campaign.figure.exact
        count = words("letters.count", count=words.number(told)) if told else ""
        writer.lead(count or words("letters.count_hidden"), "Note")
        _add_quotations(writer, [Quotation(campaign.text, "")])


def count_words(figure: Figure, words: Words) -> str:
    """How many comments speak of a theme, as far as it may be told."""
    if figure.exact:
        return words("said.count", count=words.number(figure.exact))
    if figure.exact == 0:
        return words("said.count_none")
    if figure.fewer_than:
        return words("said.count_few", threshold=figure.fewer_than)
    return words("said.count_hidden")


def _how_to_read(report: Report) -> tuple[str, ...]:
    """What is said before it; or why there is nothing."""
    if not len(report.comments):
        return ("said.nothing",)
    if report.themes:
        is_quoted = bool(report.said) or any(map(_is_quoted, report.themes))
        figures = ("said.figures",) if report.tables_of("themes") else ()
        return ("said.intro", *figures, *(() if is_quoted else ("said.themes_alone",)))
    return ("said.quotations_alone",) if report.said else ("said.neither",)


def _is_quoted(theme: Theme) -> bool:
    return bool(theme.quotations) or any(map(_is_quoted, theme.subthemes))


def _add_theme(writer: Writer, theme: Theme, words: Words, level: int, *, is_counted: bool) -> None:
    writer.heading(min(level, _DEEPEST), theme.label)
    told = [("\n".join(lines), "Normal") for lines in paragraphs(theme.definition)]
    if is_counted or not (theme.definition or theme.quotations or theme.subthemes):
        told.insert(0, (count_words(theme.figure, words), "Note"))
    for place, (text, style) in enumerate(told, 1):
        # The last leads to a quotation or to nothing: kept with the next theme, all would be moved.
        write = writer.lead if place < len(told) or theme.quotations else writer.text
        write(text, style)
    _add_quotations(writer, theme.quotations)
    for one in theme.subthemes:
        _add_theme(writer, one, words, level + 1, is_counted=is_counted)


def _add_quotations(writer: Writer, quotations: Sequence[Quotation]) -> None:
    for one in quotations:
        parts = ["\n".join(lines) for lines in paragraphs(one.text)]
        writer.quotation(parts, one.language, one.attribution)
