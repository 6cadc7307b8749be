"""Template tags of the desk: money, days, icons, navigation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from django import template
from django.forms import BoundField, RadioSelect
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from tenure import __version__
from tenure.desk.queries.worklist import WorklistRow
from tenure.directory.scope import scope_of
from tenure.foundation.roles import Permission, may
from tenure.kernel.exact import fixed_point
from tenure.kernel.money import Money, format_unit_price
from tenure.kernel.percent import Percent
from tenure.kernel.period import format_day
from tenure.pricing.rules.simulation import share_bp
from tenure.pricing.rules.trace import ToldStep, explain, told_steps
from tenure.quotes.rules.beside import is_new
from tenure.quotes.rules.explanation import outcome_words
from tenure.quotes.rules.leakage import rate_words, reason_words
from tenure.quotes.rules.paper import grouped
from tenure.quotes.rules.print_words import proration_words
from tenure.sync.files.queries.preview import PreviewCell, PreviewSheet
from tenure.web.drawing.contract import HEAD, ROW
from tenure.web.permissions import user_of

register = template.Library()


@register.simple_tag
def asset(path: str) -> str:
    """Return a static file's address, with the version so that an upgrade is never stale."""
    return f"{static(path)}?v={__version__}"


@register.filter
def in_groups(code: str) -> str:
    """Show the code of a paper in groups of four, as it is printed."""
    return grouped(code)


@register.filter
def why(row: WorklistRow, today: date) -> str:
    """Return in one sentence why a row of the worklist stands where it does."""
    return row.why(today)


@register.filter
def is_untouched(row: WorklistRow, today: date) -> bool:
    """Tell whether nobody did anything about a row of the worklist for long."""
    return row.is_untouched(today)


@register.filter
def is_without_step(row: WorklistRow, today: date) -> bool:
    """Tell whether a renewal wants work, and nothing is planned for it."""
    return row.is_without_step(today)


@register.filter
def money(minor: int | None, currency: str) -> str:
    """Return an amount for people; a dash for none."""
    return "\N{EN DASH}" if minor is None else Money(minor, currency).format()


@register.filter
def signed_money(minor: int | None, currency: str) -> str:
    """Return a change of money with its sign."""
    text = money(minor, currency)
    return f"+{text}" if minor is not None and minor > 0 else text


@register.filter
def unit_price(e4: int | None, currency: str) -> str:
    """Return a unit price (1/10,000 of the major unit) for people."""
    return "\N{EN DASH}" if e4 is None else format_unit_price(e4, currency)


@register.filter
def percent(basis_points: int | None) -> str:
    """Return a rate in basis points for people."""
    return "\N{EN DASH}" if basis_points is None else Percent(basis_points).format()


@register.filter
def rate(basis_points: int | None) -> str:
    """Return a rate of figures, however large; a dash for none."""
    return rate_words(basis_points)


@register.filter
def reason(code: str) -> str:
    """Return why something leaks, for people."""
    return reason_words(code)


@register.filter
def quantity(value: Decimal | None) -> str:
    """Return a quantity without trailing zeros."""
    if value is None:
        return "\N{EN DASH}"
    text = f"{value:,.4f}".rstrip("0").rstrip(".")
    return text or "0"


@register.filter
def day(value: date | None) -> str:
    """Return a day for people; a dash for none."""
    return "\N{EN DASH}" if value is None else format_day(value)


@register.filter
def month(value: date | None) -> str:
    """Return a month, known by its first day, for people: "Oct 2026"; a dash for none."""
    return "\N{EN DASH}" if value is None else format_day(value).partition(" ")[2]


@register.filter
def points(value_e3: int) -> str:
    """Return the value of a price index, which is in 1/1,000."""
    return fixed_point(value_e3, 3)


@register.filter
def last_day(end_on: date | None) -> str:
    """Return the inclusive last day of a half-open end; "open" for none."""
    return "open" if end_on is None else format_day(end_on - timedelta(days=1))


@register.filter
def distance(value: date | None, today: date) -> str:
    """Return how far a day is from today: "today", "in 3 days", "3 days ago"."""
    if value is None:
        return ""
    ahead = (value - today).days
    if ahead == 0:
        return "today"
    days = "1 day" if abs(ahead) == 1 else f"{abs(ahead):,} days"
    return f"in {days}" if ahead > 0 else f"{days} ago"


