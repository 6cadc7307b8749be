"""What is wrong with the sample book on purpose, and on which accounts.

Two sorts: data that imports but that the quality review must find, and rows that the import must
send back. Each is planted on accounts of its own, so that the manifest can count them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FEW, MANY = 60, 800


@dataclass(frozen=True, slots=True)
class Dirt:
    """One kind of planted fault: its code, the sheet with the bad row (if any), what it is."""

    code: str
    sort: Literal["quality", "reject"]
    sheet: str
    text: str


KINDS: tuple[Dirt, ...] = (
    Dirt("no_owner", "quality", "contracts", "contract without owner"),
    Dirt("no_end_date", "quality", "contracts", "contract that should end but has no end date"),
    Dirt("no_contact", "quality", "contracts", "contract of a customer without any contact"),
    Dirt("price_zero", "quality", "contracts", "contract with a recurring line at price zero"),
    Dirt("partner_missing", "quality", "contracts", "partner deal without its partner"),
    Dirt("currency_mismatch", "quality", "customers", "customer with contracts in two currencies"),
    Dirt("past_due", "quality", "contracts", "contract past its end without a decision"),
    Dirt("overlapping_terms", "quality", "customers",
         "customer with two contracts for the same product at the same time"),
    Dirt("customer_formula", "reject", "customers", "formula in the key"),
    Dirt("customer_duplicate", "reject", "customers", "key given twice; the first row stands"),
    Dirt("customer_nameless", "reject", "customers", "no name"),
    Dirt("contact_stray", "reject", "contacts", "contact of an unknown customer"),
    Dirt("contract_date", "reject", "contracts", "impossible date (30 February)"),
    Dirt("contract_backwards", "reject", "contracts", "end before start"),
    Dirt("contract_currency", "reject", "contracts", "unknown currency XQZ"),
    Dirt("contract_duplicate", "reject", "contracts", "key given twice; the first row stands"),
    Dirt("contract_formula", "reject", "contracts", "formula in the key"),
    Dirt("contract_stray", "reject", "contracts", "contract of an unknown customer"),
    Dirt("order_date", "reject", "orders", "impossible date (month 13)"),
    Dirt("order_kind", "reject", "orders", "unknown kind of order"),
    Dirt("line_negative", "reject", "lines", "negative quantity"),
    Dirt("line_currency", "reject", "lines", "unknown currency XQZ"),
    Dirt("line_date", "reject", "lines", "impossible date (31 April)"),
    Dirt("line_backwards", "reject", "lines", "end before start"),
    Dirt("line_duplicate", "reject", "lines", "key given twice; the first row stands"),
    Dirt("line_formula", "reject", "lines", "formula in the key"),
    Dirt("line_stray", "reject", "lines", "line of an unknown contract"),
    Dirt("line_product", "reject", "lines", "unknown product"),
)  # fmt: skip

QUALITY = tuple(kind for kind in KINDS if kind.sort == "quality")
REJECTS = tuple(kind for kind in KINDS if kind.sort == "reject")


@dataclass(frozen=True, slots=True)
class DirtPlan:
    """Account `a` carries kind `slots[a % modulus]`, if there is one."""

    modulus: int
    slots: dict[int, str]

    def count(self, code: str, accounts: int) -> int:
        """Return how many of the accounts 0..accounts-1 carry the kind."""
        whole, rest = divmod(accounts, self.modulus)
        places = [slot for slot, kind in self.slots.items() if kind == code]
        return whole * len(places) + sum(slot < rest for slot in places)


def dirt_plan(accounts: int) -> DirtPlan:
    """Spread the kinds evenly: every one at least once from 60 accounts on, in a book of any
    size some 1 of 1,000 rows bad and quality faults on 1 of 40 accounts."""
    modulus = max(FEW, min(accounts // 2, MANY))
    repeats = 3 if modulus >= MANY // 2 else 1
    codes = [kind.code for kind in REJECTS] + [kind.code for kind in QUALITY] * repeats
    # Mixed, so that small books see each sort early; slot 0 stays clean.
    ordered = sorted(codes, key=lambda code: (codes.index(code) * 5) % len(KINDS))
    return DirtPlan(
        modulus,
        {1 + place * (modulus - 1) // len(ordered): code for place, code in enumerate(ordered)},
    )


def clean_accounts(plan: DirtPlan, accounts: int, count: int) -> list[int]:
    """Return the first accounts that carry no dirt; the big contracts go there."""
    return [a for a in range(accounts) if a % plan.modulus not in plan.slots][:count]
