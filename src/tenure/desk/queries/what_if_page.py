"""Everything the what-if on a quote's page shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tenure.foundation.models import User
from tenure.quotes.models import Quote
from tenure.quotes.queries import YEARS, WhatIf, WhatIfLine, products_to_add, what_if
from tenure.quotes.rules.asked import (
    MOST_MONTHS,
    Asked,
    OfferedProduct,
    Problem,
    read_asked,
    texts_of,
)


@dataclass(frozen=True, slots=True)
class WhatIfPage:
    """Hold a quote with what is asked for instead, as typed, and what it comes to.

    `problems` are those of the texts and of what they ask for; with any, there are no figures.
    `compared` are the terms beside each other, in months.
    """

    quote: Quote
    texts: Mapping[str, str]
    asked: Asked
    problems: tuple[Problem, ...]
    compared: tuple[int, ...]
    found: WhatIf

    @property
    def lines(self) -> dict[str, WhatIfLine]:
        """Return the lines by their places."""
        return {line.place: line for line in self.found.lines}

    @property
    def has_figures(self) -> bool:
        """Tell whether all that is typed makes sense and can be priced."""
        return not self.problems and self.found.chosen is not None


def what_if_page(
    quote_id: int, texts: Mapping[str, str] | None, *, user: User
) -> WhatIfPage | None:
    """Return what the quote would be with what is typed (None: with what it has already).

    A set number of queries; None when the person may not see the quote.
    """
    quote = _quote(quote_id, user)
    if quote is None:
        return None
    typed = texts_of(Asked.from_json(quote.asked)) if texts is None else texts
    asked, problems = read_asked(typed)
    compared = {*YEARS, quote.renewal.contract.renewal_term_months}
    if asked.months is not None and 0 < asked.months <= MOST_MONTHS:
        compared.add(asked.months)
    months = tuple(sorted(compared))
    found = what_if(quote.renewal, asked, quote=quote, options=months)
    return WhatIfPage(quote, typed, asked, (*problems, *found.problems), months, found)


def products_for(quote_id: int, text: str, *, user: User) -> list[OfferedProduct] | None:
    """Return products that may be added to a quote, by a part of the code or the name."""
    quote = _quote(quote_id, user)
    return None if quote is None else products_to_add(quote.renewal, text)


def _quote(quote_id: int, user: User) -> Quote | None:
    return (
        Quote.objects.visible_to(user)
        .select_related("renewal__contract", "renewal__customer")
        .filter(pk=quote_id)
        .first()
    )
