"""One's own appointment: see, move, cancel."""

from __future__ import annotations

from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from polku.care.scheduling import actions
from polku.care.scheduling.actions import OwnOverlap, SlotTaken
from polku.care.scheduling.models import Slot
from polku.care.scheduling.queries import AppointmentView, appointment_for, free_slots
from polku.catalogue.queries import unit
from polku.foundation.calendar import helsinki_date
from polku.foundation.errors import NotFound
from polku.foundation.ids import new_id
from polku.web.resident.present import told
from polku.web.resident.session import actor, resident_only
from polku.web.resident.titles import case_title
from polku.web.ui.submit import submitted


@require_safe
@resident_only
def booking(request: HttpRequest, booking: UUID) -> HttpResponse:
    shown = page(appointment_for(actor(request), booking))
    return render(request, "resident/booking.html", shown | {"moved": "moved" in request.GET})


def page(view: AppointmentView, error: str = "") -> dict[str, Any]:
    made = view.appointment
    place = unit(made.unit_id)
    minutes = int((made.period.upper - made.period.lower).total_seconds() // 60)
    kind = {"service": made.slot.service, "profession": made.slot.profession}
    offered = free_slots(unit_id=made.unit_id, **kind, limit=20) if view.may_change else []
    return {
        "booking": {
            "title": case_title(made.case.topic) if made.case else _("Appointment"), "starts": made.starts_at, "minutes": minutes,
            "place": told(place.name), "address": told(place.street), "professional": made.professional.name,
            "cancelled": made.status == "cancelled",
        },
        "may_change": view.may_change, "change_until": view.change_until if made.status == "booked" else None,
        "days": days(offered), "form": {"token": str(new_id()), "error": error},
        "errors": [{"target": "slot", "text": error}] if error else [],
        "cancel_url": reverse("resident:cancel", args=[made.id]), "move_url": reverse("resident:move", args=[made.id]),
        "back_href": reverse("resident:my"),
    }


def days(slots: list[Slot]) -> list[dict[str, Any]]:
    """Slots by their Helsinki day, for ``ui/parts/free_times.html``."""
    return [
        {"day": day, "times": [{"value": str(s.id), "starts": s.starts_at, "place": s.professional.name} for s in some]}
        for day, some in groupby(slots, key=lambda s: helsinki_date(s.starts_at))
    ]


@require_POST
@resident_only
def move(request: HttpRequest, booking: UUID) -> HttpResponse:
    me = actor(request)
    appointment_for(me, booking)
    address = reverse("resident:booking", args=[booking])
    try:
        slot = UUID(request.POST.get("slot", ""))
    except ValueError:
        return _again(request, booking, _("Choose a time."), 422)

    def do() -> str:
        actions.move(appointment_id=booking, slot_id=slot, by=me)
        return f"{address}?moved"

    try:
        return redirect(submitted(request, do))
    except (SlotTaken, NotFound):
        appointment_for(me, booking)
        words = _("Someone was faster. Here are the next free times; your earlier time is still yours.")
        return _again(request, booking, words, 409)
    except OwnOverlap:
        return _again(request, booking, _("You have another appointment at that time. Choose another."), 409)


@require_POST
@resident_only
def cancel(request: HttpRequest, booking: UUID) -> HttpResponse:
    me = actor(request)
    appointment_for(me, booking)

    def do() -> str:
        actions.cancel(appointment_id=booking, reason="own", by=me)
        return reverse("resident:booking", args=[booking])

    return redirect(submitted(request, do))


def _again(request: HttpRequest, booking: UUID, words: str, status: int) -> HttpResponse:
    view = appointment_for(actor(request), booking)
    return render(request, "resident/booking.html", page(view, words), status=status)
