"""The intake: every comment and every correction is looked at before the queue shows it.

The rooms: `rules` (where it goes), `reading`, `looking` and `detecting` (what is in the text),
`kin` (which letter it follows), `recording`, `screening` (the job), `condition` (how it is doing);
`aligning` and `regrouping` (a job: campaigns found anew from all comments of an engagement).
"""

from engage.moderation.intake.condition import IntakeState, state
from engage.moderation.intake.regrouping import REGROUP, regroup
from engage.moderation.intake.screening import screen
from engage.moderation.rules import SCREEN

__all__ = ["REGROUP", "SCREEN", "IntakeState", "regroup", "screen", "state"]
