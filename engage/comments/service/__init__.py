"""Use cases of the author: send, look up, correct, withdraw, say what an address is for. And
`place`, `move_to` and `move_topic`, by which every feature moves a comment from one state, one part
of the queue, or one topic to another.
"""

from engage.comments.service.addresses import choose_purposes, erase_address, purposes_of
from engage.comments.service.many import Came, Way, receive_many
from engage.comments.service.moving import move_topic
from engage.comments.service.placing import QUEUE_SCOPE, count_waiting, move_to, place
from engage.comments.service.receipts import correct, find_by_receipt, withdraw
from engage.comments.service.sending import new_public_id, receive, submit
from engage.comments.service.texts import latest_text
from engage.comments.service.tickets import code_of_form, issue_form_token, receipt_of_seed
from engage.comments.service.withdrawal_links import find_by_withdrawal_token, withdrawal_link

__all__ = [
    "QUEUE_SCOPE",
    "Came",
    "Way",
    "choose_purposes",
    "code_of_form",
    "correct",
    "count_waiting",
    "erase_address",
    "find_by_receipt",
    "find_by_withdrawal_token",
    "issue_form_token",
    "latest_text",
    "move_to",
    "move_topic",
    "new_public_id",
    "place",
    "purposes_of",
    "receipt_of_seed",
    "receive",
    "receive_many",
    "submit",
    "withdraw",
    "withdrawal_link",
]
