"""What stands before the subject of an answer, and of what is sent on, in many languages. Pure."""

import re
from typing import Final

REPLY: Final = re.compile(r"(?:re|ré|réf?|rép|aw|sv|antw)\s?(?:\[\d{1,3}\])?\s?:", re.IGNORECASE)
FORWARD: Final = re.compile(r"(?:fwd?|tr|transf|i|wg|rv)\s?:", re.IGNORECASE)
