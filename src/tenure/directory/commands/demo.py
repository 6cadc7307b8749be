"""Give some people of the sample company access, so that the demo can be looked at."""

from __future__ import annotations

from datetime import date

from tenure.directory.commands.users import grant_access
from tenure.directory.models import Partner, StaffMember
from tenure.foundation.models import User
from tenure.foundation.roles import Role


def grant_demo_access(*, password: str, by: User, on: date) -> dict[str, str]:
    """Give a Head of Renewals, a renewals manager and a partner access; return login -> who.

    People who have access already keep it as it is.
    """
    logins: dict[str, str] = {}
    for login, role in (("hana", Role.HEAD_OF_RENEWALS), ("alice", Role.RENEWALS_MANAGER)):
        staff = StaffMember.objects.filter(role=role, active=True).order_by("code").first()
        if staff is None:
            continue
        logins[login] = f"{staff.name}, {role.label}" + (f", {staff.team}" if staff.team else "")
        if not User.objects.filter(username=login).exists():
            grant_access(
                username=login, password=password, role=role, staff_code=staff.code,
                cleared=role == Role.HEAD_OF_RENEWALS, by=by, on=on,
            )  # fmt: skip
    partner = Partner.objects.order_by("key").first()
    if partner is not None:
        logins["charlie"] = f"a partner: {partner.name}"
        if not User.objects.filter(username="charlie").exists():
            grant_access(
                username="charlie", password=password, role=Role.PARTNER,
                partner_key=partner.key, by=by, on=on,
            )  # fmt: skip
    return logins
