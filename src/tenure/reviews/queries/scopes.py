"""Of whose renewals somebody may have a review."""

from __future__ import annotations

from tenure.directory.models import Customer, StaffMember, Team
from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.kernel.errors import InvalidInput
from tenure.reviews.rules.whose import Whose, read_key


class NotTheirs(InvalidInput):
    """Refuse a review of what the person may not see, or of what there is not."""


def usual_whose(user: User) -> Whose:
    """Return what a person's own reviews are of: the whole book, or what they may see of it."""
    if scope_of(user).sees_everything:
        return Whose("all", 0, "The whole book")
    return Whose("mine", user.pk, f"What {user} may see")


def whose_of(user: User, key: str) -> Whose:
    """Return what a key stands for. Raise NotTheirs where the person may not see all of it."""
    if not key:
        return usual_whose(user)
    sort, pk = read_key(key)
    if sort in {"all", "mine"}:
        usual = usual_whose(user)
        if usual.key != key:
            raise NotTheirs("That review is of what you may not see.")
        return usual
    if sort == "customer":
        customer = Customer.objects.visible_to(user).filter(pk=pk).first()
        if customer is None:
            raise NotTheirs("There is no such customer that you may see.")
        return Whose("customer", pk, customer.name)
    return _of_people(user, sort, pk)


def _of_people(user: User, sort: str, pk: int) -> Whose:
    scope = scope_of(user)
    staff = StaffMember.objects.visible_to(user)
    found = list(
        (staff.filter(pk=pk) if sort == "person" else staff.filter(team_id=pk)).order_by("pk")
    )
    ids = tuple(one.pk for one in found)
    if not ids or not (scope.sees_everything or set(ids) <= {*scope.owner_ids, *scope.staff_ids}):
        raise NotTheirs("There is nobody of that name whose renewals you may see.")
    if sort == "person":
        return Whose(sort, pk, found[0].name, ids)
    team = Team.objects.visible_to(user).get(pk=pk)
    return Whose(sort, pk, team.name, ids)


def scopes_of(user: User) -> list[Whose]:
    """Return the people and teams of whose renewals the person may have a call sheet."""
    scope = scope_of(user)
    staff = StaffMember.objects.visible_to(user).filter(
        active=True, role__in=("renewals_manager", "head_of_renewals")
    )
    if not scope.sees_everything:
        staff = staff.filter(pk__in=scope.owner_ids)
    people = list(staff.select_related("team").order_by("name", "pk")[:500])
    teams = {one.team.pk: one.team.name for one in people if one.team}
    found = [usual_whose(user)]
    found += [Whose("team", pk, name) for pk, name in sorted(teams.items(), key=lambda t: t[1])]
    return [*found, *(Whose("person", one.pk, one.name) for one in people)]


def owner_key(name: str, *, user: User) -> str:
    """Return the key of the colleague or team with this code. Raise NotTheirs for none."""
    staff = StaffMember.objects.visible_to(user).filter(code__iexact=name).first()
    if staff is not None:
        return f"person:{staff.pk}"
    team = Team.objects.visible_to(user).filter(code__iexact=name).first()
    if team is None:
        raise NotTheirs(f"There is no colleague and no team {name[:60]}.")
    return f"team:{team.pk}"


def customer_key(name: str, *, user: User) -> str:
    """Return the key of the customer with this key. Raise NotTheirs for none."""
    found = Customer.objects.visible_to(user).filter(key=name).first()
    if found is None:
        raise NotTheirs(f"There is no customer {name[:120]} that you may see.")
    return f"customer:{found.pk}"
