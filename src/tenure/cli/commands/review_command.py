"""Reviews: composed from the same figures; as text, PDF, slides, workbook or JSON.

tenure review weekly --period 2027-W03 --owner emea       a team's or person's call sheet
tenure review monthly --period 2027-03 --pdf book.pdf     the book by segment
tenure review quarterly --period 2027-Q1 --in EUR --pptx qbr.pptx --xlsx qbr.xlsx
tenure review customer --customer ACME --period 2027 --pdf acme.pdf
tenure review quarterly --period 2027-Q1 --keep           keep it as it is today
tenure review kept --json                                 the reviews that were kept
tenure review kept --number 3 --pdf q1.pdf                one of them, as it was
tenure review quarterly --period 2027-Q1 --section losses --words "Budget cuts."

Without a period: that of today. Without a currency all is told of three, and the sums of all.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenure.cli import session

if TYPE_CHECKING:
    from tenure.foundation.models import User
    from tenure.reviews.rules.reviews import Review

_FILES = ("pdf", "pptx", "xlsx")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare which review, of whose renewals, and as which files."""
    parser.add_argument("kind", choices=["weekly", "monthly", "quarterly", "customer", "kept"])
    parser.add_argument("--period", default="", help="2027-W03, 2027-03, 2027-Q1 or 2027")
    parser.add_argument("--in", dest="currency", default="", metavar="CURRENCY", help="only of it")
    whose = parser.add_mutually_exclusive_group()
    whose.add_argument("--owner", default="", metavar="CODE", help="a colleague or team (weekly)")
    whose.add_argument("--customer", default="", metavar="KEY", help="of a customer")
    for kind in _FILES:
        parser.add_argument(f"--{kind}", type=Path, metavar="FILE")
    parser.add_argument("--keep", action="store_true", help="keep it as it is today")
    parser.add_argument("--number", type=int, help="of a review that was kept")
    parser.add_argument("--section", help="write --words into this section first")
    parser.add_argument("--words", help="'' takes back what stands there")


def run(given: argparse.Namespace) -> int:
    """Compose it, write the files, and print it."""
    _check(given)
    actor = session.set_up()
    if given.kind == "kept" and given.number is None:
        return _list(given, actor)
    made, kept = _kept(given, actor) if given.kind == "kept" else _composed(given, actor)
    written = _write(given, made)
    if given.json:
        session.print_json(made.as_json() | {"files": written, "kept": kept})
    elif written:
        print("\n".join(f"wrote {name}" for name in written))
    else:
        _print(made)
    return 0


def _check(given: argparse.Namespace) -> None:
    """Raise InvalidInput for words without their section, or the other way round."""
    from tenure.kernel.errors import InvalidInput

    if (given.section is None) != (given.words is None):
        raise InvalidInput("Give --section and --words together; --words '' takes back.")
    if given.kind == "kept" and (given.keep or given.section is not None):
        raise InvalidInput("A review that was kept does not change: no --keep and no --words.")


def _composed(given: argparse.Namespace, actor: User) -> tuple[Review, int | None]:
    from tenure.reviews.commands.keeping import keep_review
    from tenure.reviews.commands.words import write_words
    from tenure.reviews.queries.composing import compose
    from tenure.reviews.queries.scopes import customer_key, owner_key

    on = session.today()
    whose = owner_key(given.owner, user=actor) if given.owner else ""
    whose = customer_key(given.customer, user=actor) if given.customer else whose
    asked = {"period": given.period, "whose": whose, "currency": given.currency.upper()}
    made = compose(actor, given.kind, **asked, on=on)
    place = {"kind": made.kind, "period": made.period, "whose": made.whose}
    if given.section is not None:
        write_words(**place, section=given.section, text=given.words, by=actor, on=on)
        made = compose(actor, given.kind, **asked, on=on)
    kept = None
    if given.keep:
        kept = keep_review(**place, currency=made.currency, by=actor, on=on).pk
    return made, kept


def _kept(given: argparse.Namespace, actor: User) -> tuple[Review, int | None]:
    from tenure.kernel.errors import InvalidInput
    from tenure.reviews.queries.issues import kept_review

    found = kept_review(given.number, user=actor)
    if found is None:
        raise InvalidInput(f"No review {given.number} was kept.")
    return found[1], given.number


def _list(given: argparse.Namespace, actor: User) -> int:
    from tenure.reviews.queries.issues import kept_reviews

    rows = [
        {
            "number": one.pk,
            "title": one.title,
            "period": one.period,
            "on": one.on,
            "by": str(one.by),
        }
        for one in kept_reviews(actor)
    ]
    if given.json:
        session.print_json({"kept": rows})
    for row in [] if given.json else rows:
        print(f"{row['number']:>6}  {row['period']:<8}  {row['title']}  {row['by']}, {row['on']}")
    return 0


def _write(given: argparse.Namespace, made: Review) -> list[str]:
    from tenure.kernel.errors import InvalidInput
    from tenure.reviews.queries.files import review_file

    written = []
    for kind in _FILES:
        path: Path | None = getattr(given, kind)
        if path is None:
            continue
        try:
            path.write_bytes(review_file(made, kind).content)
        except OSError as error:
            raise InvalidInput(f"{path} cannot be written: {error.strerror}.") from error
        written.append(str(path))
    return written


def _print(made: Review) -> None:
    print(f"{made.title} {made.period}: {made.about}, {made.days}")
    for section in made.sections:
        print(f"\n{section.heading}")
        for sentence in section.says:
            print(f"  {sentence}")
        if section.words:
            print(f"  {section.words.by}: {section.words.text}")
        for table in section.tables:
            print(f"\n  {table.title}")
            for row in table.rows:
                print("    " + "  ".join(_cell(cell.words) for cell in row))


def _cell(words: Any) -> str:
    return f"{words:<18}"
