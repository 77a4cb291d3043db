"""The part of the receipt's page about the address: what it is used for, and deleting it (R25).

The address itself is not shown: who has the code may sit at a shared computer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from flask import request

from engage.comments import service
from engage.comments.forms import PurposesForm
from engage.comments.models import Comment
from engage.comments.rules import Channel, State
from engage.core.language import gettext as _
from engage.core.language import marked
from engage.core.unit import Unit

NO_ADDRESS: Final = marked("We keep no e-mail address with this comment.")
TAKEN_BACK: Final = marked("You took this comment back, so we do not write to you about it.")
CHOSEN: Final = {
    True: marked(
        "We have your choice. We may write to you about what you ticked, and nothing else."
    ),
    False: marked("We have your choice. We do not use your e-mail address."),
}
ERASED: Final = marked("The e-mail address kept with your comment has been deleted.")


@dataclass(frozen=True)
class KeptAddress:
    """That an address is kept with a comment. `form` says what for: None once it was taken back."""

    form: PurposesForm | None
    came_by_mail: bool


def kept_address(unit: Unit, comment: Comment) -> KeptAddress | None:
    purposes = service.purposes_of(unit, comment)
    if purposes is None:
        return None
    form = None
    if comment.state != State.WITHDRAWN:
        chosen = [purpose.value for purpose in purposes]
        form = PurposesForm(formdata=None, prefix="address", purposes=chosen)
    return KeptAddress(form, comment.channel == Channel.EMAIL)


def _choose(unit: Unit, comment: Comment) -> str:
    purposes = PurposesForm(prefix="address").chosen()
    if service.choose_purposes(unit, comment, purposes):
        return CHOSEN[bool(purposes)]
    return TAKEN_BACK if comment.state == State.WITHDRAWN else NO_ADDRESS


def _erase(unit: Unit, comment: Comment) -> str:
    had_one = service.purposes_of(unit, comment) is not None
    service.erase_address(unit, comment)
    return ERASED if had_one else NO_ADDRESS


_STEPS: Final[Mapping[str, Callable[[Unit, Comment], str]]] = {
    "choose": _choose,
    "erase": _erase,
}


def done_with_address(unit: Unit, comment: Comment) -> str:
    """Does what the button asked about the address; in words, '' where it asked nothing of it."""
    asked = _STEPS.get(request.form.get("step", ""))
    return _(asked(unit, comment)) if asked else ""
