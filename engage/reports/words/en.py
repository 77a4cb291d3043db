"""What a report says in English."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "none": "none",
        "few": "fewer than {threshold}",
        "not_shown": "not shown",
        "pacific": "Pacific time",
        "period": "{first} to {last}",
        "or": "or",
        "and": "and",
        "whole_time": "The whole time",
        "week_of": "the week of {period}",
        "answers_only": "Answers only",
        "no_longer_offered": "no longer offered",
        "outcome.caption": "What became of the comments",
        "outcome.first": "Comments",
        "outcome.note": "Not published: declined by a moderator, withdrawn by the author, or still"
        " waiting.",
        "all": "All",
        "a_part": "A part",
        "nearly_all": "Nearly all",
        "a_small_part": "A small part",
        "about_percent": "About {percent} per cent",
        "number": "Number",
        "received": "Received",
        "published": "Published",
        "not_published": "Not published",
        "total": "Total",
        "channel.web": "This website",
        "channel.email": "E-mail",
        "channel.wordpress": "The ministry's website",
        "channel.paper": "Mail or paper form",
        "channel.phone": "Telephone",
        "channel.in_person": "In person",
        "channel.social": "Social media",
        "channel.import": "Brought in from an earlier consultation",
        "other_ways": "All other ways together",
        "reason.third_party_information": "Information about another person",
        "reason.own_contact_details": "The author's own contact details",
        "reason.profanity": "Profanity",
        "reason.threat": "Threat",
        "reason.harassment": "Harassment or hate",
        "reason.unsupported_accusation": "Unsupported accusation",
        "reason.rights_infringement": "Rights of others",
        "reason.advertising": "Advertising",
        "reason.unsafe_links": "Unsafe or excessive links",
        "reason.spam": "Spam or repetition",
        "reason.off_topic": "Far off topic",
        "reason.before_the_courts": "A matter before the courts",
        "reason.media_inquiry": "Media inquiry, passed on",
        "reason.imported": "Not published in the earlier consultation",
        "other_reasons": "Each of the other reasons",
        "each_reason": "Each of the reasons",
        "comments": "Comments",
        "way": "Way",
        "time": "Period",
        "periods.both": "When people wrote",
        "periods.published": "When the published comments were written",
        "periods.longer": "Received and published, by longer periods",
        "channels.both": "How people took part",
        "channels.published": "How the published comments came",
        "reasons.caption": "Why moderators declined comments",
        "reasons.first": "Reason",
        "reasons.note": "A comment can be declined for several reasons. Withdrawn and waiting"
        " comments are not counted here.",
        "letters.caption": "Letters that several people sent",
        "letters.following": "Comments that follow a letter others sent too",
        "letters.letters": "How many letters there are",
        "letters.different": "Different comments, each letter counted once",
        "letters.note": "Only published comments are grouped. Each of them counts as one comment.",
        "answers.of_topic": "{topic}: {caption}",
        "answers.first": "Answer",
        "answers.none_given": "No answer",
        "answers.answered": "Gave at least one answer",
        "answers.stretch": "{first} to {last}",
        "answers.of_published": "Published comments on this topic.",
        "answers.several": "Published comments on this topic. People could choose more than one answer.",
        "answers.too_few": "Published comments on this topic. Too few chose differently to show how many chose what.",
        "answers.no_longer": "This question is no longer asked.",
        "answers.mean": "The mean of the answers is {mean}.",
        "all_published": "All published comments",
        "topic": "Topic",
        "topics.caption": "Published comments by topic",
        "themes.caption": "What people spoke of",
        "themes.first": "Theme",
        "themes.coded": "Read for themes",
        "themes.note": "A comment can speak of several themes. A theme counts the comments of its"
        " subthemes, each once.",
        "replies.caption": "Official replies",
        "replies.first": "Replies",
        "replies.replies": "Replies published",
        "replies.answered": "Comments that they answer",
        "replies.written_back": "Comments written back to a reply",
        "replies.note": "Several replies can answer one comment.",
        "cross.topics_channels": "Topics by the way in which comments came",
        "cross.themes_topics": "Themes by topic",
        "cross.answers": "Answers to “{first}” by answers to “{second}”",
        "cross.note": "Published comments. A number below the threshold is not shown, and neither"
        " are others from which it could be worked out.",
        "cross.themes_note": "Published comments; one can speak of several themes. A number below"
        " the threshold is not shown, and neither are others from which it could be worked"
        " out.",
        "method.reach_final": "The report covers everything that was received before the"
        " engagement closed, as moderators had decided on it when the report was made. What"
        " came by e-mail, on paper, by telephone or in person is counted by the day it was"
        " received.",
        "method.reach_interim": "The engagement was still running: the report covers what was"
        " received up to the end of the week named on the cover, as moderators had decided on"
        " it when the report was made. What came by e-mail, on paper, by telephone or in"
        " person is counted by the day it was received.",
        "method.moderation": "A moderator read every comment before it was published. Comments"
        " that were not published are counted, but their words are not part of this report."
        " 'Not published' covers comments that a moderator declined, that their authors"
        " withdrew, or that were still waiting for a decision.",
        "method.identity": "Names, e-mail addresses and all other details that people gave about"
        " themselves beside their comment have been left out. The data files hold the comments"
        " word for word as they were published, with two exceptions: a name that its bearer"
        " wrote into their own comment is replaced by [name], and invisible characters that"
        " can change how text is displayed were removed.",
        "method.quotations": "Staff chose the quotations from published comments. A second person"
        " checked each of them for what could point to somebody: names, places of residence,"
        " roles, dates and rare events were put in general words, in brackets. […] marks words"
        " that were left out. A quotation shows what one person wrote, not how many think so.",
        "method.themes": "Staff read the comments with a common list of themes and noted which of"
        " them each comment speaks of. A comment can speak of several themes, so their numbers"
        " do not add up. {coded} of the published comments had been read for themes when the"
        " report was made.",
        "method.dates": "Exact dates are left out. Weeks run from Monday to Sunday and are joined"
        " into periods in which at least {threshold} comments were published. Within a period"
        " the order of the comments is arbitrary and says nothing about when they were sent.",
        "method.counts": "A count below {threshold} is never shown. Rows are joined, and other"
        " counts are marked 'not shown', wherever somebody could otherwise work out a small"
        " count by adding, subtracting, or comparing with an earlier report. A comment can be"
        " declined for several reasons, so reasons do not add up.",
        "method.crosstabs": "Tables that compare two things are given for topics by way of taking"
        " part, for themes by topic, and for up to {questions} questions of a topic by its"
        " first one: {tables} at most, with {lines} rows and columns at most. Their rows are"
        " those of the other tables. A table is left out if less than half of it could be"
        " shown, or if it would say too much together with the other tables or an earlier"
        " report. Where everybody in a group is in one cell, the zeros beside it are not shown"
        " either.",
        "method.lower_threshold": "The threshold of {threshold} in place of the usual 10 was signed"
        " off by a privacy officer, with the reason on record.",
        "method.campaigns": "Comments written after one letter are grouped by their words. Each of"
        " them counts as a comment; the table of letters also says how many comments there are"
        " when each letter is counted once. The text of a letter is what its senders have in"
        " common.",
        "method.limits": "People chose to take part; they are not a sample of the population, and"
        " the numbers do not say how many people in the province think so. One person may have"
        " written more than once.",
        "method.sheets": "In the CSV files, text that a spreadsheet program could take for a"
        " formula begins with an apostrophe (') that the author did not write.",
        "method.fingerprint": "The content fingerprint is the SHA-256 of this report's content."
        " Building the report again from the same data gives the same fingerprint.",
        "data.read_me": "Read me",
        "data.comments": "Comments",
        "data.counts": "Counts",
        "data.dictionary": "Data dictionary",
        "data.subject": "What we heard: comments and counts without names",
        "data.publisher": "Government of British Columbia",
        "data.dates": "Open from {opened} to {closed}.",
        "data.as_of": "As of {moment}.",
        "data.what_is_here": "What is in this workbook",
        "data.sheets": "'Comments' holds every published comment without its author, 'Counts'"
        " every figure of the report, and 'Data dictionary' what each column means. The other"
        " files of this release hold the same for programs.",
        "data.long_cells": "A sheet holds 1,048,576 rows and a cell 32,767 characters. More"
        " comments go on in a sheet 'Comments 2'; a longer comment goes on in the next row."
        " Both rows say so.",
        "data.goes_on": "[goes on in the next row]",
        "data.goes_on_from": "[goes on from the row above]",
        "data.licence": "If you use these data, do not try to find out who somebody is, from them"
        " alone or together with other data.",
        "data.campaigns": "Letters, by the number of comments that follow each",
        "data.figure": "Figure",
        "data.table": "Table",
        "data.part": "{caption} (part {part} of {parts})",
        "data.table_of": "Table of {rows} rows and {columns} columns of figures.",
        "tag": "en-CA",
    }
)
