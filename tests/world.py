"""One small believable company for tests of screens: people, customers, contracts, renewals.

Alice manages EMEA renewals, Bob those of AMER; Charlie works at a reseller; Hana heads Renewals;
Ada audits; Sam is sales operations. Everybody's password is `PASSWORD`.
Built with the ORM so that it depends on no capability's commands.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from tenure.book.models import (
    ArrMovement,
    Contract,
    IndexValue,
    Line,
    Order,
    OrderAction,
    PriceIndex,
    Product,
)
from tenure.closing.models import Discrepancy, Reconciliation, Statement, TerminationNotice
from tenure.desk.commands.playbook import publish_playbook
from tenure.desk.commands.plays import start_plays
from tenure.desk.models import (
    Absence,
    Escalation,
    EscalationEvent,
    EscalationRule,
    Handover,
    HandoverNote,
    SavePlay,
    SaveTactic,
    Shift,
)
from tenure.desk.queries.playbook import shipped_playbook
from tenure.directory.models import Contact, Customer, Partner, PartnerSeat, StaffMember, Team
from tenure.foundation.models import User
from tenure.foundation.roles import Role
from tenure.kernel.money import annual_amount, quantity_e4
from tenure.pricing.models import (
    DiscountPolicy,
    MarginPolicy,
    PolicySimulation,
    PricePolicy,
    PricingRun,
)
from tenure.pricing.rules import PolicyFacts
from tenure.pricing.rules.proposals import Proposal, proposals_as_json
from tenure.pricing.rules.simulation import Cell, Figures, Mover, Simulated, two_quarters
from tenure.quotes.models import (
    ApprovalDecision,
    ApprovalRequest,
    ApprovalStep,
    LeakageReport,
    LeakageRow,
    Quote,
    QuoteLine,
)
from tenure.quotes.queries.approvals import approval_facts
from tenure.renewals.models import Finding, Renewal

PASSWORD = "renew every term on time"
# One real hash for all, made once: hashing seven passwords would cost a second a test.
_HASHES: list[str] = []


@dataclass
class World:
    """The personas and the objects that tests name."""

    today: date
    users: dict[str, User] = field(default_factory=dict)
    staff: dict[str, StaffMember] = field(default_factory=dict)
    products: dict[str, Product] = field(default_factory=dict)
    customers: dict[str, Customer] = field(default_factory=dict)
    contracts: dict[str, Contract] = field(default_factory=dict)
    renewals: dict[str, Renewal] = field(default_factory=dict)
    quotes: dict[str, Quote] = field(default_factory=dict)
    policies: dict[str, PricePolicy] = field(default_factory=dict)
    indices: dict[str, PriceIndex] = field(default_factory=dict)
    simulations: dict[str, PolicySimulation] = field(default_factory=dict)
    partner: Partner | None = None
    discrepancy: Discrepancy | None = None
    notice: TerminationNotice | None = None
    escalation: Escalation | None = None
    handover: Handover | None = None

    def user(self, name: str) -> User:
        """Return a persona afresh, without a cached scope."""
        return User.objects.get(pk=self.users[name].pk)


def build(today: date, *, escalated: bool = True) -> World:
    """Make the company as it stands on a day, with an escalation by a rule of its own or none."""
    world = World(today=today)
    _people(world)
    _catalogue(world)
    _book(world)
    _reconciliation(world)
    _notice(world)
    _policies(world)
    _indices(world)
    _approval(world)
    _leakage(world)
    _playbook(world)
    if escalated:
        _escalation(world)
    _shifts(world)
    return world


def _password_hash() -> str:
    if not _HASHES:
        user = User()
        user.set_password(PASSWORD)
        _HASHES.append(user.password)
    return _HASHES[0]


def _person(world: World, name: str, role: Role, last: str) -> User:
    user = User.objects.create(
        username=name, first_name=name.title(), last_name=last, role=role,
        password=_password_hash(), email=f"{name}@example.com",
    )  # fmt: skip
    world.users[name] = user
    return user


def _people(world: World) -> None:
    teams = {
        "EMEA": Team.objects.create(code="emea", name="Renewals EMEA", region="EMEA"),
        "AMER": Team.objects.create(code="amer", name="Renewals AMER", region="AMER"),
    }
    for name, last, region in (("alice", "Archer", "EMEA"), ("bob", "Barnes", "AMER")):
        user = _person(world, name, Role.RENEWALS_MANAGER, last)
        world.staff[name] = StaffMember.objects.create(
            code=user.email, name=str(user), email=user.email, role=user.role,
            region=region, team=teams[region], user=user,
        )  # fmt: skip
    _person(world, "hana", Role.HEAD_OF_RENEWALS, "Hashimoto")
    _person(world, "ada", Role.AUDITOR, "Adeyemi")
    _person(world, "sam", Role.SALES_OPERATIONS, "Silva")
    charlie = _person(world, "charlie", Role.PARTNER, "Chen")
    world.partner = Partner.objects.create(key="P-1", name="Harbour Resale", kind="reseller")
    PartnerSeat.objects.create(partner=world.partner, user=charlie)


def _catalogue(world: World) -> None:
    for code, name, charge in (
        ("EDGE", "Edge Network", "recurring"),
        ("WAF", "Web Firewall", "recurring"),
        ("SETUP", "Onboarding", "one_time"),
    ):
        world.products[code] = Product.objects.create(code=code, name=name, charge=charge)


def _book(world: World) -> None:
    hana = world.users["hana"]
    rows = [
        # key, customer, segment, country, owner, currency, days to renewal, quoted, controlled
        ("C-1001", "Aurora Shipping", "enterprise", "NO", "alice", "EUR", 40, True, False),
        ("C-1002", "Aurora Shipping", "enterprise", "NO", "alice", "EUR", 40, True, False),
        ("C-1003", "Birch & Sons", "smb", "GB", "alice", "GBP", 105, False, False),
        ("C-1004", "Cedar Robotics", "mid_market", "JP", "bob", "JPY", 75, True, False),
        ("C-1005", "Delta Defence", "strategic", "US", "bob", "USD", 20, False, True),
        ("C-1006", "Elm Street Blog", "self_serve", "US", None, "USD", -5, False, False),
    ]
    for key, name, segment, country, owner, currency, ahead, quoted, controlled in rows:
        customer = world.customers.get(name) or Customer.objects.create(
            key=name.split()[0].upper(), name=name, legal_name=f"{name} Ltd", segment=segment,
            country=country, region="EMEA" if country in {"NO", "GB"} else "AMER",
            export_controlled=controlled,
        )  # fmt: skip
        world.customers[name] = customer
        contract = _contract(world, key, customer, owner, currency, ahead, hana)
        renewal = _renewal(world, contract, hana)
        if quoted:
            world.quotes[key] = _quote(world, renewal, hana)
    Contact.objects.create(
        key="CT-1", customer=world.customers["Aurora Shipping"], name="Ingrid Dahl",
        email="ingrid@example.com", phone="+47 555 0100",
    )  # fmt: skip
    Customer.objects.filter(name="Birch & Sons").update(parent=world.customers["Aurora Shipping"])
    Finding.objects.create(
        check_code="no_owner", contract=world.contracts["C-1006"],
        renewal=world.renewals["C-1006"], reason="No owner for C-1006.", found_on=world.today,
    )  # fmt: skip


def _contract(
    world: World, key: str, customer: Customer, owner: str | None, currency: str,
    ahead: int, by: User,
) -> Contract:  # fmt: skip
    end = world.today + timedelta(days=ahead)
    start = end - timedelta(days=365)
    reseller = world.partner if key == "C-1003" else None
    contract = Contract.objects.create(
        key=key, name=f"{customer.name} subscription", customer=customer, currency=currency,
        owner=world.staff[owner] if owner else None, start_on=start, end_on=end,
        first_start_on=start, term_months=12, uplift_cap_bp=700, revision=1,
        channel="reseller" if reseller else "direct", reseller=reseller,
        renewal_type="auto" if key == "C-1004" else "manual",
    )  # fmt: skip
    world.contracts[key] = contract
    order = Order.objects.create(
        contract=contract, number=1, kind="new", effective_on=start, booked_on=start,
        booked_by=by, terms=_terms(contract),
    )  # fmt: skip
    for lot, (code, quantity, price) in enumerate(
        [("EDGE", Decimal(10), 1_200_0000), ("WAF", Decimal("2.5"), 400_0000)], start=1
    ):
        _lot(world, contract, order, lot, code, quantity, price)
    return contract


def _terms(contract: Contract) -> dict[str, object]:
    """Return the contract's facts as its first order set them."""
    days = {name: str(getattr(contract, name)) for name in ("start_on", "end_on", "first_start_on")}
    names = (
        "term_months", "renewal_type", "renewal_term_months", "notice_days", "uplift_cap_bp",
        "channel", "reseller_id", "currency",
    )  # fmt: skip
    return {**days, **{name: getattr(contract, name) for name in names}}


