"""Roles of the desk and what each may do. Plain declarations: read by rules, views and tests."""

from __future__ import annotations

from django.db import models


class Role(models.TextChoices):
    """The people of a renewals team (and the program itself)."""

    RENEWALS_MANAGER = "renewals_manager", "Renewals manager"
    ACCOUNT_EXECUTIVE = "account_executive", "Account executive"
    CUSTOMER_SUCCESS = "customer_success", "Customer success manager"
    DEAL_DESK = "deal_desk", "Deal desk"
    SALES_OPERATIONS = "sales_operations", "Sales operations"
    PARTNER = "partner", "Partner"
    HEAD_OF_RENEWALS = "head_of_renewals", "Head of Renewals"
    AUDITOR = "auditor", "Auditor"
    ADMINISTRATOR = "administrator", "Administrator"
    SYSTEM = "system", "Tenure"


class Permission(models.TextChoices):
    """What a screen or command asks for."""

    VIEW_WORK = "view_work", "See renewals, contracts and quotes in one's scope"
    WORK_RENEWALS = "work_renewals", "Assign, group, forecast, make and refresh quotes"
    BOOK_ORDERS = "book_orders", "Book orders: change, renew, end and move contracts in one's scope"
    IMPORT_FILES = "import_files", "Load files into the book"
    REVIEW_QUALITY = "review_quality", "See and fix what is missing in the book"
    RUN_DAY = "run_day", "Start the daily run"
    SEE_AUDIT = "see_audit", "Read the audit log"
    SEE_POLICIES = "see_policies", "See the published price, discount and margin policies"
    SEE_LEAKAGE = "see_leakage", "See what is not asked for of what one is entitled to"
    SEE_METRICS = "see_metrics", "See metrics of what is in one's scope"
    WRITE_REVIEWS = "write_reviews", "Write one's own words into reviews, and keep them"
    SET_POLICY = "set_policy", "Try, publish and withdraw policies"
    SET_APPROVALS = "set_approvals", "Publish approval rules and seat approvers"
    SEE_PERIODS = "see_periods", "See closed periods, their figures, and what is missing to close"
    CLOSE_PERIODS = "close_periods", "Close a period: nothing in it changes any more"
    REOPEN_PERIODS = "reopen_periods", "Reopen the latest closed period, with a reason"
    ENROL_CUSTOMERS = "enrol_customers", "Enrol customers in programs, verify and end enrolments"
    REGISTER_DEALS = "register_deals", "Register deals of partners"
    MANAGE_PARTNERS = "manage_partners", "Set partners' tiers and decide on registered deals"
    DECIDE_EXCEPTIONS = "decide_exceptions", "Decide on churn exceptions"
    SEE_PLAYBOOK = "see_playbook", "Read the playbook and see the tasks of what is in one's scope"
    DO_TASKS = "do_tasks", "Start plays on renewals in one's scope, and finish their tasks"
    PROPOSE_PLAYS = "propose_plays", "Draft changes of plays, propose them, and comment"
    PUBLISH_PLAYBOOK = "publish_playbook", "Publish versions of plays"
    SEE_ESCALATIONS = "see_escalations", "See escalations and save plays in one's scope"
    WORK_ESCALATIONS = "work_escalations", "Acknowledge, plan and resolve escalations, try saves"
    SET_ESCALATIONS = "set_escalations", "Publish escalation rules and save tactics"
    LEAD_RENEWALS = "lead_renewals", "See what is new, late and worth most, over the whole book"
    OPEN_REQUESTS = "open_requests", "Ask the desk for something, for customers in one's scope"
    SEE_REQUESTS = "see_requests", "See the requests to the desk that are in one's scope"
    HANDLE_REQUESTS = "handle_requests", "Take, answer and settle requests to the desk"
    SEE_ROTA = "see_rota", "See who is on duty, the rota, absences, and one's handovers"
    PLAN_SHIFTS = "plan_shifts", "Plan shifts and absences, set skills and capacity, route work"
    MANAGE_USERS = "manage_users", "Manage users and teams"


