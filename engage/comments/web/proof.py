"""The challenge of which browsers prove the work while an engagement is under attack."""

from flask import jsonify
from flask.typing import ResponseReturnValue

from engage.comments.defences.proofs import new_challenge
from engage.comments.web.blueprint import blueprint
from engage.web.access import public
from engage.web.transaction import engage_app, no_store, request_now


@blueprint.get("/comment-challenge")
@public
def challenge() -> ResponseReturnValue:
    """A fresh one for everybody who asks: making it costs nothing and stores nothing."""
    return no_store(jsonify(new_challenge(engage_app().units.settings, request_now())))
