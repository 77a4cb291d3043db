"""The four ways in which a use case says no. `web/errors.py` maps each once to its status."""


class EngageError(Exception):
    """Something that a person can be told about."""


class NotFound(EngageError):
    """No such thing, or none that this actor may know of (404)."""


class NotAllowed(EngageError):
    """The actor's roles do not reach this (403)."""


class Refused(EngageError):
    """What was sent breaks a rule (422); `field` names the form field, '' the whole form."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


class Conflict(EngageError):
    """What was decided on has changed meanwhile (409)."""
