"""Spam and honest comments, all invented; the two halves share no template."""

import random
from collections.abc import Sequence

HONEST_A = (
    "The {line} is always late when it rains, and nobody at {place} tells us why.",
    "Please add a shelter at {place}. Older people stand there in the wind for {n} minutes.",
    "I would rather pay {n} dollars more than lose the {line} in winter.",
    "The plan says nothing about wheelchairs. At {place} the ramp is too steep.",
    "Could the {line} leave {n} minutes later, so that the night shift reaches it?",
)
HONEST_B = (
    "My children walk from {place} because the {line} is full before it gets to us.",
    "Why does the {line} end at {place}? The hospital is {n} minutes further on.",
    "I disagree with the fares. {n} dollars for the {line} is a lot for a student.",
    "Thank you for asking us. At {place} a bench and a light would be enough.",
    "The timetable of the {line} should be posted at {place} on paper too.",
)
SPAM_A = (
    "Earn ${n} daily from home!!! Click now and claim your bonus for {thing} today",
    "BEST {thing} online 100% discount, free shipping, order now at cheap price",
    "Congratulations winner! You were selected for {thing}, claim your prize now",
    "Buy {thing} without prescription, lowest price guaranteed, fast delivery",
    "Invest in {thing} and double your money in {n} days, limited offer, join now",
)
SPAM_B = (
    "Limited offer: {thing} at the lowest price, click to order with free delivery",
    "Claim ${n} bonus now! {thing} winners selected daily, join free",
    "Cheap {thing} online, no prescription, 100% guaranteed discount today",
    "Double your money with {thing}!!! Earn daily from home, click the offer",
    "Order {thing} now and get a prize, best price, limited discount",
)
PARTS = {
    "line": ("night bus", "route 9", "ferry", "last train", "number 14", "express"),
    "place": ("the mill", "Fifth Street", "the college", "the harbour", "the clinic", "the bridge"),
    "thing": ("casino chips", "pills", "crypto coins", "watches", "loans", "followers"),
}


def texts(templates: Sequence[str], number: int, seed: int) -> list[str]:
    chance = random.Random(seed)
    return [
        chance.choice(templates).format(
            n=chance.randint(2, 90), **{key: chance.choice(of) for key, of in PARTS.items()}
        )
        for _ in range(number)
    ]
