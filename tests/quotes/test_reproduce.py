"""A quote comes to the same from what it keeps and the policies it names, whatever came after."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from tenure.book.models import Contract, Line
from tenure.cli import main
from tenure.pricing import queries as pricing
from tenure.pricing.commands import publish_policy
from tenure.pricing.queries.facts import WantedTerm, lines_of
from tenure.pricing.rules import DiscountFacts, MarginFacts, PolicyFacts, trace_of
from tenure.quotes.commands import make_quote, make_quotes
from tenure.quotes.commands.store import NewQuote, store
from tenure.quotes.models import Quote, QuoteLine
from tenure.quotes.queries import reproduce
from tenure.quotes.rules import next_term
from tenure.renewals.models import Renewal
from tests import world as company
from tests.quotes.conftest import ON, RENEWAL_ON, Book


def publish(book: Book, policy: PolicyFacts | DiscountFacts | MarginFacts) -> None:
    publish_policy(policy=policy, name=policy.code, by=book.head, on=date(2019, 1, 1))


def alter(values: str) -> None:
    """Change what is append-only, as a fault would."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE quotes_quoteline DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE quotes_quoteline SET {values}")
        cursor.execute("ALTER TABLE quotes_quoteline ENABLE TRIGGER USER")


@pytest.fixture
def quote(book: Book) -> Quote:
    publish(book, PolicyFacts("smb", "uplift", 500, date(2020, 1, 1), segment="smb"))
    publish(book, DiscountFacts(code="tiers", start_on=date(2020, 1, 1), volume_1_from_e4=50_0000,
                                volume_1_bp=800))  # fmt: skip
    publish(book, MarginFacts(code="margin", start_on=date(2020, 1, 1), reseller_bp=1500))
    contract = book.contract("C-1", lines=2, uplift_cap_bp=400, price_hold_until=RENEWAL_ON)
    book.line(contract, 3, quantity="75", price=80_0000)
    make_quote(renewal_id=book.renewal(contract).pk, by=book.head, on=ON)
    return Quote.objects.get()


def test_it_comes_to_the_same_step_by_step(quote: Quote) -> None:
    found = reproduce(quote)
    assert found.is_same
    assert [line.outcome for line in found.lines] == ["same"] * 3
    assert found.missing_policies == ()


def test_whatever_the_book_and_the_policies_say_since(book: Book, quote: Quote) -> None:
    Line.objects.update(unit_price_e4=1)
    Contract.objects.update(uplift_cap_bp=None, uplift_bp=9000)
    book.list_price(book.product(), 1, date(2020, 1, 1))
    publish(book, PolicyFacts("later", "uplift", 900, date(2026, 1, 1), segment="smb"))
    publish(book, DiscountFacts(code="later", start_on=date(2026, 1, 1), program_bp=900))
    assert reproduce(quote).is_same


