"""What a quote would come to if something else were asked for: the words, the table, the JSON."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from tenure.cli import session
from tenure.kernel.errors import InvalidInput

if TYPE_CHECKING:
    from tenure.foundation.models import User
    from tenure.quotes.models import Quote
    from tenure.quotes.queries import Figures, TermOption, WhatIf, WhatIfLine
    from tenure.quotes.rules.asked import Asked

# Words of the command line that a place of `quotes.rules.asked.reading` stands for.
_PLACES = {"months": "term", "until": "until", "uplift": "uplift", "discount": "discount",
           "one_time": "one_time", "note": "note"}  # fmt: skip


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare what may be asked for."""
    asked = parser.add_argument_group(
        "what if", "with --what-if; nothing is written without --save"
    )
    add = asked.add_argument
    add("--what-if", action="store_true", help="what would it come to, as asked for below?")
    add("--months", metavar="N", help="a term of so many months")
    add("--until", metavar="DAY", help="a term that ends with this day (co-term)")
    add("--uplift", metavar="PERCENT", help="instead of the one agreed")
    add("--discount", metavar="PERCENT", help="a discount that stays")
    add("--one-time", metavar="PERCENT", help="a discount on this term only")
    add("--quantity", action="append", default=[], metavar="LOT=N", help="another quantity")
    add("--leave-out", action="append", default=[], metavar="LOT", help="a lot that does not renew")
    add("--line-uplift", action="append", default=[], metavar="LOT=PERCENT", help="of one lot")
    add("--line-discount", action="append", default=[], metavar="LOT=PERCENT", help="of one lot")
    add("--add", action="append", default=[], metavar="CODE=N", help="a product that is new")
    add("--note", metavar="TEXT", help="a note for colleagues, kept with the version")
    add("--save", action="store_true", help="make it the quote's next version")
    add("--save-option", metavar="NAME", help="offer it as an option beside the quote")


def is_wanted(arguments: argparse.Namespace) -> bool:
    """Tell whether a what-if is asked for; InvalidInput where what belongs to it stands alone."""
    if arguments.what_if:
        if not arguments.number:
            raise InvalidInput("--what-if needs the number of a quote.")
        return True
    if len(texts_of(arguments)) or arguments.save or arguments.save_option:
        raise InvalidInput("Say --what-if to ask for something else in a quote.")
    return False


def texts_of(arguments: argparse.Namespace) -> dict[str, str]:
    """Return what was said on the command line, by the places that it is read from."""
    given = vars(arguments)
    texts = {place: given[name] for name, place in _PLACES.items() if given[name] is not None}
    if arguments.until is not None:
        texts["term"] = "until"
    for name, end in (("quantity", "quantity"), ("line_uplift", "uplift"),
                      ("line_discount", "discount")):  # fmt: skip
        for text in given[name]:
            lot, number = _pair(text, name)
            texts[f"lines.{_lot(lot)}.{end}"] = number
    texts |= {f"lines.{_lot(lot)}.removed": "on" for lot in arguments.leave_out}
    for place, text in enumerate(arguments.add, start=1):
        texts[f"added.{place}.product"], texts[f"added.{place}.quantity"] = _pair(text, "add")
    return texts


def _pair(text: str, name: str) -> tuple[str, str]:
    left, sign, right = text.rpartition("=")
    if not (sign and left and right):
        raise InvalidInput(f"--{name.replace('_', '-')} {text}: write it as LOT=NUMBER or CODE=N.")
    return left, right


