"""Following an engagement by e-mail: asked for, confirmed by its owner, ended by a click (R25)."""
