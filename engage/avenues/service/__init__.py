"""What staff do for people who took part another way: key in, take back a mistake, import."""

from engage.avenues.service.keying import Keyed, SeemsKnown, key_in
from engage.avenues.service.taking_back import take_back
from engage.avenues.service.tickets import issue_form_token

__all__ = ["Keyed", "SeemsKnown", "issue_form_token", "key_in", "take_back"]
