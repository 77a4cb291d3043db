"""The report for spreadsheets: comments in one file, counts in another (R84)."""

from engage.core.sheets import spreadsheet
from engage.reports.rules import Report


def render_comments_csv(report: Report) -> bytes:
    titles = {topic.slug: topic.title for topic in report.topics}
    rows = ((titles[c.topic], c.period, c.text) for c in report.comments)
    return spreadsheet(("Topic", "Period", "Comment"), rows)


def render_counts_csv(report: Report) -> bytes:
    rows = (
        (table.caption, row.label, column, figure.words.replace(",", ""))
        for table in report.tables
        for row in table.rows
        for column, figure in zip(table.columns, row.figures, strict=True)
    )
    return spreadsheet(("Table", "Row", "Measure", "Number"), rows)
