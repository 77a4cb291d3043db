"""What an author lets us use their address for, and how they change it (R25).

An address may be here without any purpose: that of a comment by e-mail, which we answer and use for
nothing else until its owner ticks something. Who writes mail asks again when it is sent, so a
choice counts at once.
"""

from engage.comments.models import Comment, CommentPerson
from engage.comments.rules import Purpose, State
from engage.core.events import AddressErased
from engage.core.unit import Unit


def purposes_of(unit: Unit, comment: Comment) -> frozenset[Purpose] | None:
    """What the address kept with a comment may be used for; None: no address is kept with it."""
    person = unit.session.get(CommentPerson, comment.id)
    if person is None or person.email_cipher is None:
        return None
    return frozenset(Purpose(one) for one in person.purposes.split(",") if one)


def choose_purposes(unit: Unit, comment: Comment, purposes: frozenset[Purpose]) -> bool:
    """Whether the address may now be used for these, and for nothing else.

    Choosing the same again changes nothing. False: no address is kept, or the comment was taken
    back, so that there is nothing to write about.
    """
    person = unit.session.get(CommentPerson, comment.id, with_for_update=True)
    if person is None or person.email_cipher is None or comment.state == State.WITHDRAWN:
        return False
    before, after = person.purposes, ",".join(sorted(purposes))
    if before != after:
        person.purposes = after
        unit.audit("comment.purposes_changed", f"comment:{comment.id}", before=before, after=after)
    return True


def erase_address(unit: Unit, comment: Comment) -> None:
    """Erases the address kept with a comment, its index and its purposes; a name stays.

    Whoever else knows the address by the comment forgets it by the event. Asking again changes
    nothing.
    """
    person = unit.session.get(CommentPerson, comment.id, with_for_update=True)
    if person is None or (person.email_cipher is None and person.email_index is None):
        return
    before = person.purposes
    if person.name_cipher is None:
        unit.session.delete(person)
    else:
        person.email_cipher = person.email_index = None
        person.purposes = ""
    unit.session.flush()
    unit.audit("comment.address_erased", f"comment:{comment.id}", before=before)
    unit.emit(AddressErased(comment.id))
