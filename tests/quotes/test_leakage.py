"""The leakage report: the run's lines and the quotes', added up as a person may see them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import pytest

from tenure.book.models import Contract, Product
from tenure.directory.models import Customer, Partner, PartnerSeat, StaffMember
from tenure.foundation.commands import system_actor
from tenure.foundation.models import AuditEvent, User
from tenure.foundation.roles import Role
from tenure.pricing.commands import price_book, publish_policy
from tenure.pricing.models import PricedLine
from tenure.pricing.rules import DiscountFacts, PolicyFacts
from tenure.quotes.commands import NotPriced, make_quote, report_leakage, save_asked
from tenure.quotes.models import LeakageReport, LeakageRow, QuoteLine
from tenure.quotes.queries.leakage import LeakageFilter, leakage
from tenure.quotes.rules.asked import Asked
from tenure.quotes.rules.leakage import DIMENSIONS, LeakageFigures
from tests.quotes.conftest import ON, Book

pytestmark = pytest.mark.django_db(transaction=True)
FIGURES = {"carried": 0, "entitled": 0, "realised": 0, "leakage": 0}


@pytest.fixture
def filled(book: Book) -> Book:
    """Make a book of four customers, of owners and partners; some contracts are quoted."""
    products = [book.product("EDGE", family="edge"), book.product("WAF", family="security")]
    usage = book.product("REQ", charge="usage", family="edge")
    reseller = Partner.objects.create(key="R", name="Harbour", kind="reseller")
    owners = [
        StaffMember.objects.create(code=f"S{n}", name=name, user=person(name), role=role)
        for n, (name, role) in enumerate(
            [("alice", Role.RENEWALS_MANAGER), ("bob", Role.RENEWALS_MANAGER)]
        )
    ]
    executive = StaffMember.objects.create(
        code="AE", name="eve", user=person("eve", Role.ACCOUNT_EXECUTIVE), role="account_executive"
    )
    PartnerSeat.objects.create(partner=reseller, user=person("charlie", Role.PARTNER))
    for number in range(12):
        customer = Customer.objects.create(
            key=f"C{number}", name=f"Customer {number}",
            segment=["smb", "enterprise"][number % 2], region=["EMEA", "AMER", "APAC"][number % 3],
            export_controlled=number == 7, account_executive=executive if number == 5 else None,
        )  # fmt: skip
        contract = book.contract(
            f"K{number}", lines=0, customer=customer, currency=["EUR", "JPY"][number % 4 == 0],
            owner=[None, *owners][number % 3], reseller=reseller if number % 6 == 1 else None,
            channel="reseller" if number % 6 == 1 else "direct",
        )  # fmt: skip
        for lot in range(1, 3):
            book.line(contract, lot, price=100_0000 + number, product=products[lot - 1],
                      quantity=str(10 * lot * (number + 1)))  # fmt: skip
        book.line(contract, 9, price=1_0000, product=usage)
    for policy in (
        PolicyFacts("any", "uplift", 500, date(2020, 1, 1)),
        DiscountFacts(
            code="d", start_on=date(2020, 1, 1), family="edge",
            volume_1_from_e4=50_0000, volume_1_bp=700,
        ),
    ):  # fmt: skip
        publish_policy(policy=policy, name=policy.code, by=book.head, on=ON)
    price_book(on=ON, by=book.head, lines_at_once=9)
    for key, asked in (
        ("K1", Asked(uplift_bp=0)),
        ("K4", Asked(discount_bp=2_000)),
        ("K6", Asked()),
        ("K7", Asked(uplift_bp=100, one_time_discount_bp=500)),
    ):
        quote = make_quote(
            renewal_id=book.renewal(Contract.objects.get(key=key)).pk, by=system_actor(), on=ON
        )
        if asked != Asked():
            save_asked(quote_id=quote.pk, asked=asked, by=system_actor(), on=ON)
    return book


def person(name: str, role: Role = Role.RENEWALS_MANAGER) -> User:
    return User.objects.create(username=name, role=role)


def expected(keys: set[str], by: str) -> dict[tuple[str, str], dict[str, int]]:
    """Return the sums by a dimension's value and currency, line by line."""
    sums: dict[tuple[str, str], dict[str, int]] = defaultdict(FIGURES.copy)
    families = dict(Product.objects.values_list("pk", "family"))
    usage = set(Product.objects.filter(charge="usage").values_list("pk", flat=True))
    for contract in Contract.objects.filter(key__in=keys).select_related("customer"):
        told: list[tuple[int, str, int, int, int, int]] = [
            (line.product_id, line.leakage_reason,
             next(step["carried_minor"] for step in line.trace if step["step"] == "leakage"),
             line.entitled_minor, line.proposed_minor, line.leakage_minor)
            for line in QuoteLine.objects.filter(
                quote__renewal__contract=contract, quote__is_primary=True
            )
        ]  # fmt: skip
        told = told or [
            (line.product_id, line.leakage_reason or "", line.carried_minor, line.entitled_minor,
             line.proposed_minor, line.leakage_minor)
            for line in PricedLine.objects.filter(contract=contract)
        ]  # fmt: skip
        for product, reason, *amounts in told:
            if product in usage:
                continue
            value = {
                "reason": reason, "segment": contract.customer.segment,
                "region": contract.customer.region, "family": families[product],
                "channel": contract.channel, "owner": str(contract.owner_id or ""),
                "currency": contract.currency,
            }[by]  # fmt: skip
            for name, amount in zip(FIGURES, amounts, strict=True):
                sums[value, contract.currency][name] += amount
    return dict(sums)


