"""Addresses of the desk. The same noun in address, view, template and audit code."""

from __future__ import annotations

from datetime import date

from django.urls import path, register_converter

from tenure.web import engagement_urls, request_urls, shift_addresses
from tenure.web.forecast_urls import FORECAST
from tenure.web.review_urls import REVIEWS
from tenure.web.task_urls import TASKS
from tenure.web.views import (
    approval_links,
    approvals,
    approvers,
    audit,
    bulk,
    changes,
    closing,
    contract,
    customer_offer,
    dashboards,
    deals,
    design,
    directory,
    escalation_rules,
    escalations,
    esignature,
    imports,
    indices,
    insight,
    leakage,
    moves,
    offers,
    papers,
    periods,
    play_changes,
    play_drafts,
    playbook,
    policies,
    quality,
    quote,
    rates,
    reconciliation,
    renewal,
    reversal,
    runs,
    saves,
    search,
    sendings,
    session,
    simulations,
    statements,
    team,
    terminations,
    verify,
    what_if,
    worklist,
)


class DayConverter:
    """A day in an address, as 2027-01-15."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """Return the day; ValueError (so 404) for one that the calendar does not have."""
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        """Return the day as the address carries it."""
        return value.isoformat()


register_converter(DayConverter, "day")

urlpatterns = [
    path("", worklist.worklist, name="worklist"),
    path("worklist.<str:kind>", worklist.worklist_export, name="worklist_export"),
    path("worklist/bulk/", bulk.worklist_bulk, name="worklist_bulk"),
    path("team/", team.team, name="team"),
    path("views/", worklist.saved_views, name="saved_views"),
    path("views/<int:view_id>/removal/", worklist.saved_view_removal, name="saved_view_removal"),
    path("renewals/<int:renewal_id>/", renewal.renewal, name="renewal"),
    path("renewals/<int:renewal_id>/owner/", renewal.renewal_owner, name="renewal_owner"),
    path("renewals/<int:renewal_id>/quote/", renewal.renewal_quote, name="renewal_quote"),
    path("renewals/<int:renewal_id>/forecast/", renewal.renewal_forecast, name="renewal_forecast"),
    path("renewals/<int:renewal_id>/outcome/", renewal.renewal_outcome, name="renewal_outcome"),
    *engagement_urls.urlpatterns,
    path("renewals/<int:renewal_id>/group/", renewal.renewal_group, name="renewal_group"),
    path("quotes/<int:quote_id>/", quote.quote, name="quote"),
    path("quotes/<int:quote_id>/papers/", papers.quote_papers, name="quote_papers"),
    path("papers/templates/", papers.paper_templates, name="paper_templates"),
    path(
        "papers/templates/<slug:kind>/<slug:language>/sample.<slug:form>",
        papers.paper_preview_file,
        name="paper_preview",
    ),
    path("terminations/<int:notice_id>/papers/", papers.notice_papers, name="notice_papers"),
    path("papers/<int:paper_id>/file/", papers.paper_file, name="paper_file"),
    path("quotes/<int:quote_id>/document/", quote.quote_document, name="quote_document"),
    path("quotes/<int:quote_id>/explanation/", quote.quote_explanation, name="quote_explanation"),
    path("quotes/<int:quote_id>/what-if/", what_if.quote_what_if, name="quote_what_if"),
    path("quotes/<int:quote_id>/options/", offers.quote_options, name="quote_options"),
    path("quotes/<int:quote_id>/withdrawal/", offers.quote_withdrawal, name="quote_withdrawal"),
    path("quotes/<int:quote_id>/copy/", offers.quote_copy, name="quote_copy"),
    path("quotes/<int:quote_id>/difference/", offers.quote_difference, name="quote_difference"),
    path("renewals/<int:renewal_id>/note/", offers.renewal_note, name="renewal_note"),
    path("quotes/<int:quote_id>/versions/", what_if.quote_versions, name="quote_versions"),
    path("quotes/<int:quote_id>/products/", what_if.quote_products, name="quote_products"),
    path("quotes/<int:quote_id>/sending/", sendings.quote_sending, name="quote_sending"),
    path(
        "sendings/<int:sending_id>/withdrawal/",
        sendings.sending_withdrawal,
        name="sending_withdrawal",
    ),
    path("offer-questions/<int:event_id>/answer/", sendings.offer_answer, name="offer_answer"),
    path("offer-uploads/<int:event_id>/file/", sendings.offer_upload, name="offer_upload"),
    path("offer/<str:token>/", customer_offer.offer, name="offer"),
    path("offer/<str:token>/document/", customer_offer.offer_document, name="offer_document"),
    path("offer/<str:token>/guide/<slug:code>/", customer_offer.offer_guide, name="offer_guide"),
    path("offer/<str:token>/question/", customer_offer.offer_question, name="offer_question"),
    path("offer/<str:token>/acceptance/", customer_offer.offer_acceptance, name="offer_acceptance"),
    path("offer/<str:token>/decline/", customer_offer.offer_decline, name="offer_decline"),
    path("offer/<str:token>/signed/", customer_offer.offer_signed, name="offer_signed"),
    path("contracts/<int:contract_id>/papers/", papers.contract_papers, name="contract_papers"),
    path("contracts/<int:contract_id>/owner/", quality.contract_owner, name="contract_owner"),
    path(
        "customers/<int:customer_id>/contacts/", quality.customer_contacts, name="customer_contacts"
    ),
    path("imports/", imports.imports, name="imports"),
    path("imports/upload/", imports.import_upload, name="import_upload"),
    path("imports/<int:run_id>/", imports.import_run, name="import"),
    path("imports/<int:run_id>/preview/", imports.import_preview, name="import_preview"),
    path("imports/<int:run_id>/landing/", imports.import_landing, name="import_landing"),
    path("imports/<int:run_id>/rejects/", imports.import_rejects, name="import_rejects"),
    *request_urls.urlpatterns,
    path("runs/", runs.runs, name="runs"),
    path("runs/start/", runs.run_start, name="run_start"),
    path("runs/<day:on>/", runs.run, name="run"),
    path("runs/<day:on>/digest/", runs.run_digest, name="run_digest"),
    *shift_addresses.urlpatterns,
    path("offers/", sendings.offers_out, name="offers_out"),
    path("approvals/", approvals.approvals, name="approvals"),
    path("approval-links/<str:token>/", approval_links.approval_link, name="approval_link"),
    path("approvals/rules/", approvers.approval_rules, name="approval_rules"),
    path("approvals/rules/draft/", approvers.approval_rule, name="approval_rule"),
    path("approvals/seats/", approvers.approval_seats, name="approval_seats"),
    path(
        "approvals/seats/<int:seat_id>/end/", approvers.approval_seat_end, name="approval_seat_end"
    ),
    path("approvals/cover/", approvers.approval_cover, name="approval_cover"),
    path(
        "approvals/cover/<int:delegation_id>/end/",
        approvers.approval_cover_end,
        name="approval_cover_end",
    ),
    path("quotes/<int:quote_id>/approval/", approvals.quote_approval, name="quote_approval"),
    path(
        "quotes/<int:quote_id>/approval/request/",
        approvals.quote_approval_request,
        name="quote_approval_request",
    ),
    path(
        "approvals/<int:step_id>/decision/", approvals.approval_decision, name="approval_decision"
    ),
    path("renewals/<int:renewal_id>/terms/", approvals.renewal_terms, name="renewal_terms"),
    path("signatures/news/", esignature.signature_news, name="signature_news"),
    path("closing/", closing.closing, name="closing"),
    path("renewals/<int:renewal_id>/closing/", closing.closing_renewal, name="closing_renewal"),
    path(
        "renewals/<int:renewal_id>/acceptance/",
        closing.closing_acceptance,
        name="closing_acceptance",
    ),
    path(
        "renewals/<int:renewal_id>/signature/", closing.closing_signature, name="closing_signature"
    ),
    path("renewals/<int:renewal_id>/step/", closing.closing_step, name="closing_step"),
    path(
        "renewals/<int:renewal_id>/exception/", closing.closing_exception, name="closing_exception"
    ),
    path(
        "exceptions/<int:exception_id>/decision/", closing.closing_decision, name="closing_decision"
    ),
    path(
        "acceptances/<int:acceptance_id>/booking/", closing.closing_booking, name="closing_booking"
    ),
    path("acceptances/<int:acceptance_id>/paper/", closing.closing_paper, name="closing_paper"),
    path("papers/<int:check_id>/waiver/", closing.closing_waiver, name="closing_waiver"),
    path(
        "acceptances/<int:acceptance_id>/release/", closing.closing_release, name="closing_release"
    ),
    path(
        "contracts/<int:contract_id>/termination/",
        terminations.contract_termination,
        name="contract_termination",
    ),
    path("terminations/<int:notice_id>/", terminations.termination, name="termination"),
    path(
        "terminations/<int:notice_id>/file/",
        terminations.termination_file,
        name="termination_file",
    ),
    path(
        "terminations/<int:notice_id>/attempt/",
        terminations.termination_attempt,
        name="termination_attempt",
    ),
    path("terminations/<int:notice_id>/end/", terminations.termination_end, name="termination_end"),
    path(
        "terminations/<int:notice_id>/withdrawal/",
        terminations.termination_withdrawal,
        name="termination_withdrawal",
    ),
    path(
        "terminations/<int:notice_id>/return/",
        terminations.termination_return,
        name="termination_return",
    ),
    path("reconciliation/statements/", statements.statements, name="statements"),
    path("reconciliation/statements/<int:run_id>/", statements.statement, name="statement"),
    path(
        "reconciliation/statements/<int:run_id>/rejects/",
        statements.statement_rejects,
        name="statement_rejects",
    ),
    path("reconciliation/", reconciliation.reconciliation, name="reconciliation"),
    path("reconciliation/run/", reconciliation.reconciliation_run, name="reconciliation_run"),
    path("discrepancies/<int:discrepancy_id>/", reconciliation.discrepancy, name="discrepancy"),
    path(
        "discrepancies/<int:discrepancy_id>/owner/",
        reconciliation.discrepancy_owner,
        name="discrepancy_owner",
    ),
    path(
        "discrepancies/<int:discrepancy_id>/note/",
        reconciliation.discrepancy_note,
        name="discrepancy_note",
    ),
    path(
        "discrepancies/<int:discrepancy_id>/settlement/",
        reconciliation.discrepancy_settlement,
        name="discrepancy_settlement",
    ),
    path("periods/", periods.periods, name="periods"),
    path("periods/<slug:name>/", periods.period, name="period"),
    path("periods/<slug:name>/close/", periods.period_close, name="period_close"),
    path("periods/<slug:name>/reopening/", periods.period_reopening, name="period_reopening"),
    path("quality/", quality.quality, name="quality"),
    path("quality/review/", quality.quality_review, name="quality_review"),
    path("quality/owners/", quality.quality_owners, name="quality_owners"),
    path("contracts/<int:contract_id>/", contract.contract, name="contract"),
    path("contracts/<int:contract_id>/changes/", changes.contract_changes, name="contract_changes"),
    path(
        "contracts/<int:contract_id>/changes/<slug:kind>/",
        changes.contract_change,
        name="contract_change",
    ),
    path(
        "contracts/<int:contract_id>/moves/<slug:kind>/", moves.contract_move, name="contract_move"
    ),
    path(
        "contracts/<int:contract_id>/orders/<int:number>/reversal/",
        reversal.contract_reversal,
        name="contract_reversal",
    ),
    path("contracts/<int:contract_id>/deals/", deals.contract_deals, name="contract_deals"),
    path("deals/<int:deal_id>/approval/", deals.deal_approval, name="deal_approval"),
    path("deals/<int:deal_id>/withdrawal/", deals.deal_withdrawal, name="deal_withdrawal"),
    path("customers/<int:customer_id>/", directory.customer, name="customer"),
    path("partners/<int:partner_id>/", directory.partner, name="partner"),
    path("partners/<int:partner_id>/tier/", directory.partner_tier, name="partner_tier"),
    *FORECAST,
    path("dashboards/", dashboards.dashboard_list, name="dashboards"),
    path("dashboards/<slug:name>/", dashboards.dashboard, name="dashboard"),
    path("insight/", insight.insight, name="insight"),
    path("insight.csv", insight.insight_export, name="insight_export"),
    path("insight.xlsx", insight.insight_workbook, name="insight_workbook"),
    path("insight.svg", insight.insight_drawing, name="insight_drawing"),
    path("leakage/", leakage.leakage_report, name="leakage"),
    path("leakage.<str:kind>", leakage.leakage_export, name="leakage_export"),
    path("policies/", policies.policies, name="policies"),
    path("policies.csv", policies.policies_export, name="policies_export"),
    path("policies/file/", policies.policy_file, name="policy_file"),
    path("policies/rates/", rates.exchange_rates, name="exchange_rates"),
    path("policies/rates/file/", rates.exchange_rate_file, name="exchange_rate_file"),
    path("policies/indices/", indices.price_indices, name="price_indices"),
    path("policies/indices/<int:index_id>/", indices.price_index, name="price_index"),
    path("policies/indices/value/", indices.index_value, name="index_value"),
    path("policies/indices/file/", indices.index_file, name="index_file"),
    path("policies/draft/<slug:kind>/", policies.policy_draft, name="policy_draft"),
    path("policies/simulations/", simulations.simulations, name="simulations"),
    path("policies/simulations/<int:simulation_id>/", simulations.simulation, name="simulation"),
    path(
        "policies/simulations/<int:simulation_id>/publication/",
        simulations.simulation_publication,
        name="simulation_publication",
    ),
    path(
        "policies/simulations/<int:simulation_id>/again/",
        simulations.simulation_again,
        name="simulation_again",
    ),
    path(
        "policies/simulations/<int:simulation_id>/contracts/<int:contract_id>/",
        simulations.simulation_contract,
        name="simulation_contract",
    ),
    path("policies/<slug:kind>/<int:policy_id>/", policies.policy, name="policy"),
    path(
        "policies/<slug:kind>/<int:policy_id>/withdrawal/",
        policies.policy_withdrawal,
        name="policy_withdrawal",
    ),
    path("playbook/", playbook.playbook, name="playbook"),
    path("playbook/all/new/", play_drafts.play_new, name="play_new"),
    path("playbook/all/outcomes/", playbook.play_outcomes, name="play_outcomes"),
    path("playbook/<slug:code>/", playbook.play, name="play"),
    path("playbook/<slug:code>/comments/", play_changes.play_comments, name="play_comments"),
    path("playbook/<slug:code>/difference/", play_drafts.play_difference, name="play_difference"),
    path("playbook/<slug:code>/draft/", play_drafts.play_draft, name="play_draft"),
    path("playbook/<slug:code>/draft/preview/", play_drafts.play_preview, name="play_preview"),
    path(
        "playbook/<slug:code>/draft/removal/",
        play_drafts.play_draft_removal,
        name="play_draft_removal",
    ),
    path(
        "playbook/<slug:code>/proposals/<int:proposal_id>/decision/",
        play_changes.proposal_decision,
        name="proposal_decision",
    ),
    path(
        "playbook/<slug:code>/proposals/<int:proposal_id>/draft/",
        play_drafts.proposal_draft,
        name="proposal_draft",
    ),
    path(
        "playbook/<slug:code>/restoration/", play_drafts.play_restoration, name="play_restoration"
    ),
    path("playbook/<slug:code>/retirement/", play_changes.play_retirement, name="play_retirement"),
    path("playbook/<slug:code>/review/", play_changes.play_review, name="play_review"),
    path(
        "playbook/shipped/publication/",
        playbook.playbook_publication,
        name="playbook_publication",
    ),
    path("escalations/", escalations.escalations, name="escalations"),
    path("escalations/rules/", escalation_rules.escalation_rules, name="escalation_rules"),
    path("escalations/rules/draft/", escalation_rules.escalation_rule, name="escalation_rule"),
    path(
        "escalations/rules/withdrawal/",
        escalation_rules.escalation_rule_withdrawal,
        name="escalation_rule_withdrawal",
    ),
    path("escalations/defaults/", escalation_rules.escalation_defaults, name="escalation_defaults"),
    path("escalations/<int:escalation_id>/", escalations.escalation, name="escalation"),
    path(
        "escalations/<int:escalation_id>/acknowledgement/",
        escalations.escalation_acknowledgement,
        name="escalation_acknowledgement",
    ),
    path(
        "escalations/<int:escalation_id>/plan/",
        escalations.escalation_plan,
        name="escalation_plan",
    ),
    path(
        "escalations/<int:escalation_id>/resolution/",
        escalations.escalation_resolution,
        name="escalation_resolution",
    ),
    path(
        "escalations/<int:escalation_id>/reopening/",
        escalations.escalation_reopening,
        name="escalation_reopening",
    ),
    path("renewals/<int:renewal_id>/contest/", escalations.renewal_contest, name="renewal_contest"),
    path("head/", escalations.head, name="head"),
    path("saves/", saves.saves, name="saves"),
    path("saves/tactics/", saves.save_tactics, name="save_tactics"),
    path("saves/<int:save_id>/result/", saves.save_result, name="save_result"),
    path("renewals/<int:renewal_id>/saves/", saves.renewal_saves, name="renewal_saves"),
    *REVIEWS,
    *TASKS,
    path("renewals/<int:renewal_id>/plays/", renewal.renewal_plays, name="renewal_plays"),
    path("search/", search.search, name="search"),
    path("audit/", audit.audit, name="audit"),
    path("design/", design.design, name="design"),
    path("sign-in/", session.sign_in, name="sign_in"),
    path("sign-out/", session.sign_out, name="sign_out"),
    path("verify/", verify.verify, name="verify"),
    path("healthz", session.healthz, name="healthz"),
]