_P = Permission
_ASKS_THE_DESK: frozenset[str] = frozenset({_P.OPEN_REQUESTS, _P.SEE_REQUESTS})
_SERVES_REQUESTS = _ASKS_THE_DESK | {_P.HANDLE_REQUESTS}
_ACCOUNT_TEAM: frozenset[str] = _ASKS_THE_DESK | frozenset(
    {
        _P.VIEW_WORK,
        _P.SEE_POLICIES,
        _P.SEE_LEAKAGE,
        _P.SEE_METRICS,
        _P.WRITE_REVIEWS,
        _P.SEE_PLAYBOOK,
        _P.DO_TASKS,
        _P.PROPOSE_PLAYS,
        _P.SEE_ESCALATIONS,
        _P.WORK_ESCALATIONS,
        _P.SEE_ROTA,
    }
)
GRANTS: dict[str, frozenset[str]] = {
    Role.RENEWALS_MANAGER: _SERVES_REQUESTS
    | frozenset(
        {
            _P.VIEW_WORK,
            _P.WORK_RENEWALS,
            _P.BOOK_ORDERS,
            _P.REVIEW_QUALITY,
            _P.ENROL_CUSTOMERS,
            _P.REGISTER_DEALS,
            _P.SEE_POLICIES,
            _P.SEE_LEAKAGE,
            _P.SEE_METRICS,
            _P.WRITE_REVIEWS,
            _P.SEE_PLAYBOOK,
            _P.DO_TASKS,
            _P.PROPOSE_PLAYS,
            _P.SEE_ESCALATIONS,
            _P.WORK_ESCALATIONS,
            _P.SEE_ROTA,
        }
    ),
    Role.ACCOUNT_EXECUTIVE: _ACCOUNT_TEAM,
    Role.CUSTOMER_SUCCESS: _ACCOUNT_TEAM,
    Role.DEAL_DESK: _SERVES_REQUESTS
    | frozenset(
        {
            _P.VIEW_WORK,
            _P.WORK_RENEWALS,
            _P.BOOK_ORDERS,
            _P.REVIEW_QUALITY,
            _P.SEE_POLICIES,
            _P.SEE_LEAKAGE,
            _P.SEE_METRICS,
            _P.WRITE_REVIEWS,
            _P.SET_POLICY,
            _P.ENROL_CUSTOMERS,
            _P.REGISTER_DEALS,
            _P.MANAGE_PARTNERS,
            _P.SEE_PLAYBOOK,
            _P.DO_TASKS,
            _P.PROPOSE_PLAYS,
            _P.SEE_ESCALATIONS,
            _P.WORK_ESCALATIONS,
            _P.SEE_ROTA,
        }
    ),
    Role.SALES_OPERATIONS: _SERVES_REQUESTS
    | frozenset(
        {
            _P.VIEW_WORK,
            _P.WORK_RENEWALS,
            _P.BOOK_ORDERS,
            _P.IMPORT_FILES,
            _P.ENROL_CUSTOMERS,
            _P.REGISTER_DEALS,
            _P.MANAGE_PARTNERS,
            _P.REVIEW_QUALITY,
            _P.RUN_DAY,
            _P.SET_APPROVALS,
            _P.SEE_PERIODS,
            _P.CLOSE_PERIODS,
            _P.SEE_POLICIES,
            _P.SEE_LEAKAGE,
            _P.SEE_METRICS,
            _P.WRITE_REVIEWS,
            _P.SEE_PLAYBOOK,
            _P.DO_TASKS,
            _P.PROPOSE_PLAYS,
            _P.SEE_ESCALATIONS,
            _P.WORK_ESCALATIONS,
            _P.PUBLISH_PLAYBOOK,
            _P.SET_ESCALATIONS,
            _P.LEAD_RENEWALS,
            _P.SEE_ROTA,
            _P.PLAN_SHIFTS,
        }
    ),
    Role.PARTNER: _ASKS_THE_DESK | {_P.VIEW_WORK, _P.REGISTER_DEALS},
    Role.HEAD_OF_RENEWALS: frozenset(_P) - {_P.MANAGE_USERS},
    Role.AUDITOR: frozenset(
        {
            _P.VIEW_WORK,
            _P.REVIEW_QUALITY,
            _P.SEE_AUDIT,
            _P.SEE_POLICIES,
            _P.SEE_LEAKAGE,
            _P.SEE_METRICS,
            _P.SEE_PERIODS,
            _P.SEE_PLAYBOOK,
            _P.SEE_ESCALATIONS,
            _P.LEAD_RENEWALS,
            _P.SEE_REQUESTS,
            _P.SEE_ROTA,
        }
    ),
    Role.ADMINISTRATOR: frozenset(_P),
    Role.SYSTEM: frozenset(_P),
}

# These see the whole book; the others see what is theirs, their team's or their partner's.
SEE_EVERYTHING: frozenset[str] = frozenset(
    {
        Role.DEAL_DESK,
        Role.SALES_OPERATIONS,
        Role.HEAD_OF_RENEWALS,
        Role.AUDITOR,
        Role.ADMINISTRATOR,
        Role.SYSTEM,
    }
)


def may(role: str, permission: str) -> bool:
    """Tell whether a role holds a permission."""
    return permission in GRANTS.get(role, frozenset())
