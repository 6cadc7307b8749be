"""Giving people access and what it lets them see."""

from __future__ import annotations

from datetime import date

import pytest

from tenure.directory.commands.users import AccessRefused, grant_access
from tenure.directory.models import Customer, Partner, StaffMember, Team
from tenure.directory.scope import scope_of
from tenure.foundation.commands import system_actor
from tenure.foundation.models import AuditEvent, User
from tenure.foundation.roles import Role

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 23)
PASSWORD = "a long enough phrase"


def give(username: str, role: str | None, **place: str | None) -> tuple[User, bool]:
    return grant_access(
        username=username, password=PASSWORD, role=role, by=system_actor(), on=ON, **place
    )  # type: ignore[arg-type]


def test_a_staff_member_gets_name_and_mail_and_sees_the_teams_book() -> None:
    team = Team.objects.create(code="EMEA", name="EMEA renewals", region="EMEA")
    alice, ben = (
        StaffMember.objects.create(
            code=f"{name}@example.com", name=f"{name.title()} Moss", email=f"{name}@example.com",
            role=Role.RENEWALS_MANAGER, region="EMEA", team=team,
        )
        for name in ("alice", "ben")
    )  # fmt: skip
    user, added = give("alice", Role.RENEWALS_MANAGER, staff_code="alice@example.com")
    assert added
    assert (user.get_full_name(), user.email) == ("Alice Moss", "alice@example.com")
    scope = scope_of(User.objects.get(pk=user.pk))
    assert set(scope.owner_ids) == {alice.pk, ben.pk}
    assert scope.staff_ids == (alice.pk,)
    assert AuditEvent.objects.filter(verb="directory.grant_access").count() == 1


def test_giving_again_updates_the_same_person() -> None:
    give("ada", Role.AUDITOR)
    user, added = give("ada", Role.DEAL_DESK)
    assert (added, user.role) == (False, Role.DEAL_DESK)
    assert User.objects.filter(username="ada").count() == 1


def test_a_partner_sees_itself_only() -> None:
    mine = Partner.objects.create(key="P1", name="Reseller One", kind="reseller")
    Partner.objects.create(key="P2", name="Reseller Two", kind="reseller")
    user, _ = give("charlie", Role.PARTNER, partner_key="P1")
    assert list(Partner.objects.visible_to(user)) == [mine]
    assert not StaffMember.objects.visible_to(user).exists()


@pytest.mark.parametrize(
    ("case", "username", "role", "place", "message"),
    [
        ("unknown staff", "x", Role.AUDITOR, {"staff_code": "no"}, "no staff member 'no'"),
        ("unknown partner", "x", Role.PARTNER, {"partner_key": "no"}, "no partner 'no'"),
        ("inside, with a partner", "x", Role.AUDITOR, {"partner_key": "P1"}, "role partner"),
        ("new without a role", "x", None, {}, "needs a role"),
    ],
)
def test_refusals_leave_nothing(
    case: str, username: str, role: str | None, place: dict[str, str], message: str
) -> None:
    Partner.objects.create(key="P1", name="Reseller One", kind="reseller")
    with pytest.raises(AccessRefused, match=message):
        give(username, role, **place)
    assert not User.objects.filter(username=username).exists(), case


def test_a_weak_password_is_refused_with_the_reason() -> None:
    with pytest.raises(AccessRefused, match="at least 10 characters"):
        grant_access(username="x", password="short", role=Role.AUDITOR, by=system_actor(), on=ON)


def test_export_controlled_customers_need_clearance_even_for_the_head() -> None:
    Customer.objects.create(key="C1", name="Open")
    Customer.objects.create(key="C2", name="Controlled", export_controlled=True)
    head, _ = give("hana", Role.HEAD_OF_RENEWALS)
    assert [c.name for c in Customer.objects.visible_to(head)] == ["Open"]
    head.cleared = True
    head.save()
    assert Customer.objects.visible_to(User.objects.get(pk=head.pk)).count() == 2


def test_signed_out_and_inactive_people_see_nothing() -> None:
    Customer.objects.create(key="C1", name="Open")
    head, _ = give("hana", Role.HEAD_OF_RENEWALS)
    head.is_active = False
    assert not Customer.objects.visible_to(head).exists()
