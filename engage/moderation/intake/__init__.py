"""The intake: every comment and every correction is looked at before the queue shows it.

The rooms: `rules` (where it goes), `reading`, `looking` and `detecting` (what is in the text),
`kin` (which letter it follows), `recording`, `screening` (the job), `condition` (how it is doing).
"""

from engage.moderation.intake.condition import IntakeState, state
from engage.moderation.intake.screening import screen
from engage.moderation.rules import SCREEN

__all__ = ["SCREEN", "IntakeState", "screen", "state"]
