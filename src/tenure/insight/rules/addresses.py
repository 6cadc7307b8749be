"""Questions as addresses say them: what is asked, and the records behind one of its figures."""

from __future__ import annotations

from tenure.insight.rules.asking import Asked
from tenure.insight.rules.figures import Row


def query_of(asked: Asked, *, show: str = "") -> list[tuple[str, str]]:
    """Return the question as names and values; positions that are the usual ones are left out.

    Amounts in one currency are those by the rates that are set: those of a file have no address.
    """
    said = [("metric", asked.metric.name), ("period", asked.period)]
    if asked.known_on:
        said.append(("known", asked.known_on.isoformat()))
    said += [("by", name) for name in asked.by]
    if asked.every:
        said.append(("every", asked.every))
    said += [
        (name, position)
        for name, position in asked.options().items()
        if position != asked.metric.options[name].default
    ]
    said += [("within", f"{name}:{one}") for name, values in asked.within.items() for one in values]
    if to := asked.reporting:
        said += [("into", to.currency), ("at", to.at)]
        said += [("rates_on", to.on.isoformat())] if to.on else []
    return said + ([("show", show)] if show else [])


def records_of(asked: Asked, row: Row, *, show: str = "") -> list[tuple[str, str]]:
    """Return names and values that ask for the records behind a row: of its part and its slice."""
    said = [
        (name, row.part if name == "period" else value)
        for name, value in query_of(asked, show=show)
        if name != "every"
    ]
    said.append(("records", "1"))
    said += [("only", f"{name}:{value}") for name, value in row.slices.items() if name in asked.by]
    if row.currency:
        said.append(("only", f"currency:{row.currency}"))
    return said
