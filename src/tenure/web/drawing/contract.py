"""A contract over time: lots as bars, orders as marks, terms and named days as lines.

Places across are percentages (an SVG takes them as they are), so the drawing fills its width at
any zoom and text keeps its size; places down are pixels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tenure.book.rules.facts import ContractState, Segment
from tenure.kernel.exact import fixed_point
from tenure.kernel.money import Money, format_unit_price
from tenure.kernel.period import format_day
from tenure.web.drawing.scale import Flag, Scale, Tick, levelled, scale_of

HEAD = 104  # flags, years and orders above the lots
ROW = 44
LOW, HIGH = 20, 36  # a lot's smallest and its largest step
SCREENFUL = 12
FOLD = 50  # lots drawn together once unfolded: the axis stays near
MARK = 28  # pixels an order's mark takes


@dataclass(frozen=True, slots=True)
class Bar:
    """A segment: place, height by its revenue within the lot, and what it says."""

    x: str
    y: int
    width: str
    height: int
    state: str  # past, now, next
    suspended: bool
    is_open: bool
    label: str
    says: str

    @property
    def text_y(self) -> int:
        """Return the baseline of the label, inside the lowest step."""
        return self.height - 6


@dataclass(frozen=True, slots=True)
class Row:
    """One lot: what it is, where it went or came from, and its segments."""

    lot: int
    name: str
    notes: list[tuple[str, int | None]]
    bars: list[Bar]


@dataclass(frozen=True, slots=True)
class Mark:
    """One order, or several too close together to tell apart."""

    x: str
    width: int
    label: str
    says: str
    number: int
    is_reversal: bool

    @property
    def left(self) -> int:
        """Return where the mark begins, from its place."""
        return -self.width // 2


@dataclass(frozen=True, slots=True)
class Block:
    """Lots drawn together, under one axis; `first` counts them from 1."""

    rows: list[Row]
    first: int = 1

    @property
    def last(self) -> int:
        """Return the count of the last one."""
        return self.first + len(self.rows) - 1

    @property
    def height(self) -> int:
        """Return the height of the drawing in pixels."""
        return HEAD + ROW * len(self.rows) + 8


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of an order beside what the rules know of it."""

    number: int
    kind: str
    effective_on: date
    booked_on: date
    by: str = ""
    reason: str = ""
    reverses: int | None = None


@dataclass(frozen=True, slots=True)
class ContractTimeline:
    """The drawing: a scale with its ticks, flags and marks, and the lots in blocks."""

    step: int  # how wide it is at least, 1 to 5
    ticks: list[Tick]
    flags: list[Flag]
    terms: list[str]
    marks: list[Mark]
    shown: Block
    folded: list[Block]
    lots: int
    says: str


def contract_timeline(
    state: ContractState,
    *,
    day: date,
    names: Mapping[str, str],
    orders: Sequence[Told],
    terms: Sequence[date],
    named: Sequence[tuple[str, str, date]],
) -> ContractTimeline:
    """Return the drawing of a contract as it is on a day.

    `terms` are the days on which a term begins or ends, `named` (kind, name, day) triples. Lots
    that run on the day come first when there are more than a screenful.
    """
    spans = [s.period for lot in state.lots.values() for s in lot]
    days = [order.effective_on for order in orders] + [found for _, _, found in named]
    scale = scale_of([(span.start, span.end) for span in spans], [*days, day])
    rows = [
        (_runs_on(segments, day), _row(state, lot, segments, scale, day, names))
        for lot, segments in sorted(state.lots.items())
    ]
    if len(rows) > SCREENFUL:
        rows.sort(key=lambda pair: not pair[0])
    drawn = [row for _, row in rows]
    return ContractTimeline(
        step=scale.step,
        ticks=scale.ticks,
        flags=levelled(scale, named),
        terms=[scale.place(found) for found in terms],
        marks=_marks(orders, scale),
        shown=Block(drawn[:SCREENFUL]),
        folded=[
            Block(drawn[start : start + FOLD], start + 1)
            for start in range(SCREENFUL, len(drawn), FOLD)
        ],
        lots=len(drawn),
        says=_summary(drawn, orders, scale),
    )


def _summary(rows: list[Row], orders: Sequence[Told], scale: Scale) -> str:
    lots = "1 lot" if len(rows) == 1 else f"{len(rows):,} lots"
    booked = "1 order" if len(orders) == 1 else f"{len(orders):,} orders"
    return f"{lots} and {booked} from {format_day(scale.start)} to {format_day(scale.end)}"


