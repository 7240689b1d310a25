"""Home, services, units, and pages of text."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from polku.assessment.logic.assessment import Assessment
from polku.assessment.logic.metadata import THEMES
from polku.assessment.queries import offered
from polku.care.scheduling.queries import own_appointments
from polku.catalogue import queries as catalogue
from polku.catalogue.logic import Service, Unit
from polku.catalogue.search import rank
from polku.foundation import clock
from polku.foundation.calendar import helsinki_date
from polku.guidance.queries import own_cases
from polku.guidance.topics import title as topic_title
from polku.guidance.topics import topics
from polku.web.resident.hours import week
from polku.web.resident.matters import matter
from polku.web.resident.present import told
from polku.web.resident.public import same_for_everyone
from polku.web.resident.session import actor
from polku.web.resident.texts import accessibility_page, help_page, privacy_page

SHOWN = 3


@require_safe
@same_for_everyone
def home(request: HttpRequest) -> HttpResponse:
    me = actor(request)
    coming = own_appointments(me)
    own = [matter(view, coming) for view in own_cases(me) if view.case.status == "open"] if me.kind == "resident" else []
    search, in_use = reverse("resident:services"), bool(offered())
    words = (_("fever"), _("toothache"), _("money worries"), _("family"))
    context = {
        "search_url": search, "tries": [{"label": word, "href": f"{search}?q={word}"} for word in words],
        "assessment_href": reverse("resident:assessments") if in_use else "",
        "matters": own[:SHOWN], "matters_title": _("My matters"), "matters_total": len(own),
        "matters_href": reverse("resident:my"), "contacts": contacts(assess=in_use),
        "services": [
            {"title": told(group.name), "text": told(group.summary), "href": f"{search}#{group.slug}"}
            for group, _services in catalogue.groups()
        ],
        "services_href": search,
    }
    return render(request, "resident/home.html", context)


def contacts(*, assess: bool) -> list[dict[str, str]]:
    assessing = [
        ("list-checks", _("Assess a symptom"), _("An answer on weekdays"), "assessments"),
        ("bookmark", _("Continue with a code"), _("Answers that you saved"), "resume"),
    ]
    doors = [
        *(assessing if assess else []),
        ("building-2", _("Find a service"), _("Places and opening hours"), "services"),
        ("circle-help", _("Get help"), _("With this service"), "help"),
    ]
    return [{"icon": icon, "title": title, "text": text, "href": reverse(f"resident:{to}")} for icon, title, text, to in doors]


@require_safe
@same_for_everyone
def assessments(request: HttpRequest) -> HttpResponse:
    """The assessments that may be started."""
    on_offer = in_topic_order()
    titles = (_("Symptoms"), _("Mind and mood"), _("Everyday life and wellbeing"), _("Forms"))
    themes = [
        {"title": title, "id": theme, "entries": [_assessment_entry(a) for a in on_offer if a.metadata.theme == theme]}
        for theme, title in zip(THEMES, titles, strict=True)
    ]
    resume = {"title": _("Continue with a code"), "text": _("Answers that you saved"), "href": reverse("resident:resume")}
    saved = {"title": _("Saved answers"), "id": "saved", "entries": [resume]}
    context = {
        "none_in_use": not on_offer,
        "groups": [*(theme for theme in themes if theme["entries"]), saved],
        "back_href": reverse("resident:home"),
    }
    return render(request, "resident/assessments.html", context)


def in_topic_order() -> list[Assessment]:
    """What may be started, in the order of the file of topics: the likeliest need first."""
    order = list(topics())
    return sorted(offered(), key=lambda a: order.index(a.id) if a.id in order else len(order))


def search_assessments(query: str, language: str) -> list[Assessment]:
    """Assessments whose title or topic holds the query's words, best first."""
    return rank(query, ((a, [(8, told(a.metadata.title)), (8, topic_title(a.id, language))]) for a in in_topic_order()))


