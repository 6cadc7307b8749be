"""Name the ways a request can be refused; every message is one a user may read."""


class TenureError(Exception):
    """Refuse a request, with a message a user may read."""


class InvalidInput(TenureError):
    """Refuse a value that is malformed or out of its allowed range."""


class CurrencyMismatch(TenureError):
    """Refuse to mix amounts of two currencies."""


class MoneyOverflow(TenureError):
    """Refuse an amount that does not fit a signed 64-bit column."""


class NotAllowed(TenureError):
    """Refuse an action the actor has no right to."""


class Conflict(TenureError):
    """Refuse an action that contradicts what is already recorded."""
