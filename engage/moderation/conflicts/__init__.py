"""Conflicts of interest on the pages of staff (R51): declared, recorded, seen and ended.

What one is and what it bars lies in `governance.conduct`. It is declared here, because engagements
and topics have names here, and because an open claim ends with it.
"""
