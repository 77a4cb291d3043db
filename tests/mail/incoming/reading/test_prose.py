"""Words that look like what is cut and are their author's: in doubt they stay."""

import pytest

from engage.mail.incoming.reading.message import read_message
from tests.mail.incoming.reading.making import OWN, mail

KEPT = {
    "a sentence that begins with From": "From: my point of view the plan is good.\n\nKeep it.",
    "a paragraph that begins with On": (
        "On Monday the ferry captain wrote: we are late again. Nobody told us.\n\nThat is all."
    ),
    "a quotation of the minister": (
        "On March 2 the minister wrote:\n\nWe will keep the sailing.\n\nPlease do."
    ),
    "dashes in prose": "-- that is what I think -- and others too.\n\nMore follows here.",
    "a divider between paragraphs": (
        "My first point is about the morning sailing, which everybody needs to get to work.\n\n"
        "--\n\n"
        "My second point is about the evening sailing, which everybody needs to get home again.\n\n"
        "My third point is about the fare, which should not go up again before the summer ends."
    ),
    "a closing and a name": f"{OWN}\n\nThanks,\nRobin",
    "thanks in the middle": "Thanks, everybody, for the work.\n\nStill, keep the ferry.",
    "a list with hyphens": "I want:\n- earlier sailings\n- a shelter\n- lower fares",
    "a list of people to ask": (
        f"{OWN}\n\nPlease speak to:\nRobin Sample, Manager\n250-555-0142\nrobin@mail.example"
    ),
    "a wish to stay confidential": (
        "This email is confidential, please do not publish my name. The ferry should stay."
    ),
    "a memo's own lines": (
        "From: Robin Sample\nTo: Ministry of Transportation\nDate: March 2, 2026\n"
        "Subject: The morning ferry\n\nPlease keep it."
    ),
    "a letter's address": (
        "Robin Sample\n12 Main Street\nPowell River BC\n\nDear Minister,\n\n"
        "Please keep the ferry.\n\nSincerely,\nRobin Sample"
    ),
    "one line with an angle": "> 50 people use it every day, as the count shows.\n\nKeep it.",
    "passages of the paper": (
        "Section 3 says:\n\n> The ferry will stop.\n> In June.\n\nI disagree.\n\n"
        "> Fares will rise.\n\nNo!"
    ),
    "what somebody wrote to its author": (
        "At 9:15 AM on May 5 2024 my friend bob@mail.example wrote:\nI will be late.\n\nSo I was."
    ),
    "best, at the beginning of a line": "Best Ferry Ever\n\nCall 250-555-0142 and hear yourself.",
    "sent from, within a sentence": (
        "The letter was sent from my phone because the office was closed that day."
    ),
    "a telephone in a sentence": f"{OWN}\nCall me at 250-555-0142 if anything is unclear.",
    "a post scriptum": f"{OWN}\n\nRobin Sample\n\nP.S. Lower the fare as well.",
    "a subject and a date": "Date: any day\nSubject: ferries\n\nI have no more to say.",
    "French that begins with Le": (
        "Le 2 mars 2026, mon voisin m'a écrit que le traversier est en retard.\n\nC'est vrai."
    ),
    "De at the beginning": "De : tous les traversiers, celui-ci est le meilleur.\n\nGardez-le.",
    "a warning of one's own": (
        "Warning: the terminal is dangerous in winter. People slip.\n\nPut salt down."
    ),
    "attention to somebody": "Attention: Minister of Transportation\n\nPlease keep the ferry.",
    "external in a sentence": (
        "External consultants cost too much. Ask the people who use the ferry instead."
    ),
    "a forwarded message in a sentence": "The forwarded message was wrong.\n\nSo I ask again.",
    "underlined headings": "FARES\n-----\nToo high.\n\nTIMES\n-----\nToo late.",
    "short lines like a poem": "Keep the ferry\nkeep it running\nkeep us moving",
    "an address to improve": "Improve these stops:\n\n1200 Main Street\n1450 Marine Avenue",
    "a proposal with numbers": "Proposal\n\n250 seats\n604 parking places\n1 ferry",
}


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT.keys())
def test_an_author_s_words_stay(text: str) -> None:
    read = read_message(mail(text))
    assert (read.text, read.cut) == (text, "")