def _lot(
    world: World, contract: Contract, order: Order, lot: int, code: str,
    quantity: Decimal, price: int,
) -> None:  # fmt: skip
    segment = {
        "lot": lot, "lot_key": f"L{lot}", "product": world.products[code], "quantity": quantity,
        "unit_price_e4": price, "currency": contract.currency, "start_on": contract.start_on,
        "end_on": contract.end_on,
    }  # fmt: skip
    OrderAction.objects.create(order=order, kind="add", **segment)
    arr = annual_amount(quantity_e4(quantity), price, 12, contract.currency).minor
    Line.objects.create(contract=contract, arr_minor=arr, **segment)
    ArrMovement.objects.create(
        contract=contract, order=order, lot=lot, kind="new", effective_on=contract.start_on,
        booked_on=contract.start_on, amount_minor=arr, currency=contract.currency,
    )  # fmt: skip


def _renewal(world: World, contract: Contract, by: User) -> Renewal:
    assert contract.end_on is not None
    atr = sum(Line.objects.filter(contract=contract).values_list("arr_minor", flat=True))
    action = "send_quote" if contract.owner_id else "assign_owner"
    renewal = Renewal.objects.create(
        contract=contract, customer=contract.customer, owner=contract.owner,
        renewal_on=contract.end_on, due_on=contract.end_on - timedelta(days=1),
        notice_on=contract.end_on - timedelta(days=31), renewal_type=contract.renewal_type,
        currency=contract.currency, atr_minor=atr, forecast_minor=atr * 9 // 10,
        contract_revision=1, opened_on=world.today - timedelta(days=60), next_action=action,
        act_on=contract.end_on - timedelta(days=60),
        act_reason="Quote is ready: send it by T-60." if contract.owner_id else "Nobody owns it.",
    )  # fmt: skip
    world.renewals[contract.key] = renewal
    return renewal


