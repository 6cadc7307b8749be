"""Give people access: a user, and whom in the directory the user is."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from tenure.directory.models import Partner, PartnerSeat, StaffMember
from tenure.foundation.commands import add_user, record_event
from tenure.foundation.models import User
from tenure.foundation.roles import Role
from tenure.kernel.errors import TenureError


class AccessRefused(TenureError):
    """Access cannot be given as asked; the message says why."""


@transaction.atomic
def grant_access(
    *,
    username: str,
    password: str,
    role: str | None,
    staff_code: str | None = None,
    partner_key: str | None = None,
    cleared: bool = False,
    by: User,
    on: date,
) -> tuple[User, bool]:
    """Add a user or set an existing one's password, role and place; return it and whether added."""
    user = User.objects.select_for_update().filter(username=username).first()
    try:
        validate_password(password, user or User(username=username))
    except ValidationError as error:
        raise AccessRefused(" ".join(error.messages)) from error
    added = user is None
    if user is None:
        if role is None:
            raise AccessRefused("a new user needs a role")
        user = add_user(by=by, on=on, username=username, password=password, role=role)
    else:
        user.set_password(password)
        user.role = role or user.role
    user.cleared = cleared
    user.save()
    if staff_code:
        _seat_staff(user, staff_code)
    if partner_key:
        _seat_partner(user, partner_key)
    record_event(
        by=by,
        on=on,
        verb="directory.grant_access",
        subject=user,
        detail={"role": user.role, "staff": staff_code, "partner": partner_key},
    )
    return user, added


def _seat_staff(user: User, code: str) -> None:
    staff = StaffMember.objects.filter(code=code).first()
    if staff is None:
        raise AccessRefused(f"there is no staff member '{code}'")
    if staff.user_id not in {None, user.pk}:
        raise AccessRefused(f"staff member '{code}' already signs in as another user")
    staff.user = user
    staff.save(update_fields=["user"])
    user.first_name, _, user.last_name = staff.name.partition(" ")
    user.email = staff.email
    user.save(update_fields=["first_name", "last_name", "email"])


def _seat_partner(user: User, key: str) -> None:
    partner = Partner.objects.filter(key=key).first()
    if partner is None:
        raise AccessRefused(f"there is no partner '{key}'")
    if user.role != Role.PARTNER:
        raise AccessRefused("only users with the role partner belong to a partner")
    PartnerSeat.objects.update_or_create(user=user, defaults={"partner": partner})
