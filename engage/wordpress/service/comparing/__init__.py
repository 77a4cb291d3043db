"""Use cases of comparing: what somebody did there to a comment that both sides know."""

from engage.wordpress.service.comparing.applying import (
    WHYS,
    Differing,
    apply_difference,
    note_own,
    note_seen,
)
from engage.wordpress.service.comparing.extras import Sorted, sort_extras
from engage.wordpress.service.comparing.rounds import (
    changed_since,
    confirm_mass_change,
    end_round,
    place_links,
    start_round,
    taken_down_lately,
)

__all__ = [
    "WHYS",
    "Differing",
    "Sorted",
    "apply_difference",
    "changed_since",
    "confirm_mass_change",
    "end_round",
    "note_own",
    "note_seen",
    "place_links",
    "sort_extras",
    "start_round",
    "taken_down_lately",
]