def _quote(world: World, renewal: Renewal, by: User) -> Quote:
    quote = Quote.objects.create(
        number=f"Q-{renewal.renewal_on.year}-9{renewal.pk:05}", renewal=renewal,
        currency=renewal.currency, start_on=renewal.renewal_on,
        end_on=renewal.renewal_on + timedelta(days=365), term_months=12, priced_on=world.today,
        contract_revision=1, valid_until=renewal.due_on, expiring_minor=renewal.atr_minor,
        proposed_minor=renewal.atr_minor * 105 // 100, made_by=by,
    )  # fmt: skip
    for position, line in enumerate(renewal.contract.lines.order_by("lot"), start=1):
        QuoteLine.objects.create(
            quote=quote, position=position, lot=line.lot, product=line.product,
            quantity=line.quantity, price_months=12, currency=line.currency,
            expiring_price_e4=line.unit_price_e4, proposed_price_e4=line.unit_price_e4 * 105 // 100,
            expiring_minor=line.arr_minor, proposed_minor=line.arr_minor * 105 // 100,
            entitled_minor=line.arr_minor * 105 // 100, leakage_minor=0,
            start_on=quote.start_on, end_on=quote.end_on,
            trace=_trace(line.unit_price_e4, line.arr_minor),
        )  # fmt: skip
    return quote


