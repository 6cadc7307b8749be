"""Insight: a metric of a period in slices, with its definition; the address says it all."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tenure.book.queries.rates import reporting_currencies
from tenure.documents.queries.drawing import NotDrawn
from tenure.foundation.roles import Permission
from tenure.insight.queries.drawings import drawing
from tenure.insight.queries.records import FEW, records
from tenure.insight.queries.reporting import told_by_set_rates
from tenure.insight.queries.reports import report, reports
from tenure.insight.rules.asking import EVERY, Asked, ask, read_within
from tenure.insight.rules.beside import differences
from tenure.insight.rules.charts import charts_of, drawable, undrawn
from tenure.insight.rules.comparing import COMPARE, Compared, compared, earlier
from tenure.insight.rules.definitions import Definition, Option, definitions
from tenure.insight.rules.figures import Report, written
from tenure.insight.rules.rates import AT
from tenure.insight.rules.spans import seen_from
from tenure.insight.rules.vega import THEMES
from tenure.insight.rules.workbooks import workbook, workbook_of_both
from tenure.kernel.errors import InvalidInput, TenureError
from tenure.web import clock
from tenure.web.drawing.pictures import Picture, pictures
from tenure.web.figures import changes, heads, table
from tenure.web.figures import links as links_of
from tenure.web.permissions import asks, user_of
from tenure.web.sheets import csv_response, svg_response, workbook_response

_USUAL = "arr_waterfall"


@asks(Permission.SEE_METRICS)
@require_safe
def insight(request: HttpRequest) -> HttpResponse:
    """Show a metric; what cannot be asked is said in its place, the form as it was filled in."""
    metric = _metric(request)
    context: dict[str, Any] = {"metrics": definitions().values(), "metric": metric, "every": EVERY}
    context |= {"compare": COMPARE, "currencies": reporting_currencies(), "at": AT}
    context["drawable"] = drawable(metric)
    context |= {
        "chosen": _chosen(request, metric),
        "query": urlencode(_kept(request, metric), doseq=True),
        "unkept": f"?{urlencode(_kept(request, metric) | {'within': []}, doseq=True)}",
    }
    other = _other(request)
    context |= {"other": other, "other_options": _other_options(request, other)}
    try:
        asked = _asked(request, metric)
        beside = _asked_beside(request, asked, other) if other else None
        compare = request.GET.get("compare", "")
        was = earlier(asked, compare) if compare else None
        found, *others = reports(user_of(request), [each for each in (asked, was, beside) if each])
    except TenureError as error:
        return render(request, "tenure/pages/insight.html", context | {"refusal": str(error)})
    if was:
        both = compared(found, others.pop(0), compare)
        context |= {"both": both, "changes": changes(both, _show(request, metric))}
    context |= {"found": found, "heads": heads(found), "rows": table(found)}
    links = links_of(found, _show(request, metric))
    context["links"] = links
    try:
        context["pictures"] = _pictures(found, request, links)
    except NotDrawn as error:  # the figures stand in the table
        context["not_drawn"] = str(error)
    context["undrawn"] = undrawn(found)
    for second in others:
        context |= {
            "second": second, "second_heads": heads(second), "second_rows": table(second),
            "differences": differences(asked, second.asked),
        }  # fmt: skip
    if "records" in request.GET:
        try:
            context |= _records(request, asked)
        except TenureError as error:
            context["no_records"] = str(error)
    return render(request, "tenure/pages/insight.html", context)


@asks(Permission.SEE_METRICS)
@require_safe
def insight_export(request: HttpRequest) -> HttpResponseBase:
    """Send the same as CSV: integers in minor units, rates in basis points."""
    found = _exported(request)
    header, rows = found.header(), found.sheet()
    return csv_response(_file_name(found), header, rows)


@asks(Permission.SEE_METRICS)
@require_safe
def insight_workbook(request: HttpRequest) -> HttpResponseBase:
    """Send the same as XLSX: real numbers, amounts in major units, and the definition."""
    found = _exported(request)
    sheets = workbook_of_both(found) if isinstance(found, Compared) else workbook(found)
    return workbook_response(_file_name(found), sheets)


def _exported(request: HttpRequest) -> Report | Compared:
    """Return what is asked for, beside the earlier period if one is named."""
    compare = request.GET.get("compare", "")
    try:
        asked = _asked(request, _metric(request))
        was = [earlier(asked, compare)] if compare else []
        found, *before = reports(user_of(request), [asked, *was])
    except TenureError as error:
        raise Http404(str(error)) from error
    return compared(found, before[0], compare) if before else found


def _file_name(found: Report | Compared) -> str:
    asked = found.now.asked if isinstance(found, Compared) else found.asked
    return f"{asked.metric.name}-{asked.period.replace('..', '-to-')}"


@asks(Permission.SEE_METRICS)
@require_safe
def insight_drawing(request: HttpRequest) -> HttpResponse:
    """Send the chart of a currency as an SVG file, light or dark; its marks lead to the records."""
    metric, site = _metric(request), request.build_absolute_uri(reverse("insight"))
    theme = request.GET.get("theme", "light")
    try:
        asked = _asked(request, metric)
        found = report(user_of(request), asked)
        charts = charts_of(
            found, request.GET.get("show", ""), currency=request.GET.get("currency", "")
        )
        if not charts or theme not in THEMES:
            raise Http404
        links = [f"?{query}#records" for query in links_of(found, _show(request, metric))]
        drawn = drawing(charts[0], THEMES[theme], links=links, site=site)
    except TenureError as error:
        raise Http404(str(error)) from error
    return svg_response("-".join(filter(None, (_file_name(found), charts[0].currency))), drawn)


def _pictures(found: Report, request: HttpRequest, links: list[str]) -> list[Picture]:
    show = _show(request, found.asked.metric)
    return pictures(charts_of(found, show), [f"?{link}#records" for link in links])


def _records(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """Return the records of a page, and the address of the next one if there are more."""
    given = request.GET
    page = int(given["page"]) if given.get("page", "").isdecimal() and len(given["page"]) < 6 else 1
    pairs = (each.partition(":") for each in given.getlist("only"))
    found = records(
        user_of(request), asked, only={name: value for name, _, value in pairs},
        offset=(max(page, 1) - 1) * FEW,
    )  # fmt: skip
    names = list(asked.metric.columns)
    rows = [
        (
            each.id, each.label, each.row.part, each.row.currency,
            [
                (
                    asked.metric.columns[name],
                    written(each.row.figures[name], each.row.currency),
                )
                for name in names
            ],
        )
        for each in found.rows
    ]  # fmt: skip
    more = ""
    if max(page, 1) * FEW < found.total:
        query = given.copy()
        query["page"] = str(max(page, 1) + 1)
        more = query.urlencode()
    return {"records": found, "record_rows": rows, "more": more}


def _metric(request: HttpRequest) -> Definition:
    name = request.GET.get("metric", _USUAL)
    if name not in definitions():
        raise Http404
    return definitions()[name]


def _other(request: HttpRequest) -> Definition | None:
    """Return the definition to show beside, if any is asked for."""
    name = request.GET.get("beside", "")
    if name and name not in definitions():
        raise Http404
    return definitions()[name] if name else None


def _other_options(request: HttpRequest, other: Definition | None) -> list[tuple[Option, str]]:
    options = other.options.values() if other else ()
    return [
        (option, request.GET.get(f"beside_{option.name}") or option.default) for option in options
    ]


def _asked_beside(request: HttpRequest, asked: Asked, other: Definition) -> Asked:
    """Return the same question to another definition."""
    kept = _kept(request, asked.metric)
    taken = {option.name: position for option, position in _other_options(request, other)}
    second = ask(
        other.name, period=asked.period, every=kept.get("every", ""), by=asked.by,
        options=taken, known_on=asked.known_on, within=asked.within,
    )  # fmt: skip
    return _in_one_currency(second, kept)


def _kept(request: HttpRequest, metric: Definition) -> dict[str, Any]:
    """Return what was asked, as the address carries it: only what this metric takes."""
    given = request.GET
    period = given.get("period", "").strip() or seen_from("this-quarter", clock.today())
    kept: dict[str, Any] = {"metric": metric.name, "period": period}
    kept["known"] = given.get("known", "").strip()
    kept |= {"by": [name for name in given.getlist("by") if name], "every": given.get("every", "")}
    kept["within"] = [text for text in given.getlist("within") if text]
    kept |= {name: given[name] for name in metric.options if given.get(name)}
    kept["show"] = _show(request, metric)
    kept["compare"] = given.get("compare", "") if given.get("compare") in COMPARE else ""
    if metric.unit == "money" and given.get("into"):
        kept |= {name: given.get(name, "") for name in ("into", "at", "rates_on")}
    return {name: value for name, value in kept.items() if value}


def _show(request: HttpRequest, metric: Definition) -> str:
    """Return the figure that is drawn; none that this metric does not have (a link of another)."""
    show = request.GET.get("show", "")
    return show if show in drawable(metric) else ""


def _asked(request: HttpRequest, metric: Definition) -> Asked:
    kept = _kept(request, metric)
    asked = ask(
        metric.name, period=seen_from(kept["period"], clock.today()),
        every=kept.get("every", ""), by=kept.get("by", ()),
        options={name: kept[name] for name in metric.options if name in kept},
        known_on=_day(kept["known"]) if "known" in kept else None,
        within=read_within(kept.get("within", ())),
    )  # fmt: skip
    return _in_one_currency(asked, kept)


def _in_one_currency(asked: Asked, kept: dict[str, Any]) -> Asked:
    """Return the question with its amounts in the currency that is asked for, if one is."""
    if "into" not in kept or asked.metric.unit != "money":
        return asked
    on = _day(kept["rates_on"]) if "rates_on" in kept else None
    return told_by_set_rates(asked, into=kept["into"], at=kept.get("at", "constant"), on=on)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(f"{text} is not a day like 2027-01-15.") from None


def _chosen(request: HttpRequest, metric: Definition) -> dict[str, Any]:
    """Return what stands in the form: period, division, slices and every option's position."""
    kept = _kept(request, metric)
    options = [
        (option, kept.get(option.name, option.default)) for option in metric.options.values()
    ]
    by = kept.get("by", [""])
    return {
        "period": kept["period"],
        "every": kept.get("every", ""),
        "known": kept.get("known", ""),
        "by": by,
        "show": kept.get("show", ""),
        "compare": kept.get("compare", ""),
        "within": kept.get("within", ()),
        "into": kept.get("into", ""),
        "at": kept.get("at", "constant"),
        "options": options,
    }
