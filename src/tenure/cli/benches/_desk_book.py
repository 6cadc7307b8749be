"""Open renewals with what the desk looks at, drawn straight into the tables of a book."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from tenure.cli.benches import _book

if TYPE_CHECKING:
    from tenure.foundation.models import User

ON = date(2027, 1, 15)
AT = datetime(2027, 1, 15, 8, tzinfo=UTC)

# A renewal each, due evenly over 360 days; those in the window and nearer are quoted but for one
# of 50, one of 20 goes through a partner, of one in 100 less is expected, one in 400 is large. What
# is quoted was sent in the last twelve days, half of it was opened, one of ten waits for an
# approval; what renews in 180 days has a task. One colleague of sixty is not here any more.
_DRAWN = (
    """
    INSERT INTO directory_staffmember (code, name, email, role, region, languages, time_zone,
        active)
    SELECT 's' || i, 'S' || i, 's' || i || '@example.com', 'renewals_manager',
        (ARRAY['EMEA', 'AMER', 'APAC'])[1 + i %% 3], '', 'UTC', i <> 59
    FROM generate_series(0, 59) i""",
    """
    INSERT INTO directory_partner (key, name, kind, country, email)
    VALUES ('p', 'Partner', 'reseller', '', '')""",
    """
    INSERT INTO directory_customer (key, name, legal_name, segment, country, region, language,
        address, export_controlled)
    SELECT 'u' || i, 'Customer ' || i, '', 'smb', '', (ARRAY['EMEA', 'AMER', 'APAC'])[1 + i %% 3],
        'en', '', false
    FROM generate_series(1, %(n)s) i""",
    """
    INSERT INTO book_contract (key, name, customer_id, owner_id, reseller_id, channel, currency,
        start_on, end_on, first_start_on, term_months, renewal_type, renewal_term_months,
        notice_days, price_method, terms_version, co_term_group, end_reason, revision)
    SELECT u.key, '', u.id, s.id,
        CASE WHEN u.id %% 20 = 0 THEN (SELECT id FROM directory_partner) END,
        CASE WHEN u.id %% 20 = 0 THEN 'reseller' ELSE 'direct' END, 'EUR', %(on)s - 300,
        %(on)s + (u.id %% 360)::int, %(on)s - 300, 12,
        CASE WHEN u.id %% 3 = 0 THEN 'auto' ELSE 'manual' END, 12, 30, '', '', '', '', 1
    FROM directory_customer u
    JOIN directory_staffmember s ON s.code = 's' || u.id %% 60""",
    """
    INSERT INTO renewals_renewal (contract_id, customer_id, owner_id, renewal_on, due_on,
        notice_on, renewal_type, currency, atr_minor, forecast_minor, contract_revision, opened_on,
        quoted_on, next_action, act_on, act_reason)
    SELECT c.id, c.customer_id, c.owner_id, c.end_on, c.end_on - 1, c.end_on - 31, c.renewal_type,
        'EUR', a.atr, CASE WHEN c.id %% 100 = 0 THEN a.atr * 8 / 10 ELSE a.atr END, 1, %(on)s - 200,
        CASE WHEN c.end_on < %(on)s + 120 AND c.id %% 50 <> 0 THEN %(on)s - 5 END, 'prepare',
        c.end_on - 60, ''
    FROM book_contract c,
    LATERAL (SELECT CASE WHEN c.id %% 400 = 0 THEN 30000000 ELSE 1200000 END AS atr) a""",
    """
    INSERT INTO quotes_quote (number, version, is_primary, currency, start_on, end_on, term_months,
        priced_on, contract_revision, valid_until, expiring_minor, proposed_minor, made_by_id,
        renewal_id, proration, option)
    SELECT 'Q-' || r.id, 1, true, 'EUR', r.renewal_on, r.renewal_on + 365, 12, r.quoted_on, 1,
        r.renewal_on, r.atr_minor, r.atr_minor, %(by)s, r.id, '', 0
    FROM renewals_renewal r WHERE r.quoted_on IS NOT NULL""",
    """
    INSERT INTO quotes_sending (name, email, language, nonce, token_hash, sent_on, expires_on,
        withdrawn_because, quote_id, sent_by_id)
    SELECT 'Dana', 'dana@example.com', 'en', '', lpad(to_hex(q.id), 64, '0'),
        %(on)s - (q.id %% 12)::int, %(on)s + 30, '', q.id, %(by)s
    FROM quotes_quote q""",
    """
    INSERT INTO quotes_offerevent (sending_id, kind, note, "on", by_id)
    SELECT s.id, k.kind, CASE WHEN k.kind = 'question' THEN 'Who signs for you?' ELSE '' END,
        s.sent_on + 1, %(by)s
    FROM quotes_sending s
    JOIN (VALUES ('opened', 2), ('question', 20)) k (kind, of) ON s.id %% k.of = 0""",
    """
    INSERT INTO quotes_approvalrequest (facts, requested_on, requested_at, void_because, quote_id,
        renewal_id, requested_by_id, option)
    SELECT '{"discount_bp": 1000, "value_minor": 1200000}', %(on)s - 4, %(at)s - interval '4 days',
        '', q.id, q.renewal_id, %(by)s, 0
    FROM quotes_quote q WHERE q.id %% 10 = 0""",
    """
    INSERT INTO quotes_approvalstep (request_id, stage, role, why, approver_id)
    SELECT a.id, 1, 'deal_desk', '[{"trigger": "discount", "rule": "", "why": ""}]', %(by)s
    FROM quotes_approvalrequest a""",
    """
    INSERT INTO quotes_approvalnotice (step_id, kind, round, recipient, user_id, due_at, written_at)
    SELECT s.id, 'asked', 0, 'sam@example.com', %(by)s,
        %(at)s + (s.id %% 240 - 4) * interval '1 hour', %(at)s - interval '4 days'
    FROM quotes_approvalstep s""",
    """
    INSERT INTO desk_task (renewal_id, title, owner_role, due_on, after_close, place, checklist,
        made_by_id, opened_on, sla_hours, sla_due_at)
    SELECT r.id, 'Call them', 'renewals_manager', %(on)s + 5, false, '', '{}', %(by)s, %(on)s - 5,
        16, %(at)s + (r.id %% 480 - 8) * interval '1 hour'
    FROM renewals_renewal r WHERE r.renewal_on < %(on)s + 180""",
    """
    INSERT INTO desk_riskmark (renewal_id, category, reason, "on", by_id)
    SELECT r.id, 'will_churn_actionable', 'Their CFO left.', %(on)s - 9, %(by)s
    FROM renewals_renewal r WHERE r.id %% 97 = 0""",
)


def draw(name: str, scale: int) -> User:
    """Make the database `name` with so many open renewals; return the program's user.

    Foreign keys are not checked meanwhile.
    """
    from django.db import connection

    from tenure.foundation.commands import system_actor

    _book.use_database(name)
    by = system_actor()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for statement in _DRAWN:
            cursor.execute(statement, {"n": scale, "on": ON, "at": AT, "by": by.pk})
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM ANALYZE")
    return by
