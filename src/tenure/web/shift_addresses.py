"""Addresses of shifts, routing and handovers."""

from __future__ import annotations

from django.urls import path

from tenure.web.views import handovers, region_hours, routing, shifts

urlpatterns = [
    path("shifts/", shifts.shifts, name="shifts"),
    path("shifts/gaps/", shifts.shift_gaps, name="shift_gaps"),
    path("shifts/hours/", region_hours.shift_hours, name="shift_hours"),
    path("shifts/absences/", shifts.absences, name="absences"),
    path("shifts/absences/<int:absence_id>/end/", shifts.absence_end, name="absence_end"),
    path("shifts/patterns/", shifts.shift_patterns, name="shift_patterns"),
    path("shifts/plan/", shifts.shift_plan, name="shift_plan"),
    path("shifts/swaps/", shifts.shift_swaps, name="shift_swaps"),
    path("shifts/swaps/<int:swap_id>/answer/", shifts.shift_swap_answer, name="shift_swap_answer"),
    path("routing/", routing.routing, name="routing"),
    path("routing/staff/", routing.routing_staff, name="routing_staff"),
    path("handovers/", handovers.handover_list, name="handovers"),
    path("handovers/<int:handover_id>/", handovers.handover, name="handover"),
    path(
        "handovers/<int:handover_id>/notes/<int:note_id>/text/",
        handovers.handover_note,
        name="handover_note",
    ),
    path("handovers/<int:handover_id>/giving/", handovers.handover_giving, name="handover_giving"),
    path(
        "handovers/<int:handover_id>/acknowledgement/",
        handovers.handover_acknowledgement,
        name="handover_acknowledgement",
    ),
    path("handovers/<int:handover_id>/return/", handovers.handover_return, name="handover_return"),
]