@register.inclusion_tag("tenure/parts/change.html")
def change(before: int, after: int, currency: str) -> dict[str, object]:
    """Draw the difference of two amounts with its sign and, where there is one, its rate."""
    minor = after - before
    rate_bp = share_bp(minor, before)
    rate = "" if rate_bp is None else Percent(rate_bp).format()
    return {
        "minor": minor,
        "currency": currency,
        "rate": f"+{rate}" if minor > 0 and rate else rate,
    }


@register.filter
def explained(line: Any) -> str:
    """Return one sentence that says how a quote line's price came about."""
    return explain(line.trace, line.currency)


@register.filter
def steps(line: Any) -> list[ToldStep]:
    """Return the steps of a quote line's price, as people read them."""
    return told_steps(line.trace, line.currency)


@register.filter
def prorated(quote: Any) -> str:
    """Return what the mode of proration that a quote was priced in is called."""
    return proration_words(quote.proration)


@register.filter
def outcome(line: Any) -> str:
    """Return what is proposed of what a quote line entitles to, and why not all of it."""
    return outcome_words(
        line.entitled_minor, line.leakage_minor, line.leakage_reason, line.currency
    )


@register.filter(name="is_new")
def is_new_line(line: Any) -> bool:
    """Tell whether a quote line is new on the contract."""
    return is_new(line.trace)


@register.filter
def true_up(lines: Any) -> int:
    """Return what the lines of a quote owe once for use above the contract."""
    return sum(line.true_up_minor for line in lines)


@register.filter
def icon_of(kind: str) -> str:
    """Return the icon of a kind of record."""
    return {"customer": "building", "partner": "handshake"}.get(kind, kind)


@register.filter
def moment(value: datetime | None) -> str:
    """Return a moment for people, to the minute, in UTC."""
    if value is None:
        return "\N{EN DASH}"
    return f"{format_day(value.date())}, {value:%H:%M} UTC"


@register.filter
def number(value: int | None) -> str:
    """Return a count with thousands separated."""
    return "\N{EN DASH}" if value is None else f"{value:,}"


@register.filter
def words(code: str) -> str:
    """Return a code such as `fix_data` as words."""
    return code.replace("_", " ").replace(".", ": ").capitalize()


@register.filter
def spaced(code: str) -> str:
    """Return a code with spaces, in small letters."""
    return code.replace("_", " ")


@register.filter
def with_problems(sheet: PreviewSheet) -> list[tuple[tuple[PreviewCell, ...], str]]:
    """Return the rows of a preview, each with what is wrong with it as a whole."""
    return list(zip(sheet.rows, sheet.row_problems, strict=True))


@register.filter
def chosen(field: BoundField) -> str:
    """Return a field's value as text, to compare with its choices."""
    return str(field.value() or "")


@register.filter
def widget_kind(field: BoundField) -> str:
    """Return "many" for a field whose options are all in sight, each with its own label."""
    return "many" if isinstance(field.field.widget, RadioSelect) else ""


@register.filter
def value_of(values: Mapping[str, int], name: str) -> int:
    """Return one of several counts by its name; 0 when it is not there."""
    return values.get(name, 0)


@register.filter
def at(values: Mapping[Any, Any], key: object) -> Any:
    """Return what a mapping holds at a key; None when it holds nothing there."""
    return values.get(key)


@register.filter
def at_place(values: Sequence[Any], place: int) -> Any:
    """Return what stands at a place, counted from 0."""
    return values[place]


_RECORDS = {
    "renewal": "renewal", "contract": "contract", "escalation": "escalation", "request": "request",
}  # fmt: skip


@register.filter
def record_link(link: str) -> str:
    """Return the address of what a review's cell leads to: "renewal:12", "insight?metric=nrr"."""
    name, _, query = link.partition("?")
    if query:
        return f"{reverse('insight')}?{query}#records"
    name, _, pk = link.partition(":")
    return reverse(_RECORDS[name], args=[int(pk)])


@register.filter
def row_top(number: int) -> int:
    """Return where a lot's row begins in the drawing of a contract, in pixels."""
    return HEAD + ROW * number


