"""Comments on plays, proposals to improve them, and what became of those."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tenure.desk.commands.playbook import require_publisher, required_version
from tenure.desk.commands.playbook_drafts import require_writer, save_draft
from tenure.desk.models import Play, PlayComment, PlayDecision, PlayDraft
from tenure.desk.rules.playbook import PlaybookRefused, read_playbook
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.kernel.errors import Conflict, InvalidInput

COMMENT_VERB = "desk.comment_play"
PROPOSE_VERB = "desk.propose_play"
DECIDE_VERB = "desk.decide_proposal"


class ProposalDecided(Conflict):
    """The proposal has been accepted or declined already; the message says by whom and why."""


@transaction.atomic
def comment_play(*, code: str, text: str, by: User, on: date) -> PlayComment:
    """Say something about a play as it holds. The same by the same person again changes nothing."""
    require_writer(by)
    return _said(code, PlayComment.Kind.COMMENT, text, "", by=by, on=on)


@transaction.atomic
def propose_play(*, code: str, text: str, source: str = "", by: User, on: date) -> PlayComment:
    """Propose to change a play: in words, or also with the whole text as it should be.

    A text with an error in its front matter is refused (PlaybookRefused, with line and reason).
    """
    require_writer(by)
    source = source.replace("\r\n", "\n")
    if source:
        _require_right(code, source)
    return _said(code, PlayComment.Kind.PROPOSAL, text, source, by=by, on=on)


@transaction.atomic
def propose_draft(*, code: str, text: str, by: User, on: date) -> PlayComment:
    """Propose what a person's draft says, on the version it was made from. The draft is gone."""
    require_writer(by)
    draft = PlayDraft.objects.select_for_update().filter(by=by, code=code).first()
    if draft is None:
        raise InvalidInput("You have no draft of this play.")
    if draft.base_id is None:
        raise InvalidInput("A new play is not proposed: somebody who may publish writes it.")
    _require_right(code, draft.source)
    proposal = _said(
        code, PlayComment.Kind.PROPOSAL, text, draft.source, base_id=draft.base_id, by=by, on=on
    )
    draft.delete()
    return proposal


def propose_text(*, code: str, source: str, text: str, by: User, on: date) -> PlayComment:
    """Keep what was written as the person's draft, then propose it; refused, the draft stays."""
    save_draft(code=code, source=source, by=by, on=on)
    return propose_draft(code=code, text=text, by=by, on=on)


@transaction.atomic
def decide_proposal(
    *, proposal_id: int, accepted: bool, reason: str, by: User, on: date
) -> PlayDecision:
    """Accept or decline a proposal, with the reason. The same decision again changes nothing."""
    require_publisher(by)
    proposals = PlayComment.objects.select_for_update(of=("self",)).select_related("version")
    proposal = proposals.filter(pk=proposal_id, kind=PlayComment.Kind.PROPOSAL).first()
    if proposal is None:
        raise InvalidInput("There is no such proposal.")
    reason = " ".join(reason.split())
    if not 0 < len(reason) <= 500:
        raise InvalidInput("Say in at most 500 characters why.")
    kind = PlayDecision.Kind.ACCEPTED if accepted else PlayDecision.Kind.DECLINED
    before = PlayDecision.objects.select_related("decided_by").filter(proposal=proposal).first()
    if before is not None:
        if (before.kind, before.reason, before.decided_by_id) == (kind, reason, by.pk):
            return before
        said = f"{before.get_kind_display().lower()} by {before.decided_by}: {before.reason}"
        raise ProposalDecided(f"The proposal is decided already, {said}")
    made = PlayDecision.objects.create(
        proposal=proposal, kind=kind, reason=reason, decided_on=on, decided_by=by
    )
    detail = {"proposal": proposal.pk, "kind": kind.value, "reason": reason}
    record_event(by=by, on=on, verb=DECIDE_VERB, subject=proposal.version, detail=detail)
    return made


def _require_right(code: str, source: str) -> None:
    _, mistakes = read_playbook({code: source})
    if mistakes:
        raise PlaybookRefused(mistakes)


def _said(
    code: str, kind: str, text: str, source: str, *, by: User, on: date, base_id: int | None = None
) -> PlayComment:
    text = "\n".join(line.rstrip() for line in text.strip().splitlines())
    if not 0 < len(text) <= 2000:
        raise InvalidInput("Say it in at most 2,000 characters.")
    held = required_version(code)
    Play.objects.select_for_update().get(pk=held.play_id)  # two clicks are said one after the other
    comment, made = PlayComment.objects.get_or_create(
        play=held.play, kind=kind, text=text, source=source, said_by=by, said_on=on,
        defaults={"version_id": base_id or held.pk},
    )  # fmt: skip
    if made:
        verb = COMMENT_VERB if kind == PlayComment.Kind.COMMENT else PROPOSE_VERB
        detail = {"comment": comment.pk, "code": code, "text": text[:300]}
        record_event(by=by, on=on, verb=verb, subject=held, detail=detail)
    return comment