def _runs_on(segments: Sequence[Segment], day: date) -> bool:
    return any(segment.period.contains(day) for segment in segments)


def _row(
    state: ContractState, lot: int, segments: Sequence[Segment], scale: Scale, day: date,
    names: Mapping[str, str],
) -> Row:  # fmt: skip
    most = max((_weight(segment) for segment in segments), default=0)
    notes = notes_of(state, lot)
    went = "; ".join(text for text, _ in notes)
    bars = [_bar(segment, most, scale, day, names, went) for segment in segments]
    return Row(lot, names.get(segments[-1].product, segments[-1].product), notes, bars)


def notes_of(state: ContractState, lot: int) -> list[tuple[str, int | None]]:
    """Return where a lot came from and went, each with the lot of this contract it leads to."""
    notes: list[tuple[str, int | None]] = []
    for old, new in state.successors.items():
        if new == lot and lot not in state.moved_in:
            notes.append((f"in place of lot {old}", old))
    if lot in state.moved_in:
        notes.append((f"came by {state.moved_in[lot]}", None))
    if lot in state.successors:
        notes.append((f"became lot {state.successors[lot]}", state.successors[lot]))
    if lot in state.moved_out:
        notes.append((f"left by {state.moved_out[lot]}", None))
    return notes


def _weight(segment: Segment) -> int:
    return segment.quantity_e4 * segment.unit_price_e4 // segment.price_months


def _bar(
    segment: Segment, most: int, scale: Scale, day: date, names: Mapping[str, str], went: str
) -> Bar:
    height = LOW + (HIGH - LOW) * _weight(segment) // most if most else LOW
    x, width = scale.span(segment.period.start, segment.period.end)
    end = segment.period.end
    state = "next" if segment.period.start > day else "now"
    if end is not None and end <= day:
        state = "past"
    price = format_unit_price(segment.unit_price_e4, segment.currency)
    quantity = quantity_text(segment.quantity_e4)
    label = f"{quantity} \N{MULTIPLICATION SIGN} {price}"
    if segment.suspended:
        label = f"suspended: {label}"
    elif not segment.recurring:
        label = f"once: {label}"
    return Bar(
        x, ROW - 4 - height, width, height, state, segment.suspended, end is None, label,
        _says(segment, label, names, went),
    )  # fmt: skip


def _says(segment: Segment, label: str, names: Mapping[str, str], went: str) -> str:
    last = segment.period.last_day
    until = "open" if last is None else format_day(last)
    arr = Money(segment.arr_minor, segment.currency).format()
    parts = [
        f"{names.get(segment.product, segment.product)}, lot {segment.lot}",
        f"{label} per {segment.price_months} mo",
        f"{format_day(segment.period.start)} \N{EN DASH} {until}",
        f"ARR {arr}",
        went,
    ]
    return " \N{MIDDLE DOT} ".join(part for part in parts if part)


def quantity_text(e4: int) -> str:
    """Return a quantity in 1/10,000 for people, without trailing zeros."""
    return fixed_point(e4, 4).rstrip("0").rstrip(".")


def _marks(orders: Sequence[Told], scale: Scale) -> list[Mark]:
    """Return the marks from left to right; orders nearer than a mark's width share one."""
    groups: list[list[Told]] = []
    for order in sorted(orders, key=lambda order: (order.effective_on, order.number)):
        near = bool(groups) and scale.pixels(groups[-1][0].effective_on, order.effective_on) < MARK
        if near:
            groups[-1].append(order)
        else:
            groups.append([order])
    return [_mark(group, scale) for group in groups]


def _mark(group: list[Told], scale: Scale) -> Mark:
    numbers = sorted(order.number for order in group)
    label = str(numbers[0]) if len(group) == 1 else f"{numbers[0]}+{len(group) - 1}"
    told = group if len(group) <= 6 else group[:6]
    says = ". ".join(_order_says(order) for order in told)
    if len(told) < len(group):
        says += f". And {len(group) - len(told)} more"
    return Mark(
        scale.place(group[0].effective_on), max(MARK - 4, 10 + 8 * len(label)), label, says,
        numbers[0], all(order.kind == "Reversal" for order in group),
    )  # fmt: skip


def _order_says(order: Told) -> str:
    text = f"Order {order.number}, {order.kind.lower()}, effective {format_day(order.effective_on)}"
    text += f", booked {format_day(order.booked_on)}"
    if order.by:
        text += f" by {order.by}"
    if order.reverses is not None:
        text += f", undoes order {order.reverses}"
    return f"{text}: {order.reason}" if order.reason else text
