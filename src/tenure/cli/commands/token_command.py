"""Make, list and revoke tokens with which programs use the API as a user.

tenure token create alice "nightly export" --days 30      shown once: keep it where secrets are kept
tenure token list alice
tenure token revoke alice "nightly export" --reason "no longer used"
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from tenure.cli import session

if TYPE_CHECKING:
    from tenure.foundation.models import ApiToken, User


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare what is to be done, for whom, and the token's name."""
    from tenure.foundation.tokens import LONGEST_DAYS, USUAL_DAYS

    parser.add_argument("action", choices=["create", "list", "revoke"])
    parser.add_argument("username", help="the user as whom the program acts")
    parser.add_argument("name", nargs="?", default="", help="what the token is for")
    parser.add_argument(
        "--days", type=int, default=USUAL_DAYS,
        help=f"how long it lasts, at most {LONGEST_DAYS} (usually {USUAL_DAYS})",
    )  # fmt: skip
    parser.add_argument("--reason", default="", help="why it is revoked")


def run(arguments: argparse.Namespace) -> int:
    """Do it."""
    actor = session.set_up()
    from tenure.foundation.queries import find_user
    from tenure.kernel.errors import InvalidInput

    user = find_user(arguments.username)
    if user is None:
        raise InvalidInput(f"There is no user {arguments.username}.")
    {"create": _create, "list": _list, "revoke": _revoke}[arguments.action](arguments, user, actor)
    return 0


def _create(arguments: argparse.Namespace, user: User, actor: User) -> None:
    from tenure.foundation.commands import make_token

    token, text = make_token(
        user=user, name=arguments.name, days=arguments.days, by=actor, on=session.today()
    )
    if arguments.json:
        session.print_json({**_as_json(token), "token": text})
        return
    print(f"{token}, until {token.last_day}; it is shown this once:\n{text}")


def _list(arguments: argparse.Namespace, user: User, actor: User) -> None:
    from tenure.foundation.queries import tokens_of

    found = [_as_json(token) for token in tokens_of(user, seen_by=actor)]
    if arguments.json:
        session.print_json({"tokens": found})
        return
    for token in found:
        print(f"{token['hint']}...  {token['name']}, until {token['last_day']}, {token['state']}")


def _revoke(arguments: argparse.Namespace, user: User, actor: User) -> None:
    from tenure.foundation.commands import revoke_token

    revocation = revoke_token(
        user=user, name=arguments.name, reason=arguments.reason, by=actor, on=session.today()
    )
    if arguments.json:
        session.print_json(_as_json(revocation.token))
    else:
        print(f"{revocation.token} works no more")


def _as_json(token: ApiToken) -> dict[str, Any]:
    revocation = getattr(token, "revocation", None)
    over = token.last_day < session.today()
    return {
        "user": token.user.username,
        "name": token.name,
        "hint": token.hint,
        "made_on": token.made_on,
        "last_day": token.last_day,
        "state": "revoked" if revocation else "over" if over else "works",
        "reason": revocation.reason if revocation else "",
    }