def _trace(price: int, amount: int) -> list[dict[str, object]]:
    """Return a price trace as the pricing engine stores it: 5 % by contract, below the cap."""
    raised = price * 105 // 100
    return [
        {"step": "expiring", "expiring_price_e4": price, "price_months": 12},
        {"step": "method", "method": "uplift", "method_source": "contract"},
        {"step": "base", "base": "expiring", "base_price_e4": price},
        {"step": "uplift", "uplift_bp": 500, "uplift_source": "contract",
         "uplifted_price_e4": raised},
        {"step": "cap", "cap_bp": 700, "cap_price_e4": price * 107 // 100,
         "capped_price_e4": raised},
        {"step": "hold", "proposed_price_e4": raised},
        {"step": "proration", "term_months": 12, "price_months": 12},
        {"step": "amount", "expiring_minor": amount, "proposed_minor": amount * 105 // 100},
    ]  # fmt: skip


def _reconciliation(world: World) -> None:
    """Let billing charge C-1001 another price than the contract's."""
    hana, contract = world.users["hana"], world.contracts["C-1001"]
    billing = Statement.objects.create(
        side="billing", as_of=world.today, profile="zuora", loaded_on=world.today, loaded_by=hana,
        contracts=6, lines=12,
    )  # fmt: skip
    compared = Reconciliation.objects.create(
        on=world.today, by=hana, billing=billing, tolerance={},
        counts={"found": 1, "new": 1, "known": 0, "gone": 0},
    )  # fmt: skip
    world.discrepancy = Discrepancy.objects.create(
        side="billing", kind="price", key=contract.key, product_key="EDGE", contract=contract,
        currency="EUR", at_stake_minor=-600_00, evidence="x", owner=contract.owner,
        ours={"quantity_e4": 100_000, "annual": 12_000_00, "before": 12_000_00},
        theirs={"quantity_e4": 100_000, "annual": 11_400_00},
        opened_on=world.today - timedelta(days=9), opened_by=compared, seen_by=compared,
    )  # fmt: skip


def _indices(world: World) -> None:
    """Publish two months of an index, one of them revised."""
    index = PriceIndex.objects.create(code="HICP-EA", name="Euro area, all items")
    world.indices["HICP-EA"] = index
    for month, value, published_on in (
        (date(2025, 9, 1), 128_530, date(2025, 10, 17)),
        (date(2025, 9, 1), 128_710, date(2026, 2, 25)),
        (date(2025, 10, 1), 128_840, date(2025, 11, 19)),
    ):
        IndexValue.objects.create(
            index=index, month=month, value_e3=value, published_on=published_on
        )


def _notice(world: World) -> None:
    """Let a customer of Alice's give notice."""
    contract = world.contracts["C-1003"]
    world.notice = TerminationNotice.objects.create(
        contract=contract, received_on=world.today - timedelta(days=2), channel="email",
        given_by="Nora North", reason="budget", timing="at_end", cause="convenience",
        ends_on=contract.end_on or world.today, is_in_time=True, finding="In time.",
        recorded_on=world.today, recorded_by=world.users["alice"],
    )  # fmt: skip


def _policies(world: World) -> None:
    """Publish policies for a region where nobody renews, and simulate one with and without end."""
    ago, soon = world.today - timedelta(days=400), world.today + timedelta(days=60)
    for code, uplift, start in (("apac", 300, ago), ("apac-next", 500, soon)):
        world.policies[code] = PricePolicy.objects.create(
            code=code, name=f"Asia and Pacific: {uplift // 100} %", method="uplift",
            uplift_bp=uplift, region="APAC", start_on=start,
        )  # fmt: skip
    DiscountPolicy.objects.create(
        code="volume", name="By volume", region="APAC", start_on=ago,
        volume_1_from_e4=500_000, volume_1_bp=500, three_years_bp=800, floor_bp=5_000,
    )  # fmt: skip
    MarginPolicy.objects.create(
        code="partners", name="Partners", region="APAC", start_on=ago, reseller_bp=1_500
    )
    proposal = Proposal("Six", PolicyFacts("six", "uplift", 600, soon))
    asked: dict[str, Any] = {
        "on": world.today, "asked_by": world.users["hana"], "asked_at": timezone.now(),
        "proposed": proposals_as_json([proposal]),
    }  # fmt: skip
    world.simulations["waiting"] = PolicySimulation.objects.create(**asked)
    world.simulations["done"] = PolicySimulation.objects.create(
        **asked, started_at=timezone.now(), finished_at=timezone.now(), done=3, total=4,
        result=_simulated(world).as_json(),
    )  # fmt: skip


def _simulated(world: World) -> Simulated:
    """Return what a simulation found: EUR in both quarters, USD in one, a contract of each."""
    one, two = (quarter.start for quarter in two_quarters(world.today))
    rises = Figures(2, 1, 4, 4, 2, 2_600_000, 2_678_000, 2_756_000, 2_678_000, 2_756_000)
    same = Figures(1, 0, 2, 2, 0, 1_300_000, 1_300_000, 1_300_000, 1_300_000, 1_300_000)
    found = ((one, "EUR", rises), (two, "EUR", same), (one, "USD", rises))
    cells = [
        Cell(dimension, value, quarter, currency, figures)
        for quarter, currency, figures in found
        for dimension, value in (
            ("all", ""), ("segment", "enterprise"), ("region", "EMEA"), ("family", ""),
            ("channel", "direct"),
        )
    ]  # fmt: skip
    movers = [
        Mover(world.contracts[key].pk, one, world.contracts[key].currency, rises)
        for key in ("C-1001", "C-1005")
    ]
    return Simulated((one, two), tuple(cells), tuple(movers), 1, "as it was")


def _approval(world: World) -> None:
    """Let Alice's quote for C-1001 wait for Sam, once finance has approved."""
    quote = world.quotes["C-1001"]
    facts = approval_facts([quote.pk], on=world.today)[quote.pk]
    request = ApprovalRequest.objects.create(
        renewal=quote.renewal, quote=quote, facts=facts.as_json(), requested_on=world.today,
        requested_by=world.users["alice"], requested_at=timezone.now(),
    )  # fmt: skip
    why = [{"trigger": "payment_days", "rule": "r", "why": "Payment in 45 days is later than 30."}]
    first = ApprovalStep.objects.create(
        request=request, stage=1, role="finance", approver=world.users["ada"], why=why
    )
    ApprovalDecision.objects.create(
        step=first, kind="approve", note="Once.", by=world.users["ada"], on=world.today
    )
    ApprovalStep.objects.create(
        request=request, stage=2, role="director", approver=world.users["sam"],
        why=[{"trigger": "discount", "rule": "r", "why": "A discount of 24 % is over 20 %."}],
    )  # fmt: skip


def _leakage(world: World) -> None:
    """Report what leaks from each contract: a discount where it is not quoted, else the uplift."""
    hana = world.users["hana"]
    run = PricingRun.objects.create(
        on=world.today, basis="x", slot=0, started_by=hana, finished_at=Now()
    )
    LeakageReport.objects.create(run=run, slot=0, started_by=hana, finished_at=Now())
    for number, (key, contract) in enumerate(world.contracts.items()):
        carried = sum(line.arr_minor for line in contract.lines.all())
        leaks, reason = [(0, ""), (carried // 50, "uplift"), (carried // 10, "volume")][number % 3]
        LeakageRow.objects.create(
            slot=0, contract=contract, quote=world.quotes.get(key), reason=reason, family="edge",
            currency=contract.currency, lines=contract.lines.count(), carried_minor=carried,
            entitled_minor=carried * 105 // 100, realised_minor=carried * 105 // 100 - leaks,
            leakage_minor=leaks,
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO quotes_leakagecell
            SELECT c.owner_id, r.lines, 0, cu.export_controlled, r.currency, r.reason, cu.segment,
                cu.region, r.family, c.channel, carried_minor, entitled_minor, realised_minor,
                leakage_minor
            FROM quotes_leakagerow r JOIN book_contract c ON c.id = r.contract_id
            JOIN directory_customer cu ON cu.id = c.customer_id
            """
        )


def _escalation(world: World) -> None:
    """Escalate that nobody has quoted C-1001, and let Alice try to save C-1001."""
    hana, renewal, at = world.users["hana"], world.renewals["C-1001"], timezone.now()
    rule = EscalationRule.objects.create(
        code="no-quote", cause="no_quote", severity=3, days=60, over_minor=0, share_bp=0,
        hours=[8, 16, 24], ends=False, start_on=world.today, published_on=world.today,
        published_by=hana,
    )  # fmt: skip
    world.escalation = Escalation.objects.create(
        cause="no_quote", subject=f"renewal:{renewal.pk}", occurrence="1", rule=rule, severity=3,
        renewal=renewal, contract=renewal.contract, owner=renewal.owner, region="EMEA",
        currency="EUR", at_stake_minor=renewal.atr_minor, rung=0, raised_on=world.today,
        facts={"renewal_on": str(renewal.renewal_on)}, opened_at=at, climbs_at=at,
    )  # fmt: skip
    EscalationEvent.objects.create(
        escalation=world.escalation, kind="raised", severity=3, rung=0, on=world.today, at=at,
        by=hana,
    )  # fmt: skip
    tactic = SaveTactic.objects.create(
        code="executive_call", name="Executive call", added_on=world.today, added_by=hana
    )
    SavePlay.objects.create(
        renewal=renewal, tactic=tactic, note="Their CFO.", currency="EUR", cost_minor=50_00,
        atr_minor=renewal.atr_minor, started_on=world.today, started_by=world.users["alice"],
    )  # fmt: skip


def _playbook(world: World) -> None:
    """Publish two plays, and start them where they belong."""
    shipped = shipped_playbook()
    sources = {code: shipped[code] for code in ("direct", "at-risk")}
    publish_playbook(sources=sources, why="To begin with.", by=world.users["hana"], on=world.today)
    ids = [world.renewals[key].pk for key in ("C-1001", "C-1003")]
    start_plays(renewal_ids=ids, by=world.users["hana"], on=world.today)


def _shifts(world: World) -> None:
    """Let Alice work today, Bob be away soon, and Alice prepare a handover to Bob."""
    now, hana = timezone.now(), world.users["hana"]
    alice, bob = world.staff["alice"], world.staff["bob"]
    Shift.objects.create(
        staff=alice, region="EMEA", day=world.today, from_at=now - timedelta(hours=2),
        until_at=now + timedelta(hours=6),
    )  # fmt: skip
    Absence.objects.create(
        staff=bob, kind="holiday", start_on=world.today + timedelta(days=9), cover=alice,
        end_on=world.today + timedelta(days=12), recorded_on=world.today, recorded_by=hana,
    )  # fmt: skip
    world.handover = Handover.objects.create(
        giver=alice, receiver=bob, why="End of the day", prepared_at=now,
        prepared_by=world.users["alice"],
    )  # fmt: skip
    HandoverNote.objects.create(
        handover=world.handover, renewal=world.renewals["C-1002"], state="Quoted.",
        next_step="Call Ingrid.", deadline_on=world.today,
    )  # fmt: skip