def told(user: User, by: str, **chosen: str) -> dict[tuple[str, str], dict[str, int]]:
    found = leakage(user, by=by, chosen=LeakageFilter(**chosen))
    assert found
    return {
        (group.value, group.currency): {
            name: getattr(group.figures, f"{name}_minor") for name in FIGURES
        }
        for group in found.groups
    }


ALL = {f"K{number}" for number in range(12)}
SEEN = {
    "hana": ALL - {"K7"},  # she lacks the clearance
    "cleared": ALL,
    "alice": {"K1", "K4", "K10"},
    "eve": {"K5"},
    "charlie": set(),
}


def test_it_adds_up_what_a_person_may_see(filled: Book) -> None:
    User.objects.create(username="cleared", role=Role.HEAD_OF_RENEWALS, cleared=True)
    report_leakage(by=filled.head, on=ON)
    for name, keys in SEEN.items():
        user = User.objects.get(username=name)
        for by in DIMENSIONS:
            assert told(user, by) == expected(keys, by), (name, by)


def test_the_lines_of_a_quote_win(filled: Book) -> None:
    report_leakage(by=filled.head, on=ON)
    quoted = LeakageRow.objects.exclude(quote=None).values_list("contract__key", "reason")
    assert {key for key, _ in quoted} == {"K1", "K4", "K6", "K7"}
    assert {("K1", "uplift"), ("K4", "deal"), ("K6", "volume")} <= set(quoted)
    leaks = {}
    for currency in ("EUR", "JPY"):
        found = leakage(filled.head, currency=currency)
        assert found
        sizes = [leak.figures.leakage_minor for leak in found.leaks]
        assert sizes == sorted(sizes, reverse=True)
        assert sum(sizes) == found.totals[currency].leakage_minor > 0
        leaks |= {leak.contract: leak for leak in found.leaks}
    assert leaks["K4"].quote.endswith("-v2")
    assert leaks["K5"].quote_id is None
    assert "K7" not in leaks


def test_a_decided_renewal_and_an_old_version_do_not_count(filled: Book) -> None:
    contract = Contract.objects.get(key="K4")
    contract.renewals.update(closed_on=ON)
    report_leakage(by=filled.head, on=ON)
    assert not LeakageRow.objects.filter(contract=contract).exclude(quote=None).exists()
    assert LeakageRow.objects.filter(contract=contract).exists(), "by the run instead"