def _lot(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        raise InvalidInput(f"{text} is not the number of a lot.")
    return int(text)


def run(quote: Quote, arguments: argparse.Namespace, actor: User) -> int:
    """Show what it would come to, and save it where that was said; 2 where it cannot be asked."""
    from tenure.quotes.commands import save_asked
    from tenure.quotes.queries import YEARS, what_if
    from tenure.quotes.rules.asked import read_asked

    asked, problems = read_asked(texts_of(arguments))
    found = what_if(quote.renewal, asked, quote=quote, options=YEARS)
    wrong = [*problems, *found.problems]
    if wrong or found.chosen is None:
        reasons = [f"{one.place}: {one.reason}" for one in wrong] or [found.refusal]
        raise InvalidInput("\n  ".join(["It cannot be asked for:", *reasons]))
    saved = None
    if arguments.save:
        revision = quote.renewal.contract.revision
        saved = save_asked(
            quote_id=quote.pk, asked=asked, revision=revision, by=actor, on=session.today()
        )
    if arguments.save_option:
        saved = _as_option(quote, asked, arguments.save_option, actor)
    if arguments.json:
        session.print_json(_as_json(quote, found) | {"saved": saved.number if saved else None})
        return 0
    _show(quote, found, explain=arguments.explain)
    if saved is not None:
        made = "already is so" if saved.pk == quote.pk else "made"
        print(f"\n{saved.number}: {made}")
    return 0


def _as_option(quote: Quote, asked: Asked, label: str, actor: User) -> Quote:
    """Offer it beside the quote; return the option's quote, or the quote where it is there."""
    from tenure.quotes.commands import add_options
    from tenure.quotes.rules.options import OptionWanted

    wanted = [OptionWanted(label=label, asked=asked)]
    made = add_options(quote_id=quote.pk, wanted=wanted, by=actor, on=session.today())
    return made[0].quote if made else quote


def _show(quote: Quote, found: WhatIf, *, explain: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    from tenure.quotes.rules.asked import asked_in_words

    assert found.chosen is not None
    console = Console(highlight=False, markup=False)
    console.width = max(console.width, _WIDTH)  # figures that are broken in two say nothing
    words = "; ".join(asked_in_words(found.asked)) or "nothing else than the quote has"
    console.print(f"What if, for quote {quote.number}: {words}")
    chosen = found.chosen
    console.print(f"Term {chosen.term.format()}, {chosen.length_words}; nothing is written")
    table = Table(box=None, pad_edge=False)
    for name in ("Lot", "Product", "Quantity", "Unit price", *_COLUMNS):
        table.add_column(name, justify="left" if name == "Product" else "right")
    for line in found.lines:
        table.add_row(*_line_cells(line))
    for total in found.chosen.totals:
        table.add_row("", "Total", "", "", *_cells(total))
    console.print(table)
    for total in found.chosen.totals:
        if total.true_up.minor:
            console.print(f"and {total.true_up.format()} once, for use above the contract")
    for option in found.options:
        sums = " + ".join(one.proposed.format() for one in option.totals)
        yearly = " + ".join(amount.format() for amount in option.yearly)
        console.print(f"{option.length_words}: {sums}, {yearly} a year")
    if explain:
        for line in found.lines:
            _explain(line)


_WIDTH = 130
_COLUMNS = ("Expiring", "Quoted", "What if", "Difference", "Entitled to", "Leakage")


def _cells(figures: Figures) -> list[str]:
    quoted, difference = figures.quoted, figures.difference
    return [
        figures.expiring.format(),
        quoted.format() if quoted is not None else "",
        figures.proposed.format(),
        difference.format() if difference is not None else "",
        figures.entitled.format(),
        figures.leakage.format() if figures.leakage.minor else "",
    ]


def _line_cells(line: WhatIfLine) -> list[str]:
    from tenure.kernel.money import format_unit_price

    quantity = "left out" if line.is_removed else f"{line.quantity.normalize():f}"
    price = format_unit_price(line.unit_price_e4, line.currency)
    name = f"{line.product} (new)" if line.is_added else line.product
    return [str(line.lot), name, quantity, price, *_cells(line.figures)]


def _explain(line: WhatIfLine) -> None:
    from tenure.kernel.money import format_unit_price

    for piece in line.pieces:
        print(f"\nLot {line.lot}, {line.product}: {piece.explanation}")
        for step in piece.steps:
            price = step.unit_price_e4
            shown = "" if price is None else format_unit_price(price, line.currency)
            print(f"   {step.step:<16}{shown:>18}  {step.note}")
        if piece.leakage_reason:
            print(f"   Not asked for in full: {piece.leakage_reason}.")


def _as_json(quote: Quote, found: WhatIf) -> dict[str, Any]:
    assert found.chosen is not None
    return {
        "number": quote.number,
        "asked": found.asked.as_json(),
        **_option_json(found.chosen),
        "lines": [_line_json(line) for line in found.lines],
        "options": [_option_json(option) for option in found.options],
    }


def _option_json(option: TermOption) -> dict[str, Any]:
    return {
        "start_on": option.term.start,
        "last_day": option.term.last_day,
        "months": option.length.months,
        "days": option.length.days,
        "totals": [{"currency": one.proposed.currency, **_figures_json(one)}
                   for one in option.totals],
    }  # fmt: skip


def _line_json(line: WhatIfLine) -> dict[str, Any]:
    return {
        "lot": line.lot,
        "product": line.code,
        "is_added": line.is_added,
        "is_removed": line.is_removed,
        "expiring_quantity": f"{line.expiring_quantity.normalize():f}",
        "quantity": f"{line.quantity.normalize():f}",
        "expiring_price_e4": line.expiring_price_e4,
        "proposed_price_e4": line.unit_price_e4,
        "currency": line.currency,
        **_figures_json(line.figures),
        "leakage_reasons": line.leakage_reasons,
        "explanation": " ".join(piece.explanation for piece in line.pieces),
    }


def _figures_json(figures: Figures) -> dict[str, int | None]:
    quoted, difference = figures.quoted, figures.difference
    return {
        "expiring_minor": figures.expiring.minor,
        "quoted_minor": None if quoted is None else quoted.minor,
        "proposed_minor": figures.proposed.minor,
        "difference_minor": None if difference is None else difference.minor,
        "entitled_minor": figures.entitled.minor,
        "leakage_minor": figures.leakage.minor,
        "true_up_minor": figures.true_up.minor,
    }
