"""`tenure playbook`: how the playbook changes, and what it brings."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenure.cli import session

if TYPE_CHECKING:
    from tenure.desk.rules.playbook_diff import TextDiff
    from tenure.desk.rules.playbook_outcomes import PlayOutcome, Share, Side
    from tenure.foundation.models import User

Does = Callable[[argparse.Namespace, "User"], dict[str, Any]]


def configure(does: Any) -> None:
    """Declare the subcommands that change plays or tell of them."""

    def command(name: str, says: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = does.add_parser(name, help=says)
        return made

    def of_play(name: str, says: str) -> argparse.ArgumentParser:
        made = command(name, says)
        made.add_argument("play", metavar="CODE", help="the name of its file, without .md")
        return made

    search = command("search", "find plays by the words in them")
    search.add_argument("words", nargs="+", metavar="WORD")
    diff = of_play("diff", "what differs between two versions, or from a file")
    diff.add_argument("before", type=int, nargs="?", metavar="VERSION", help="default: one earlier")
    diff.add_argument("after", type=int, nargs="?", metavar="VERSION", help="default: the latest")
    diff.add_argument("--file", type=Path, metavar="FILE", help="compare what holds with a file")
    draft = of_play("draft", "keep a file as a draft, right or wrong; without one: show the draft")
    draft.add_argument("file", type=Path, nargs="?", metavar="FILE")
    command("drafts", "what is being written")
    of_play("discard", "throw a draft away")
    of_play("publish", "publish a draft, unless somebody published meanwhile").add_argument(
        "--why", required=True
    )
    move = of_play("move", "go on with a draft from the version that holds, once you saw it")
    move.add_argument("version", type=int, metavar="VERSION")
    restore = of_play("restore", "open an earlier version as a draft")
    restore.add_argument("version", type=int, metavar="VERSION")
    of_play("retire", "let a play start on no further renewal").add_argument("--why", required=True)
    review = command("review", "plays to be looked at again, or say that one is still right")
    review.add_argument("play", nargs="?", metavar="CODE", help="it was looked at, and is right")
    review.add_argument("--until", type=session.parse_day, metavar="DATE", help="the next review")
    review.add_argument("--note", default="", help="what was looked at")
    of_play("comments", "what is said of a play")
    of_play("comment", "say something about a play").add_argument("--text", required=True)
    propose = of_play("propose", "propose to change a play, in words or with its whole text")
    propose.add_argument("--text", required=True)
    propose.add_argument("--file", type=Path, metavar="FILE")
    opened = command("open", "open the text of a proposal as a draft")
    opened.add_argument("proposal", type=int, metavar="NUMBER")
    decide = command("decide", "accept or decline a proposal")
    decide.add_argument("proposal", type=int, metavar="NUMBER")
    choice = decide.add_mutually_exclusive_group(required=True)
    choice.add_argument("--accept", action="store_true")
    choice.add_argument("--decline", action="store_true")
    decide.add_argument("--why", required=True)
    outcomes = command("outcomes", "what plays brought, beside renewals without them")
    outcomes.add_argument("--from", dest="start", type=session.parse_day, metavar="DATE")
    outcomes.add_argument("--to", dest="last", type=session.parse_day, metavar="DATE")


def _search(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.queries.playbook_search import search_playbook

    found = search_playbook(actor, " ".join(given.words))
    told = [
        {
            "play": one.version.play.code,
            "title": one.version.title,
            "excerpt": "".join(piece.text for piece in one.excerpt),
        }
        for one in found
    ]
    _print(given, [f"{one['play']:<16} {one['title']}\n    {one['excerpt']}" for one in told])
    return {"plays": told}


def _diff(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.queries.playbook_changes import difference, play_editor
    from tenure.kernel.errors import InvalidInput

    if given.file is not None:
        text = _text(given.file)
        editor = play_editor(given.play, user=actor, on=session.today(), source=text)
        if editor is None or editor.changes is None:
            raise InvalidInput(f"There is no play {given.play}.")
        return _told_diff(given, editor.changes, None, None)
    found = difference(given.play, user=actor, before=given.before, after=given.after)
    if found is None or found.after is None:
        raise InvalidInput(f"There is no such play, or no such version of it: {given.play}.")
    return _told_diff(given, found.found, found.before.version, found.after.version)


def _told_diff(
    given: argparse.Namespace, diff: TextDiff, before: int | None, after: int | None
) -> dict[str, Any]:
    lines = [
        f"  ({line.count} lines the same)" if line.kind == "gap" else f"{line.mark} {line.text}"
        for line in diff.lines
    ]
    _print(given, lines)
    return {
        "play": given.play, "before": before, "after": after, "added": diff.added,
        "removed": diff.removed,
        "lines": [
            {"kind": line.kind, "text": line.text, "before": line.before, "after": line.after,
             "count": line.count}
            for line in diff.lines
        ],
    }  # fmt: skip


def _draft(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.playbook_drafts import save_draft
    from tenure.desk.queries.playbook_changes import play_editor
    from tenure.kernel.errors import InvalidInput

    on = session.today()
    if given.file is not None:
        save_draft(code=given.play, source=_text(given.file), by=actor, on=on)
    editor = play_editor(given.play, user=actor, on=on)
    if editor is None or editor.draft is None:
        raise InvalidInput(f"There is no draft of {given.play}.")
    fault = editor.preview.fault
    said = [editor.source] if given.file is None else []
    if fault:
        said.append(f"line {fault.line}: {fault.reason}")
    if editor.is_outdated and editor.held:
        said.append(f"version {editor.held.version} was published meanwhile")
    _print(given, said or ["the draft is kept and can be published"])
    return {
        "play": given.play, "source": editor.source, "is_outdated": editor.is_outdated,
        "base": editor.base.version if editor.base else None,
        "mistake": {"line": fault.line, "reason": fault.reason} if fault else None,
    }  # fmt: skip


def _drafts(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.queries.playbook_changes import drafts_of

    told = [
        {"play": one.code, "base": one.base.version if one.base else None, "on": one.saved_on}
        for one in drafts_of(actor)
    ]
    _print(given, [f"{one['play']:<16} kept {one['on']}" for one in told])
    return {"drafts": told}


def _discard(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.playbook_drafts import drop_draft

    drop_draft(code=given.play, by=actor, on=session.today())
    _print(given, ["the draft is gone"])
    return {"play": given.play}


def _publish(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.playbook_drafts import publish_draft

    made = publish_draft(code=given.play, why=given.why, by=actor, on=session.today())
    return _told_version(given, made.version)


def _move(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.playbook_drafts import move_draft

    move_draft(code=given.play, version=given.version, by=actor, on=session.today())
    return _told_version(given, given.version)


def _restore(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.playbook_drafts import restore_version

    restore_version(code=given.play, version=given.version, by=actor, on=session.today())
    _print(given, [f"version {given.version} is a draft now; nothing is published"])
    return {"play": given.play, "version": given.version}


def _retire(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.playbook import retire_play

    made = retire_play(code=given.play, why=given.why, by=actor, on=session.today())
    return _told_version(given, made.version)


def _review(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.playbook import confirm_review
    from tenure.desk.queries.playbook_changes import due_reviews
    from tenure.desk.rules.playbook_review import usual_next_review

    on = session.today()
    if given.play is not None:
        until = given.until or usual_next_review(on)
        made = confirm_review(code=given.play, review_on=until, note=given.note, by=actor, on=on)
        return _told_version(given, made.version) | {"review_on": made.review_on}
    told = [
        {
            "play": row.version.play.code, "title": row.version.title, "state": row.state.value,
            "review_on": row.version.review_on, "owner": row.version.owner_role,
        }
        for row in due_reviews(actor, on)
    ]  # fmt: skip
    lines = [
        f"{one['review_on']}  {one['state']:<5} {one['play']:<16} {one['owner']}" for one in told
    ]
    _print(given, lines or ["no play wants to be looked at"])
    return {"reviews": told}


def _comments(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.queries.playbook_changes import comments_of

    told = []
    for one in comments_of(given.play, actor):
        decision = getattr(one, "decision", None)
        told.append({
            "number": one.pk, "kind": one.kind, "text": one.text, "version": one.version.version,
            "by": str(one.said_by), "on": one.said_on,
            "decision": decision.kind if decision else None,
            "reason": decision.reason if decision else None,
        })  # fmt: skip
    lines = [
        f"{one['number']:<6} {one['on']}  {one['kind']:<8} {one['by']}: {one['text']}"
        + (f"\n       {one['decision']}: {one['reason']}" if one["decision"] else "")
        for one in told
    ]
    _print(given, lines or ["nothing is said of it"])
    return {"comments": told}


def _comment(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.playbook_comments import comment_play

    made = comment_play(code=given.play, text=given.text, by=actor, on=session.today())
    _print(given, [f"comment {made.pk} is kept"])
    return {"play": given.play, "comment": made.pk}


def _propose(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.playbook_comments import propose_play

    source = "" if given.file is None else _text(given.file)
    made = propose_play(
        code=given.play, text=given.text, source=source, by=actor, on=session.today()
    )
    _print(given, [f"proposal {made.pk} is kept"])
    return {"play": given.play, "proposal": made.pk}


def _open(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.playbook_drafts import open_proposal

    draft = open_proposal(proposal_id=given.proposal, by=actor, on=session.today())
    _print(given, [f"the proposal is a draft of {draft.code} now; nothing is published"])
    return {"play": draft.code, "proposal": given.proposal}


def _decide(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.playbook_comments import decide_proposal

    made = decide_proposal(
        proposal_id=given.proposal, accepted=given.accept, reason=given.why, by=actor,
        on=session.today(),
    )  # fmt: skip
    _print(given, [f"proposal {given.proposal} is {made.kind}"])
    return {"proposal": given.proposal, "decision": made.kind, "reason": made.reason}


def _outcomes(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.queries.playbook_outcomes import playbook_outcomes, usual_period
    from tenure.desk.rules.playbook_outcomes import DEFINITIONS
    from tenure.kernel.period import Period

    on = session.today()
    usual = usual_period(on)
    period = Period.from_last_day(given.start or usual.start, given.last or on)
    found = playbook_outcomes(actor, period=period, on=on)
    _print(given, [_in_words(play) for play in found.plays])
    return {
        "from": found.period.start, "to": found.period.last_day, "definitions": dict(DEFINITIONS),
        "plays": [_as_json(play) for play in found.plays],
    }  # fmt: skip


def _in_words(play: PlayOutcome) -> str:
    few = "  (few: not to be compared)" if play.is_small else ""
    return (
        f"{play.title}{few}\n"
        f"    tasks completed {_rate(play.completion)}, in time {_rate(play.in_time)}\n"
        f"    with it:    on time {_rate(play.ran.on_time)}, won {_rate(play.ran.won)}\n"
        f"    without it: on time {_rate(play.without.on_time)}, won {_rate(play.without.won)}"
    )


def _rate(share: Share) -> str:
    from tenure.kernel.percent import Percent

    rate = share.rate_bp
    said = "-" if rate is None else Percent(rate).format()
    return f"{said} ({share.part} of {share.whole})"


def _as_json(play: PlayOutcome) -> dict[str, Any]:
    return {
        "play": play.code, "title": play.title, "by_event": play.by_event, "few": play.is_small,
        "completion": _share(play.completion), "in_time": _share(play.in_time),
        "not_needed": play.not_needed, "cycle_days": play.cycle_days, "cycle_of": play.cycle_of,
        "won_difference_bp": play.won_difference_bp,
        "with": _side(play.ran), "without": _side(play.without),
    }  # fmt: skip


def _side(side: Side) -> dict[str, Any]:
    return {
        "on_time": _share(side.on_time),
        "won": _share(side.won),
        "money": [
            {"currency": one.currency, "part_minor": one.part_minor,
             "whole_minor": one.whole_minor, "rate_bp": one.rate_bp}
            for one in side.money
        ],
    }  # fmt: skip


def _share(share: Share) -> dict[str, Any]:
    return {"part": share.part, "whole": share.whole, "rate_bp": share.rate_bp}


def _told_version(given: argparse.Namespace, version: int) -> dict[str, Any]:
    _print(given, [f"{given.play}  version {version}"])
    return {"play": given.play, "version": version}


def _text(path: Path) -> str:
    from tenure.kernel.errors import InvalidInput

    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path} cannot be read as text in UTF-8.") from error


def _print(given: argparse.Namespace, lines: list[str]) -> None:
    if not given.json:
        for line in lines:
            print(line)


DOES: dict[str, Does] = {
    "search": _search, "diff": _diff, "draft": _draft, "drafts": _drafts, "discard": _discard,
    "publish": _publish, "move": _move, "restore": _restore, "retire": _retire,
    "review": _review, "comments": _comments, "comment": _comment, "propose": _propose,
    "open": _open, "decide": _decide, "outcomes": _outcomes,
}  # fmt: skip