@register.filter
def counted(run: Any, place: str) -> str:
    """Return what a run's step counted, by "step.count"; a dash where it did not."""
    step_name, name = place.split(".")
    found = next((step.counts.get(name) for step in run.steps if step.name == step_name), None)
    return number(found)


@register.simple_tag
@cache
def icon(name: str, extra: str = "") -> SafeString:
    """Draw one icon of the sprite, hidden from screen readers; each is rendered once."""
    context = {"href": f"{asset('tenure/icons.svg')}#{name}", "extra": extra}
    return mark_safe(render_to_string("tenure/parts/icon.html", context).strip())  # rendered, safe


@dataclass(frozen=True, slots=True)
class Destination:
    """One entry of the navigation."""

    name: str
    label: str
    icon: str
    address: str
    is_current: bool


# Address name, label, icon, the permission it asks for: what people go to every day, and the rest.
EVERY_DAY = [
    ("worklist", "Worklist", "list", Permission.VIEW_WORK),
    ("requests", "Requests", "send", Permission.SEE_REQUESTS),
    ("offers_out", "Offers", "send", Permission.WORK_RENEWALS),
    ("approvals", "Approvals", "check", Permission.WORK_RENEWALS),
    ("escalations", "Escalations", "alert", Permission.SEE_ESCALATIONS),
    ("shifts", "Shifts", "clock", Permission.SEE_ROTA),
    ("playbook", "Playbook", "bookmark", Permission.SEE_PLAYBOOK),
    ("forecast", "Forecast", "chart", Permission.SEE_METRICS),
    ("insight", "Insight", "chart", Permission.SEE_METRICS),
]
NOW_AND_THEN = [
    ("dashboards", "Dashboards", "chart", Permission.SEE_METRICS),
    ("closing", "Closing", "handshake", Permission.REVIEW_QUALITY),
    ("quality", "Quality", "shield", Permission.REVIEW_QUALITY),
    ("reviews", "Reviews", "quote", Permission.SEE_METRICS),
    ("leakage", "Leakage", "drop", Permission.SEE_LEAKAGE),
    ("policies", "Policies", "percent", Permission.SEE_POLICIES),
    ("runs", "Daily run", "play", Permission.REVIEW_QUALITY),
    ("imports", "Import", "upload", Permission.IMPORT_FILES),
    ("audit", "Audit", "history", Permission.SEE_AUDIT),
]


@register.inclusion_tag("tenure/parts/navigation.html", takes_context=True)
def navigation(context: dict[str, Any], *, is_short: bool = False) -> dict[str, Any]:
    """Draw the places that the person's role may go to.

    Wide, what is not for every day is behind one button; on a phone all are in one menu.
    """
    request: HttpRequest = context["request"]
    often = _open_to(request, EVERY_DAY)
    seldom = _open_to(request, NOW_AND_THEN)
    if is_short:
        often, seldom = often + seldom, []
    current = next((entry.label for entry in seldom if entry.is_current), "")
    return {"entries": often, "more": seldom, "current_of_more": current}


def _open_to(
    request: HttpRequest, places: list[tuple[str, str, str, Permission]]
) -> list[Destination]:
    role = user_of(request).role
    return [
        Destination(name, label, icon, reverse(name), _is_under(request.path, reverse(name)))
        for name, label, icon, permission in places
        if may(role, permission)
    ]


_SHIFTS = ("/handovers/", "/routing/")
_CLOSING = ("/reconciliation/", "/discrepancies/", "/terminations/", "/periods/")


def _is_under(path: str, address: str) -> bool:
    if address == "/":
        return path == "/" or path.startswith(("/renewals/", "/tasks/", "/team/", "/worklist/"))
    if address == "/escalations/":
        return path.startswith((address, "/head/", "/saves/"))
    if address == "/closing/":
        return path.startswith((address, *_CLOSING))
    if address == "/shifts/":
        return path.startswith((address, *_SHIFTS))
    return path.startswith(address)


@register.simple_tag(takes_context=True)
def allowed(context: dict[str, Any], permission: str) -> bool:
    """Tell whether the signed-in person's role holds a permission."""
    return may(user_of(context["request"]).role, permission)


@register.simple_tag(takes_context=True)
def inside(context: dict[str, Any]) -> bool:
    """Tell whether the signed-in person works for the company (not for a partner)."""
    return scope_of(user_of(context["request"])).is_inside
