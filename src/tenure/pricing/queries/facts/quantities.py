"""The quantity that a price is looked up by, as SQL over the book.

Tiers are looked up before the engine runs, by the quantity that it will come to: what makes the
engine price another number of pieces than the line holds has to be taken in here as well. Where
one forgets, the engine finds the quantity outside its tier and refuses the line.
"""

from __future__ import annotations

PRICED_QUANTITY = "l.quantity"