def test_every_quote_of_the_test_company(db: None, settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path
    world = company.build(ON)
    hana = world.user("hana")
    start = date(2019, 1, 1)
    for policy in (
        PolicyFacts("any", "uplift", 300, start),
        PolicyFacts("smb", "list", 0, start, segment="smb"),
        DiscountFacts(code="any", start_on=start, volume_1_from_e4=5_0000, volume_1_bp=700),
        MarginFacts(code="any", start_on=start, reseller_bp=1500, distributor_bp=600),
    ):
        publish_policy(policy=policy, name="For tests", by=hana, on=start)
    old = set(Quote.objects.values_list("pk", flat=True))
    Renewal.objects.filter(quotes=None).update(quoted_on=None)
    made = make_quotes(window=(ON - timedelta(days=30), ON + timedelta(days=400)), by=hana, on=ON)
    assert made.count >= 3
    for quote in Quote.objects.exclude(pk__in=old):
        assert reproduce(quote).is_same
        stored = list(quote.lines.order_by("position").values_list("trace", flat=True))
        facts = [
            {"line_id": number, **inputs}
            for number, inputs in enumerate(
                quote.lines.order_by("position").values_list("inputs", flat=True)
            )
        ]
        assert stored == [trace_of(one) for one in pricing.price_rows(facts, pricing.policies())]
    for quote in Quote.objects.filter(pk__in=old):
        found = reproduce(quote)
        assert not found.is_same
        assert {line.outcome for line in found.lines} == {"not stored"}


def test_what_was_asked_for_is_reproduced_too(book: Book) -> None:
    renewal = book.renewal(book.contract("C-1", uplift_bp=700))
    term = next_term(RENEWAL_ON, 36, first_start_on=RENEWAL_ON)
    [row] = lines_of([WantedTerm(renewal.contract_id, term)])
    row |= {"asked_uplift_bp": 100, "asked_quantity_e4": 7_0000, "one_time_discount_bp": 1000}
    quote = NewQuote(renewal.pk, renewal.contract_id, 1, "EUR", "Q-1", 1, term, 36, ON)
    [quote_id] = store(quotes=[quote], facts=[row], by=book.head, on=ON)
    line = QuoteLine.objects.get(quote_id=quote_id)
    assert line.inputs is not None
    assert line.inputs["asked_quantity_e4"] == 7_0000
    assert reproduce(line.quote).is_same


@pytest.mark.parametrize(
    ("values", "step", "figure"),
    [
        ("proposed_minor = proposed_minor + 1", "line", "proposed_minor"),
        ("leakage_reason = 'deal'", "line", "leakage_reason"),
        ("quantity = quantity + 1", "line", "quantity"),
        ("inputs = inputs || '{\"cap_bp\": 100}'", "cap", "cap_bp"),
        ("inputs = inputs - 'cap_bp'", "cap", "cap_bp"),
        ("trace = jsonb_set(trace, '{1,policy_code}', '\"other\"')", "policy", "policy_code"),
    ],
)
def test_what_is_not_the_same_is_named(quote: Quote, values: str, step: str, figure: str) -> None:
    alter(values)
    found = reproduce(quote)
    assert not found.is_same
    for line in found.lines:
        assert (step, figure) in [(one.step, one.figure) for one in line.differences]


def test_a_total_that_the_lines_do_not_come_to(quote: Quote) -> None:
    quote.proposed_minor += 1
    [total] = reproduce(quote).totals
    assert (total.figure, total.kept - total.again) == ("proposed_minor", 1)


def test_a_policy_that_is_not_there_is_named(quote: Quote) -> None:
    alter("trace = jsonb_set(trace, '{1,policy_code}', '\"gone\"')")
    assert reproduce(quote).missing_policies == ("price policy gone",)


def test_one_line_that_cannot_be_priced_leaves_the_others(quote: Quote) -> None:
    alter("inputs = CASE position WHEN 2 THEN inputs || '{\"colour\": 1}' ELSE inputs END")
    first, second, third = reproduce(quote).lines
    assert (first.outcome, second.outcome, third.outcome) == ("same", "refused", "same")
    assert "colour" in second.refusal


def test_a_figure_that_was_not_worked_out_then_is_no_difference(quote: Quote) -> None:
    alter("trace = jsonb_path_query_array(trace, '$[*] ? (@.step != \"entitled\")')")
    assert reproduce(quote).is_same
    alter("trace = jsonb_path_query_array(trace, '$[*] ? (@.step != \"policy\")')")
    assert not reproduce(quote).is_same


def test_reproducing_reads_only_the_policies_named(
    quote: Quote, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(4):  # the lines; price, discount and margin policies
        reproduce(quote)


def test_on_the_command_line(quote: Quote, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["quote", quote.number, "--reproduce"]) == 0
    assert "all 3 lines come to the same, step by step" in capsys.readouterr().out
    alter("proposed_minor = proposed_minor + 1")
    assert main.main(["quote", quote.number, "--reproduce"]) == 1
    told = capsys.readouterr().out
    assert "0 of 3 lines come to the same" in told
    assert "proposed_minor: 104001, now 104000" in told
    assert main.main(["quote", quote.number, "--reproduce", "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert (answer["same"], answer["lines"][0]["outcome"]) == (False, "different")
    assert answer["totals"][0]["figure"] == "proposed_minor"


def test_what_is_not_stored_is_said(quote: Quote, capsys: pytest.CaptureFixture[str]) -> None:
    alter("inputs = NULL")
    assert main.main(["quote", quote.number, "--reproduce"]) == 1
    assert "not stored: 3 older lines" in capsys.readouterr().out
