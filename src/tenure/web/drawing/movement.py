"""What moved between two days: steps from the beginning to the end, each with its renewals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tenure.forecast.queries.movement import Waterfall
from tenure.insight.rules.charts import Chart, Mark
from tenure.kernel.money import Money
from tenure.web.drawing.pictures import Picture, pictures


@dataclass(frozen=True, slots=True)
class Step:
    """A movement, the beginning or the end; `base` is where it starts, minor units."""

    kind: str
    name: str
    count: int
    base: int
    reached: int
    text: str

    @property
    def tone(self) -> str:
        """Return whether it is a total, more or less."""
        if self.kind in {"begin", "end"}:
            return "total"
        return "gain" if self.reached > self.base else "loss"


def steps_of(found: Waterfall) -> list[Step]:
    """Return the steps of a waterfall in their order."""
    return list(_steps(found))


def _steps(found: Waterfall) -> Iterator[Step]:
    def told(minor: int) -> str:
        return Money(minor, found.currency).format()

    at = found.begin_minor
    yield Step("begin", "Begin", found.begin_count, 0, at, told(at))
    for bar in found.bars:
        sign = "+" if bar.amount_minor > 0 else ""
        text = f"{sign}{told(bar.amount_minor)}"
        yield Step(bar.kind, bar.name, bar.count, at, at + bar.amount_minor, text)
        at += bar.amount_minor
    yield Step("end", "End", found.end_count, 0, found.end_minor, told(found.end_minor))


def movement_picture(found: Waterfall, *, query: str) -> Picture:
    """Return the drawing; its marks lead to the renewals, `query` saying what is compared."""
    steps = steps_of(found)
    marks = tuple(
        Mark(step.name, "", step.reached, step.text, place, base=step.base, kind=step.tone)
        for place, step in enumerate(steps)
    )
    title = f"What moved, in {found.currency}"
    chart = Chart("waterfall", title, "money", found.currency, marks)
    links = [f"?{query}&kind={step.kind}&in={found.currency}#records" for step in steps]
    return pictures([chart], links, key=f"moves-{found.currency}")[0]