@pytest.mark.parametrize("name", ["hana", "alice"])
def test_it_can_be_narrowed(filled: Book, name: str) -> None:
    report_leakage(by=filled.head, on=ON)
    user = User.objects.get(username=name)
    keys = {
        key for key in SEEN[name] if Contract.objects.get(key=key).customer.segment == "enterprise"
    }
    assert told(user, "region", segment="enterprise") == expected(keys, "region")
    whole = expected(SEEN[name], "reason")
    only = told(user, "reason", reason="volume", currency="EUR")
    assert only == {key: sums for key, sums in whole.items() if key == ("volume", "EUR")}
    owner = StaffMember.objects.get(name="alice")
    keys = {k for k in SEEN[name] if Contract.objects.get(key=k).owner_id == owner.pk}
    assert told(user, "family", owner=str(owner.pk)) == expected(keys, "family")


def test_again_nothing_is_done_unless_wanted(filled: Book) -> None:
    first = report_leakage(by=filled.head, on=ON)
    assert first.is_new
    again = report_leakage(by=filled.head, on=ON)
    assert (again.report_id, again.is_new) == (first.report_id, False)
    assert AuditEvent.objects.filter(verb="quotes.report_leakage").count() == 1
    make_quote(renewal_id=filled.renewal(Contract.objects.get(key="K2")).pk, by=filled.head, on=ON)
    assert report_leakage(by=filled.head, on=ON, again=True).is_new
    assert LeakageRow.objects.filter(contract__key="K2").exclude(quote=None).exists()
    assert told(filled.head, "reason") == expected(SEEN["hana"], "reason")
    assert LeakageReport.objects.filter(dropped_at=None).count() == 1
    assert set(LeakageRow.objects.values_list("slot", flat=True)) == {1}


def test_a_report_that_failed_goes_on(filled: Book) -> None:
    def fail(done: int, of: int) -> None:
        assert of > 2
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        report_leakage(by=filled.head, on=ON, tell=fail)
    assert leakage(filled.head) is None
    assert LeakageRow.objects.exists()
    report_leakage(by=filled.head, on=ON)
    assert told(filled.head, "reason") == expected(SEEN["hana"], "reason")
    assert LeakageReport.objects.count() == 1


def test_a_new_run_brings_a_new_report(filled: Book) -> None:
    report_leakage(by=filled.head, on=ON)
    before = told(filled.head, "family")
    price_book(on=date(2026, 12, 2), by=filled.head)
    assert told(filled.head, "family") == before, "until there is another"
    report_leakage(by=filled.head, on=date(2026, 12, 2))
    found = leakage(filled.head)
    assert found
    assert found.on == date(2026, 12, 2)
    assert told(filled.head, "family") == expected(SEEN["hana"], "family")


def test_before_the_book_is_priced_there_is_none(book: Book) -> None:
    assert leakage(book.head) is None
    with pytest.raises(NotPriced, match="tenure price"):
        report_leakage(by=book.head, on=ON)


@pytest.mark.parametrize(
    ("case", "figures", "realisation_bp", "leakage_bp"),
    [
        ("all is realised", (1, 1000, 1050, 1050, 0), 10_000, 0),
        ("half of it", (1, 1000, 1050, 1025, 25), 5_000, 238),
        ("none", (1, 1000, 1050, 1000, 50), 0, 476),
        ("a discount below what expires", (1, 1000, 1050, 900, 150), -20_000, 1_429),
        ("more than entitled", (1, 1000, 1050, 1100, -50), 20_000, -476),
        ("no rise is entitled to", (1, 1000, 1000, 900, 100), None, 1_000),
        ("nothing at all", (0, 0, 0, 0, 0), None, None),
    ],
)
def test_rates(
    case: str, figures: tuple[int, ...], realisation_bp: int | None, leakage_bp: int | None
) -> None:
    found = LeakageFigures(*figures)
    assert (found.realisation_bp, found.leakage_bp) == (realisation_bp, leakage_bp), case
