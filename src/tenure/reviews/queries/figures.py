"""Figures of metrics as reviews show them, each leading to its records."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from tenure.insight.rules.figures import Report, Row
from tenure.reviews.rules import cells
from tenure.reviews.rules.building import named, row_in
from tenure.reviews.rules.reviews import Figure


def records_of(found: Report, row: Row) -> str:
    """Return where the records behind a row are, as cells carry it."""
    asked = found.asked
    options = {
        name: position.name
        for name, position in asked.positions.items()
        if position.name != asked.metric.options[name].default
    }
    only = [f"{name}:{value}" for name, value in row.slices.items()]
    only += [f"currency:{row.currency}"] if row.currency else []
    query: dict[str, object] = {"metric": asked.metric.name, "period": row.part, **options}
    if asked.by:
        query["by"] = list(asked.by)
    return f"insight?{urlencode(query | {'records': 1, 'only': only}, doseq=True)}"


def rate_figure(found: Report, currency: str, rate: str, *, what: str) -> Figure | None:
    """Return the tile of a metric's rate; none where there is nothing to tell of."""
    row = row_in(found, currency, "")
    if row is None or row.rates[rate] is None:
        return None
    told = row.rates[rate]
    assert told is not None
    label = next(one.label for one in found.asked.metric.rates if one.name == rate)
    if currency:
        over = cells.rounded_words(told.over, currency)
        of = f"{over} of {cells.rounded_words(told.of, currency)}"
        label = f"{label}, {currency}"
    else:
        of = cells.of_words(told.over, told.of).partition(" (")[0]
    value = replace(cells.cell_of(told, records_of(found, row)), currency=currency)
    if not currency and told.of < cells.FEW:
        value = cells.text(of, value.link)
        of = ""
    return Figure(label, value, " ".join(filter(None, (of, what))), named(found))
