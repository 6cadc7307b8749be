"""What the partners of a deal pay for a line, and who of them is told what.

Nobody at a partner learns the price, and so the margin, of the other tier.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any


class Reader(StrEnum):
    """Who reads: people inside the company, or those at the reseller or the distributor."""

    INSIDE = "inside"
    RESELLER = "reseller"
    DISTRIBUTOR = "distributor"


@dataclass(frozen=True, slots=True)
class PartnerPrices:
    """Hold what partners pay for a line, None where it is not known or not told.

    Unit prices in 1/10,000; `invoiced_minor` is what the one who buys from us is invoiced for the
    term: the distributor, without one the reseller.
    """

    reseller_price_e4: int | None = None
    distributor_price_e4: int | None = None
    invoiced_minor: int | None = None

    @property
    def is_known(self) -> bool:
        """Tell whether anything of it is known."""
        return self.reseller_price_e4 is not None or self.distributor_price_e4 is not None

    def told_to(self, reader: Reader) -> PartnerPrices:
        """Return what of it a reader is told; what is invoiced, only to who is invoiced."""
        match reader:
            case Reader.INSIDE:
                return self
            case Reader.DISTRIBUTOR:
                return replace(self, reseller_price_e4=None)
            case Reader.RESELLER if self.distributor_price_e4 is None:
                return self
            case _:
                return PartnerPrices(reseller_price_e4=self.reseller_price_e4)


def partner_prices_of(trace: Sequence[Mapping[str, Any]]) -> PartnerPrices:
    """Return what the trace of a line says that partners pay."""
    steps = {step["step"]: step for step in trace}
    partner, amount = steps.get("partner", {}), steps.get("amount", {})
    return PartnerPrices(
        partner.get("reseller_price_e4"),
        partner.get("distributor_price_e4"),
        amount.get("partner_minor"),
    )