@require_safe
@same_for_everyone
def services(request: HttpRequest) -> HttpResponse:
    query = " ".join(request.GET.get("q", "").split())[:100]
    language = get_language() or "fi"
    if query:
        found = [_assessment_entry(a) for a in search_assessments(query, language)]
        found += [_entry(s) for s in catalogue.search(query, language)]
        found += [_unit_entry(u) for u in catalogue.search_units(query, language)]
        groups = [{"title": _("Results"), "id": "results", "entries": found}] if found else []
    else:
        groups = [{"title": told(g.name), "id": g.slug, "entries": [_entry(s) for s in some]} for g, some in catalogue.groups()]
    return render(request, "resident/services.html", {"query": query, "groups": groups, "back_href": reverse("resident:home")})


def _assessment_entry(assessment: Any) -> dict[str, str]:
    about = assessment.metadata
    return {"title": told(about.title), "text": told(about.summary), "href": reverse("resident:start", args=[assessment.id])}


def _entry(service: Service) -> dict[str, str]:
    return {"title": told(service.name), "text": told(service.summary), "href": reverse("resident:service", args=[service.slug])}


def _unit_entry(unit: Unit) -> dict[str, str]:
    place = catalogue.catalogue().county.municipalities[unit.municipality]
    return {"title": told(unit.name), "text": told(place.name), "href": reverse("resident:unit", args=[unit.id])}


@require_safe
@same_for_everyone
def service(request: HttpRequest, slug: str) -> HttpResponse:
    found = catalogue.service(slug)
    actions = [
        {"label": _("Start: %(title)s") % {"title": told(a.metadata.title)}, "href": reverse("resident:start", args=[a.id])}
        for a in in_topic_order() if a.id in found.assessments
    ]
    sections = [
        {"title": _("For whom"), "text": told(found.audience)}, {"title": _("How to get it"), "text": told(found.how_to_get)},
        {"title": _("What it costs"), "text": told(found.charge)},
    ]
    context = {
        "page": {"title": told(found.name), "intro": told(found.description), "facts": [], "sections": sections},
        "actions": actions, "links_title": _("Places"), "links": [_unit_entry(u) for u in catalogue.units_of(service=slug)],
        "back_href": reverse("resident:services"), "back_label": _("Services"),
    }
    return render(request, "resident/service.html", context)


@require_safe
@same_for_everyone
def unit(request: HttpRequest, slug: str) -> HttpResponse:
    found = catalogue.unit(slug)
    told_of = catalogue.catalogue()
    place = told(told_of.county.municipalities[found.municipality].name)
    facts = [told(told_of.accessibility[key].name) for key in found.accessibility]
    sections = [{"title": _("Accessibility"), "text": "", "points": facts}] if facts else []
    context = {
        "page": {"title": told(found.name), "intro": told(told_of.kinds[found.kind].name), "facts": [], "sections": sections},
        "actions": [], "links_title": _("Services here"), "links": [_entry(service) for service in told_of.services_of(found)],
        "hours": week(found.hours, helsinki_date(clock.now()), get_language() or "fi"),
        "phone": found.phones[0].number if found.phones else "",
        "address": f"{told(found.street)}, {place}", "back_href": reverse("resident:services"), "back_label": _("Services"),
    }
    return render(request, "resident/service.html", context)


@require_safe
@same_for_everyone
def accessibility(request: HttpRequest) -> HttpResponse:
    return _text(request, accessibility_page())


@require_safe
@same_for_everyone
def privacy(request: HttpRequest) -> HttpResponse:
    return _text(request, privacy_page())


@require_safe
@same_for_everyone
def help_(request: HttpRequest) -> HttpResponse:
    return _text(request, help_page())


def _text(request: HttpRequest, page: dict[str, Any]) -> HttpResponse:
    return render(request, "resident/text.html", {"page": page, "back_href": reverse("resident:home"), "back_label": _("Home")})
