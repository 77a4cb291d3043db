"""Elections (R53 to R57): the periods, what they hold, the exceptions, and the release afterwards.

Everything that leaves asks the outbound guard (`governance.service.holding`), and the guard asks
here. The clock decides: no job begins or ends a period. Nothing that was held goes out by itself
afterwards.
"""
