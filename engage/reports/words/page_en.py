"""What the pages of a report say in English, beside its tables and its method."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "page.report": "Report",
        "page.interim": "Interim report",
        "page.heard": "What we heard",
        "page.heard_so_far": "What we have heard so far",
        "page.of": "Page {page} of {pages}",
        "page.ministry": "Ministry",
        "page.opened": "Opened",
        "page.closed": "Closed",
        "page.closes": "Closes",
        "page.takes_in": "Covers",
        "page.up_to": "comments up to the end of {moment}",
        "page.contact": "Contact",
        "page.contents": "Contents",
        "page.summary": "Summary",
        "page.asked": "What was asked, and why",
        "page.took_part": "When and how people took part",
        "page.said": "What people said",
        "page.answered": "How people answered",
        "page.letters": "Letters that many people sent",
        "page.moderated": "What was not published",
        "page.done": "What was done, and what happens next",
        "page.made": "How this report was made",
        "page.about": "About this report",
        "summary.received": "comments received",
        "summary.published": "comments published",
        "summary.not_published": "comments not published",
        "summary.open_from": "The engagement was open from {opened} to {closed}.",
        "summary.opened_on": "The engagement opened on {opened}.",
        "summary.spoke_of": "What people spoke of most",
        "summary.nobody": "No comment was published, so this report quotes none.",
        "summary.where": "Every published comment is in the data files that come with this report,"
        " word for word and without names.",
        "summary.done": "What was done with it",
        "asked.topics": "The topics",
        "asked.no_about": "The engagement gave no more background than the summary of this report.",
        "asked.no_topics": "This engagement had no topics.",
        "took_part.intro": "How many comments came, when, and in which ways. A comment counts as"
        " received even if it was not published.",
        "took_part.too_few": "Too few comments were received to show by period or way of taking part:"
        " small counts could single somebody out.",
        "said.intro": "Staff read the comments and noted which themes each of them speaks of.",
        "said.figures": "The figures count published comments; one comment can speak of several themes.",
        "said.themes_alone": "No quotations have been approved for this report. The comments are"
        " in the data files, word for word.",
        "said.quotations_alone": "Staff chose the quotations below; each is under the topic on"
        " which it was written. The comments were not sorted into themes.",
        "said.neither": "The comments have not been sorted into themes, and no quotations have been"
        " approved for this report. To read what people wrote, open the data files: they hold every"
        " published comment, with its topic and its period.",
        "said.nothing": "No comment was published, so there is nothing to quote.",
        "said.count": "Spoken of in {count} published comments",
        "said.count_none": "Spoken of in no published comment",
        "said.count_few": "Spoken of in fewer than {threshold} published comments",
        "said.count_hidden": "How many comments speak of it is not shown",
        "said.others": "Other quotations, by topic",
        "answered.intro": "Answers to the questions that came with the comment form. The figures count"
        " published comments.",
        "letters.intro": "Many people can send one letter. Each copy counts as a comment; the words"
        " below are what the copies of a letter share.",
        "letters.one": "Letter {number}",
        "letters.count": "{count} published comments follow this letter",
        "letters.count_hidden": "How many comments follow this letter is not shown",
        "moderated.intro": "A moderator read every comment before it was published. Comments that"
        " were not published are counted here; their words are not in this report.",
        "moderated.none": "There are too few comments that were not published, or too few with the"
        " same reason, to show the reasons here.",
        "moderated.all": "Every comment that was received was published.",
        "done.intro": "This is what the ministry has published about the results.",
        "done.nothing_final": "The ministry has not yet published what it did with what people"
        " said. When it does, you will find it on the page of this engagement, beside this"
        " report.",
        "done.nothing_interim": "The engagement is still running. Once it has closed, its page"
        " will say what the ministry does with what people said.",
        "made.fingerprint": "Content fingerprint",
        "made.fingerprint_words": "SHA-256 of the content of this report",
        "about.files": "Files",
        "about.files_words": "This report is published as a web page, as a PDF and as a document."
        " All published comments and all tables are in data files for spreadsheets and"
        " programs.",
        "about.use": "Use of this report",
        "about.use_words": "© Province of British Columbia. If you quote this report, please give"
        " its title and its source ({ministry}). Quotations and comments are the words of the"
        " people who took part; they do not speak for the Province and were not checked for"
        " accuracy.",
        "about.contact_words": "Questions about this report: {contact}",
        "about.no_contact": "Questions about this report go to {ministry}.",
        "about.land": "We acknowledge the territories of First Nations around B.C. and are grateful to"
        " carry out our work on these lands.",
        "about.publisher": "Published by the Government of British Columbia, {ministry}.",
        "table.figures": "The same figures as a table",
        "chart.bars": "Bar chart with {rows} bars, one for each row of the table.",
        "chart.columns": "Column chart with {rows} columns, from first to last.",
        "chart.series": "Each has a bar for {series}.",
        "chart.most": "The highest is '{label}', with {figure}.",
        "chart.untold": "{count} are drawn without a length because their figures are not shown.",
        "chart.table": "The table that follows holds every figure.",
        "chart.key_few": "Hatched: a small count that is not shown. Its length says nothing.",
        "chart.key_hidden": "Not shown: no bar is drawn.",
        "chart.periods": "Quiet weeks are joined, so periods can differ in length.",
        "pdf.cannot_show": "[characters that this file cannot show: {count}]",
    }
)
