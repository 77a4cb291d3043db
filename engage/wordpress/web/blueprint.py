"""The blueprint of every page of this feature."""

from flask import Blueprint

blueprint = Blueprint("wordpress", __name__)
