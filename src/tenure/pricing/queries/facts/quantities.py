"""The quantity that a price is looked up by, in 1/10,000, as SQL over the book.

Tiers are looked up before the engine runs, by the quantity that it will come to: what makes the
engine price another number of pieces than the line holds has to be taken in here as well. Where
one forgets, the engine finds the quantity outside its tier and refuses the line.
"""

from __future__ import annotations

# With what was used above the contract, where that is renewed as well.
RENEWED_E4 = "((l.quantity + CASE WHEN o.true_forward THEN o.quantity ELSE 0 END) * 10000)"
# Half-up, as the step of succession does it, and exact: `div` of whole numbers.
PRICED_E4 = f"""
    CASE WHEN sc.renewed_id IS NULL THEN {RENEWED_E4}
        ELSE div(2 * {RENEWED_E4} * sc.n + sc.d, 2 * sc.d) END"""
