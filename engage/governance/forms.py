"""The form of acknowledging: one tick for each document."""

from typing import Final

from wtforms import BooleanField

from engage.governance.policies import ACKNOWLEDGED_DOCUMENTS, policy_page
from engage.web.forms import Form

FIELDS: Final = {name.replace("-", "_"): name for name in ACKNOWLEDGED_DOCUMENTS}


class AcknowledgementForm(Form):
    """`service.acknowledge` says what is missing; the fields are named after the documents."""

    standards_of_conduct = BooleanField()
    moderation_policy = BooleanField()
    has_no_conflict = BooleanField("I have no undeclared conflict of interest.")

    def documents(self) -> tuple[str, ...]:
        """The names of the ticked documents."""
        return tuple(document for field, document in FIELDS.items() if self[field].data)


def labelled(form: AcknowledgementForm) -> AcknowledgementForm:
    """The form with each document's title and version at its tick box."""
    for field, document in FIELDS.items():
        page = policy_page(document)
        words = f"I have read version {page.version} of the {page.title}"
        form[field].label.text = f"{words} and will follow it."
    return form
