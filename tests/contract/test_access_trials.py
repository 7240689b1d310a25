"""Trials 14 and 21: every address for every role, and a log row for every page that shows a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from polku.catalogue.queries import catalogue
from polku.foundation.actor import SYSTEM
from polku.foundation.models import AuditEntry
from polku.guidance import actions
from polku.people import access
from polku.people.queries import actor_of
from tests import county as some
from tests.county import County

OPEN, OWN, CLIENTS_UNIT, CARE, STAFF, BOARD, STUDIO = "open", "own", "clients-unit", "care", "staff", "board", "studio"

MAY = {
    "health": OPEN,
    "ready": OPEN,
    "signin:begin": OPEN,
    "signin:callback": OPEN,
    "signin:out": OPEN,
    "signin:ended": OPEN,
    "signin:extend": OPEN,
    "resident:home": OPEN,
    "resident:assessments": OPEN,
    "resident:resume": OPEN,
    "resident:start": OPEN,
    "resident:services": OPEN,
    "resident:service": OPEN,
    "resident:unit": OPEN,
    "resident:accessibility": OPEN,
    "resident:privacy": OPEN,
    "resident:help": OPEN,
    "demo:time": OPEN,
    "resident:question": OWN,
    "resident:answers": OWN,
    "resident:result": OWN,
    "resident:rules": OWN,
    "resident:emergency": OWN,
    "resident:save": OWN,
    "resident:file": OWN,
    "resident:send": OWN,
    "resident:my": "resident",
    "resident:log": "resident",
    "resident:draft": "resident",
    "resident:for_whom": "resident",
    "resident:case": OWN,
    "resident:case_answers": OWN,
    "resident:booking": OWN,
    "resident:move": OWN,
    "resident:cancel": OWN,
    "desk:worklist": CARE,
    "desk:times": CARE,
    "desk:search": CARE,
    "desk:enter": CARE,
    "desk:entered": CARE,
    "desk:case": CLIENTS_UNIT,
    "desk:file": CLIENTS_UNIT,
    "desk:take": CLIENTS_UNIT,
    "desk:release": CLIENTS_UNIT,
    "desk:assess": CLIENTS_UNIT,
    "desk:book": CLIENTS_UNIT,
    "desk:visit": CLIENTS_UNIT,
    "desk:note": CLIENTS_UNIT,
    "desk:close": CLIENTS_UNIT,
    "desk:reopen": CLIENTS_UNIT,
    "board:overview": BOARD,
    "board:access": BOARD,
    "board:csv": BOARD,
    "board:parquet": BOARD,
    "board:measures": BOARD,
    "board:measure": BOARD,
    "board:measure_csv": BOARD,
    "board:measure_parquet": BOARD,
    "board:picture": BOARD,
    "board:measure_picture": BOARD,
    "board:search": BOARD,
    "board:cases": CLIENTS_UNIT,
    "board:measure_cases": CLIENTS_UNIT,
    "board:deviations": BOARD,
    "board:open_deviation": BOARD,
    "board:deviation": BOARD,
    "board:programme": BOARD,
    "board:now": BOARD,
    "board:compare": BOARD,
    "board:compare_csv": BOARD,
    "board:units": BOARD,
    "board:units_csv": BOARD,
    "board:quality": BOARD,
    "board:quality_csv": BOARD,
    "board:validity": BOARD,
    "board:validity_csv": BOARD,
    "studio:list": STUDIO,
    "studio:tables": STUDIO,
    "studio:reviews": STUDIO,
    "studio:begin": STUDIO,
    "studio:read": STUDIO,
    "studio:rules": STUDIO,
    "studio:rule": STUDIO,
    "studio:add-rule": STUDIO,
    "studio:move-rule": STUDIO,
    "studio:remove-rule": STUDIO,
    "studio:texts": STUDIO,
    "studio:try": STUDIO,
    "studio:compare": STUDIO,
    "studio:replay": STUDIO,
    "studio:safety": STUDIO,
    "studio:versions": STUDIO,
    "studio:mend": STUDIO,
    "studio:example": STUDIO,
    "studio:undo": STUDIO,
    "studio:drop": STUDIO,
    "studio:submit": STUDIO,
    "studio:approve": STUDIO,
    "studio:return": STUDIO,
    "studio:retire": STUDIO,
    "studio:export": STUDIO,
    "studio:import": STUDIO,
}
"""Who may use an address. One that is not here fails the build."""

REFUSED = {302, 403, 404, 405}


def names(patterns: list[Any] | None = None, prefix: str = "") -> Iterator[str]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from names(pattern.url_patterns, prefix + space)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield prefix + pattern.name


def test_every_address_is_in_the_sweep() -> None:
    missing = sorted(set(names()) - set(MAY))
    assert not missing, f"found {missing} without a line in MAY: who may use them?"
    assert not set(MAY) - set(names())


@dataclass
class Scene:
    county: County
    run: str
    file: str
    clients: dict[str, Client]

    def address(self, name: str) -> str:
        county = self.county
        known = {
            "slug": {"resident:service": "", "resident:unit": some.HOME}.get(name, "urinary-symptoms"),
            "run": self.run,
            "item": "signs",
            "file": self.file,
            "case": county.case.id,
            "case_id": county.case.id,
            "booking": county.appointment.id,
            "which": "current",
            "rule": "VO-5",
            "table": "ending",
            "kind": "about",
            "thing": "urinary-symptoms",
            "form": "fhir",
            "unit_id": some.HOME,
            "deviation": county.case.id,
            "measure": "remote-share",
        }
        if name == "resident:service":
            known["slug"] = next(iter(catalogue_slugs()))
        wanted = arguments_of(name)
        return reverse(name, kwargs={key: known[key] for key in wanted})


def catalogue_slugs() -> list[str]:
    return list(catalogue().services)


def arguments_of(name: str) -> list[str]:
    space, _, short = name.rpartition(":")
    for pattern in _patterns(space):
        if pattern.name == short:
            return list(pattern.pattern.converters)
    raise LookupError(name)


def _patterns(space: str, patterns: list[Any] | None = None) -> Iterator[URLPattern]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace == (space or None) or not pattern.namespace:
                inner = "" if pattern.namespace == space else space
                yield from _patterns(inner, pattern.url_patterns)
        elif not space:
            yield pattern


@pytest.fixture
def scene(db: None) -> Scene:
    county = some.county()
    run = str(county.case.contacts.get().run_id)
    clients = {
        "anonymous": Client(),
        "own": some.signed_in(county.client),
        "stranger": some.signed_in(county.stranger),
        "nurse": some.signed_in(county.nurse),
        "other nurse": some.signed_in(county.other_nurse),
        "social worker": some.signed_in(county.social_worker),
        "leader": some.signed_in(county.leader),
        "author": some.signed_in(some.staff("T-7", role="content_author")),
        "approver": some.signed_in(some.staff("T-8", role="content_approver")),
    }
    return Scene(county, run, some.attached_file(run_id=run, by=SYSTEM), clients)


ALLOWED = {
    OPEN: {"anonymous", "own", "stranger", "nurse", "other nurse", "social worker", "leader", "author", "approver"},
    OWN: {"own"},
    "resident": {"own", "stranger"},
    CLIENTS_UNIT: {"nurse"},
    CARE: {"nurse", "other nurse", "social worker"},
    BOARD: {"nurse", "other nurse", "social worker", "leader"},
    STUDIO: {"author", "approver"},
}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", sorted(MAY))
def test_every_address_for_every_role(scene: Scene, name: str, method: str) -> None:
    address = scene.address(name)
    before = changed(scene.county)
    for who, client in scene.clients.items():
        if who in ALLOWED[MAY[name]]:
            continue
        response: HttpResponse = getattr(client, method)(address)
        assert response.status_code in REFUSED, f"{who} {method} {name}: {response.status_code}"
        if response.status_code == 302:
            assert response.headers["Location"].startswith("/signin/"), f"{who} {name}: {response.headers['Location']}"
    assert changed(scene.county) == before


def changed(county: County) -> list[Any]:
    county.case.refresh_from_db()
    county.appointment.refresh_from_db()
    return [county.case.version, county.case.status, county.appointment.status, county.appointment.version]


@pytest.mark.parametrize("name", [n for n, who in MAY.items() if who in {OWN, CLIENTS_UNIT}])
def test_an_id_that_does_not_exist_looks_like_a_strangers(scene: Scene, name: str) -> None:
    real, made_up = scene.address(name), scene.address(name)
    for known in (scene.run, str(scene.county.case.id), str(scene.county.appointment.id)):
        made_up = made_up.replace(known, str(uuid4()))
    who = "stranger" if name.startswith("resident") else "other nurse"
    for method in ("get", "post"):
        first, second = (getattr(scene.clients[who], method)(address) for address in (real, made_up))
        assert first.status_code == second.status_code


@pytest.mark.parametrize("name", [n for n, who in MAY.items() if who in {OWN, CLIENTS_UNIT}])
def test_the_ones_who_may_do_get_in(scene: Scene, name: str) -> None:
    who = "own" if name.startswith("resident") else "nurse"
    response = scene.clients[who].get(scene.address(name))
    assert response.status_code in {200, 302, 405}, f"{who} {name}: {response.status_code}"


def test_control_with_the_check_deleted_a_stranger_gets_in(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    address = scene.address("resident:case")
    assert scene.clients["stranger"].get(address).status_code == 404
    monkeypatch.setattr(access, "ground_for", lambda *_, **__: access.Ground("everyone"))
    assert scene.clients["stranger"].get(address).status_code == 200


CANARIES = ("Kanarialintu", "Sirkuttaja", "+358400001112", "Salaisuusmuistio", "Salaisuusperuste")


@pytest.fixture
def caged(db: None) -> Scene:
    """A county whose client has a canary in every field that takes words."""
    client = some.resident(900, given_names=CANARIES[0], family_name=CANARIES[1])
    stranger, nurse = some.resident(901, given_names="Outi"), some.staff("T-1", name="Sairaanhoitaja 1")
    case = some.sent_case(client, phone=CANARIES[2])
    by = actor_of(nurse)
    actions.note(case_id=case.id, text=CANARIES[3], by=by)
    actions.assess_need(
        case_id=case.id, urgency=4, reason_code="U71", level="nurse", contact_type="R50", rationale=CANARIES[4], by=by
    )
    made = some.book(slot_id=some.slot(nurse).id, case_id=case.id, by=by)
    county = County(
        client=client,
        stranger=stranger,
        nurse=nurse,
        other_nurse=some.staff("T-2", unit_id="salo"),
        social_worker=some.staff("T-3", role="social_worker", unit_id="social-adults-turku", register="social"),
        leader=some.staff("T-4", role="unit_leader"),
        case=case,
        appointment=made,
    )
    clients = {
        "anonymous": Client(),
        "own": some.signed_in(client),
        "stranger": some.signed_in(stranger),
        "nurse": some.signed_in(nurse),
        "other nurse": some.signed_in(county.other_nurse),
        "leader": some.signed_in(county.leader),
    }
    run = str(case.contacts.get().run_id)
    return Scene(county, run, some.attached_file(run_id=run, by=SYSTEM), clients)


def looks(scene: Scene) -> int:
    return AuditEntry.objects.filter(kind="look", person=scene.county.client.person_id).count()


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_page_shows_a_person_exactly_when_the_log_says_so(caged: Scene, language: str) -> None:
    shown = 0
    for name in MAY:
        address = caged.address(name).replace("/fi/", f"/{language}/")
        for who, client in caged.clients.items():
            before = looks(caged)
            body = client.get(address).content.decode(errors="replace")
            if who not in {"own", "nurse"}:
                assert looks(caged) == before, f"{who} {name}: a look logged for one who may not look"
            if any(canary in body for canary in CANARIES):
                shown += 1
                assert looks(caged) > before, f"{who} {name}: a page with the person and no log row"
                assert who in {"own", "nurse"}, f"{who} {name}: a stranger's page shows the person"
    assert shown >= 4


def test_control_without_the_log_the_sweep_finds_the_page(caged: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "write_audit", lambda *_, **__: None)
    before = looks(caged)
    body = caged.clients["nurse"].get(caged.address("desk:case")).content.decode()
    assert any(canary in body for canary in CANARIES)
    assert looks(caged) == before
