"""What both pages share: the blueprint, and how refusals reach the fields of a form."""

from typing import Final

from flask import Blueprint

from engage.comments.rules import Fault, Invalid, LooksPersonal
from engage.core.errors import Conflict, Refused
from engage.core.language import gettext as _
from engage.privacy.contacts import describe

blueprint = Blueprint("comments", __name__)

SEND_AS_IS: Final = "send-as-is"
REFUSED: Final = 422


def noticed_in(refusal: LooksPersonal) -> tuple[str, ...]:
    """What the check saw, a sentence for each kind: 'This looks like a telephone number.'"""
    return tuple(_(sentence) for sentence in describe(refusal.findings))


def faults_of(refusal: Refused | Conflict) -> tuple[Fault, ...]:
    if isinstance(refusal, Invalid):
        return refusal.faults
    field = refusal.field if isinstance(refusal, Refused) else ""
    return (Fault(field, _(str(refusal))),)
