"""Add a person who may sign in, or give one a new password.

The password is asked for, or read from standard input when that is not a terminal.
"""

from __future__ import annotations

import argparse
import getpass
import sys

from tenure.cli import session


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the user's name, role and places."""
    from tenure.foundation.roles import Role

    parser.add_argument("username")
    parser.add_argument("--role", choices=[r for r in Role.values if r != Role.SYSTEM])
    parser.add_argument("--staff", metavar="CODE", help="the staff member this person is")
    parser.add_argument("--partner", metavar="KEY", help="the partner this person belongs to")
    parser.add_argument(
        "--cleared", action="store_true", help="may see export-controlled customers"
    )


def run(arguments: argparse.Namespace) -> int:
    """Add or update the user."""
    actor = session.set_up()
    from tenure.directory.commands import users

    user, added = users.grant_access(
        username=arguments.username,
        password=_password(),
        role=arguments.role,
        staff_code=arguments.staff,
        partner_key=arguments.partner,
        cleared=arguments.cleared,
        by=actor,
        on=session.today(),
    )
    if arguments.json:
        session.print_json({"username": user.username, "role": user.role, "added": added})
    else:
        print(f"{'added' if added else 'updated'} {user.username} ({user.get_role_display()})")
    return 0


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    return getpass.getpass("Password: ")
