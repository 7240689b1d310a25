"""Deviations: followed from signal to outcome, by those who lead, each act logged; the cases open for care staff alone."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from polku.care.encounters.actions import record
from polku.foundation import clock
from polku.foundation.errors import BadInput, Conflict, Refused
from polku.foundation.ids import new_id
from polku.foundation.models import AuditEntry, Event
from polku.guidance import actions as guidance
from polku.insight.leading import actions
from polku.insight.leading.models import Deviation, Entry, Rebase, Withdrawal
from polku.people.models import Account
from polku.people.queries import actor_of
from tests.county import HOME, resident, sent_case, signed_in, staff
from tests.leaders import NOW, leader_of, made_county

pytestmark = pytest.mark.django_db
SIGNAL = {"fi": "Poikkeama: Alle alarajan.", "sv": "Avvikelse: Under gränsen.", "en": "Deviation: Below the limit."}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_county(tmp_path_factory.mktemp("lake"), residents=6_000, months=14)


@pytest.fixture
def leader(db: None, made: Path, settings: Any) -> Account:
    return leader_of(made, settings)


def opened(leader: Account, **changes: Any) -> Deviation:
    about = {"measure": "access", "unit_id": HOME, "service": "outpatient", "clock_name": "need-assessment", "month": "2026-10"}
    return actions.open_deviation(**{**about, **changes}, signal=SIGNAL, figure=68.4, by=actor_of(leader))


def version(found: Deviation) -> dict[str, Any]:
    found.refresh_from_db()
    return {"deviation_id": found.id, "version": found.version}


def acted(found: Deviation, leader: Account) -> None:
    by = actor_of(leader)
    actions.tell_cause(**version(found), cause="Kaksi tointa täyttämättä.", by=by)
    today = clock.now().date()
    step = {"what": "Etälääkäri", "who": "Vastaava lääkäri", "begins": today, "by_when": today + timedelta(days=14)}
    actions.add_step(**version(found), **step, by=by)


def send(client: Client, found: Deviation, act: str, **fields: str) -> Any:
    found.refresh_from_db()
    form = {"token": str(new_id()), "version": str(found.version), "act": act, **fields}
    return client.post(reverse("board:deviation", args=[found.id]), form)


def test_the_whole_way_by_the_pages_forms(leader: Account) -> None:
    client = signed_in(leader)
    address = reverse("board:open_deviation") + f"?unit={HOME}&month=2026-10"
    response = client.post(address, {"token": str(new_id())})
    assert response.status_code == 302
    found = Deviation.objects.get()
    assert found.owner == leader and found.month == "2026-10" and set(found.signal) == {"fi", "sv", "en"}
    assert found.figure is not None and found.signal["fi"] != found.signal["sv"]
    assert send(client, found, "cause", cause="Kaksi tointa täyttämättä.").status_code == 302
    action = {"what": "Etälääkäri", "who": "Vastaava lääkäri", "begins": "2026-11-20", "by_when": "2026-12-01"}
    assert send(client, found, "act", **action).status_code == 302
    assert send(client, found, "done", step=str(found.steps.get().id)).status_code == 302
    assert send(client, found, "follow", follow_up="1.12.2026").status_code == 302
    assert send(client, found, "close", outcome="returned", words="Luku palasi.").status_code == 302
    found.refresh_from_db()
    assert (found.status, found.outcome) == ("closed", "returned")
    assert [e.what for e in found.entries.order_by("at")] == ["opened", "cause", "step", "done", "follow-up", "closed"]
    assert Event.objects.filter(name__startswith="leading.").count() == 6
    text = client.get(reverse("board:deviation", args=[found.id])).content.decode()
    assert "Luku palasi." in text and "<form" not in text.split("<main")[1]


def test_one_open_deviation_of_a_figure(leader: Account) -> None:
    first = opened(leader)
    with pytest.raises(Conflict):
        opened(leader)
    opened(leader, unit_id="all")
    opened(leader, clock_name="earliest-contact")
    actions.close(**version(first), outcome="explained", words="Kirjausvirhe.", by=actor_of(leader))
    opened(leader)


@pytest.mark.parametrize(
    ("act", "fields", "wrong"),
    [
        ("cause", {"cause": ""}, {"f-cause"}),
        ("act", {"what": "", "who": "Tiimi", "begins": "huomenna", "by_when": ""}, {"f-what", "f-begins", "f-by_when"}),
        ("act", {"what": "Etälääkäri", "who": "Tiimi", "begins": "2026-12-01", "by_when": "2026-11-20"}, {"f-by_when"}),
        ("follow", {"follow_up": "2026-11-01"}, {"f-follow_up"}),
        ("close", {"outcome": "", "words": "Palasi"}, {"f-outcome"}),
        ("rebase", {"month": "2026-13", "reason": ""}, {"f-month", "f-reason"}),
        ("own", {"owner": str(uuid4())}, {"f-owner"}),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(leader, act, fields, wrong):
    found = opened(leader)
    acted(found, leader)
    response = send(signed_in(leader), found, act, **fields)
    text = response.content.decode()
    assert response.status_code == 422
    assert set(re.findall(r'href="#(f-[\w]+)"', text)) == wrong
    for value in fields.values():
        assert not value or len(value) > 30 or f'value="{value}"' in text or f">{value}</textarea>" in text or act == "rebase"


def test_two_leaders_never_write_over_each_other(leader: Account) -> None:
    found = opened(leader)
    old = found.version
    actions.tell_cause(**version(found), cause="Ensimmäinen", by=actor_of(leader))
    form = {"token": str(new_id()), "version": str(old), "act": "cause", "cause": "Toinen selitys"}
    response = signed_in(leader).post(reverse("board:deviation", args=[found.id]), form)
    assert response.status_code == 409 and "Toinen selitys" in response.content.decode()
    found.refresh_from_db()
    assert found.cause == "Ensimmäinen"


def test_acts_out_of_order_are_refused(leader: Account) -> None:
    found, by = opened(leader), actor_of(leader)
    today = clock.now().date()
    with pytest.raises(Conflict):
        actions.add_step(**version(found), what="Etälääkäri", who="Tiimi", begins=today, by_when=today, by=by)
    with pytest.raises(Conflict):
        actions.follow(**version(found), day=today, by=by)
    with pytest.raises(Conflict):
        actions.close(**version(found), outcome="returned", words="Palasi", by=by)
    with pytest.raises(BadInput):
        actions.close(**version(found), outcome="explained", words=" ", by=by)


def test_only_those_who_lead_write(leader: Account) -> None:
    found = opened(leader)
    others = [staff("B-2"), staff("B-3", role="unit_leader", unit_id="salo"), staff("B-4", role="content_author")]
    for account in others:
        with pytest.raises(Refused):
            actions.tell_cause(**version(found), cause="Syy", by=actor_of(account))
        assert send(signed_in(account), found, "cause", cause="Syy").status_code == 403
    assert signed_in(others[0]).get(reverse("board:deviation", args=[found.id])).status_code == 200
    assert signed_in(others[2]).get(reverse("board:deviation", args=[found.id])).status_code == 403
    found.refresh_from_db()
    assert found.cause == ""


def test_the_log_and_the_limits_are_never_changed(leader: Account) -> None:
    found = opened(leader)
    actions.rebase(**version(found), month="2026-05", reason="Yhteinen tiimi", by=actor_of(leader))
    for table in (Entry, Rebase):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            table.objects.all().update(at=NOW)
    with pytest.raises(DatabaseError, match="outside an action"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE leading_deviation SET cause = 'x'")
    with pytest.raises(Conflict):
        actions.rebase(**version(found), month="2026-05", reason="Uudestaan", by=actor_of(leader))


def test_the_run_chart_gets_new_limits_and_shows_where_an_action_began(leader: Account) -> None:
    client = signed_in(leader)
    page = reverse("board:access") + f"?unit={HOME}&month=2026-10"
    before = client.get(page).content.decode()
    assert before.count('class="band') == 3 and 'class="flag' not in before
    found = opened(leader)
    acted(found, leader)
    actions.rebase(**version(found), month="2026-05", reason="Yhteinen vastaanottotiimi", by=actor_of(leader))
    after = client.get(page).content.decode()
    assert after.count('class="band') == 5, "two phases in both pictures, and the legend"
    assert 'class="flag rebase"' in after and "Yhteinen vastaanottotiimi" in after
    this_month = client.get(page.replace("2026-10", "2026-11")).content.decode()
    assert 'class="flag act"' in this_month
    elsewhere = client.get(page.replace(HOME, "salo")).content.decode()
    assert 'class="flag' not in elsewhere


def test_new_limits_are_withdrawn_with_a_reason_and_stay_in_the_log(leader: Account) -> None:
    client, found = signed_in(leader), opened(leader)
    page = reverse("board:access") + f"?unit={HOME}&month=2026-10"
    drawn = actions.rebase(**version(found), month="2026-05", reason="Yhteinen vastaanottotiimi", by=actor_of(leader))
    assert send(client, found, "withdraw", limits=str(drawn.id), why="").status_code == 422
    assert send(client, found, "withdraw", limits="", why="Muutos peruttiin").status_code == 422
    found.refresh_from_db()
    assert 'class="flag rebase"' in client.get(page).content.decode()
    assert send(client, found, "withdraw", limits=str(drawn.id), why="Muutos peruttiin").status_code == 302
    found.refresh_from_db()
    assert 'class="flag rebase"' not in client.get(page).content.decode()
    assert [entry.what for entry in found.entries.order_by("at")] == ["opened", "limits", "withdrawn"]
    text = client.get(reverse("board:deviation", args=[found.id])).content.decode()
    assert "Muutos peruttiin" in text and "Yhteinen vastaanottotiimi" in text
    assert send(client, found, "withdraw", limits=str(drawn.id), why="Toistamiseen").status_code == 422
    actions.rebase(**version(found), month="2026-05", reason="Uusi alku", by=actor_of(leader))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Withdrawal.objects.all().update(at=NOW)


def test_the_list_is_what_its_address_says(leader: Account) -> None:
    client, address = signed_in(leader), reverse("board:deviations")
    found, other = opened(leader), opened(leader, unit_id="all")
    actions.close(**version(other), outcome="explained", words="Kirjausvirhe.", by=actor_of(leader))

    def shown(query: str) -> set[Deviation]:
        text = client.get(address + query).content.decode()
        return {each for each in (found, other) if str(each.id) in text}

    assert shown("") == {found} and shown("?status=closed") == {other} and shown("?due=late") == set()
    assert shown("?owner=me") == {found}
    assert client.get(address + "?status=lost").status_code == 404


def visited(nurse: Account) -> Any:
    """A client's case whose visit was this month, recorded by the real actions."""
    case = sent_case(resident(900))
    by = actor_of(nurse)
    guidance.assess_need(case_id=case.id, urgency=4, reason_code="U71", level="nurse", contact_type="R50", rationale="", by=by)
    now = clock.now()
    record(case_id=case.id, contact_type="R10", urgency_code="E", starts_at=now, ended_at=now, by=by)
    return case


def looks() -> int:
    return AuditEntry.objects.filter(kind="look", object_type="encounters.behind_figure").count()


def test_the_cases_open_for_the_units_care_staff_and_each_look_is_logged(leader: Account) -> None:
    nurse, elsewhere = staff("B-5", name="Sairaanhoitaja 5"), staff("B-6", unit_id="salo")
    case = visited(nurse)
    address = reverse("board:cases", args=[HOME]) + "?month=2026-11"
    before = looks()
    page = signed_in(nurse).get(address)
    assert page.status_code == 200 and str(case.id) in page.content.decode()
    assert looks() == before + 1
    for account in (leader, elsewhere):
        refused = signed_in(account).get(address)
        assert refused.status_code == 403 and str(case.id) not in refused.content.decode()
        assert "Sairaanhoitaja 5" in refused.content.decode(), "whom to ask"
    assert looks() == before + 1


def test_control_with_the_role_check_deleted_a_leader_sees_the_cases(leader, monkeypatch):
    case = visited(staff("B-5"))
    monkeypatch.setattr("polku.care.encounters.queries.require_care_role", lambda *_, **__: None)
    page = signed_in(leader).get(reverse("board:cases", args=[HOME]) + "?month=2026-11")
    assert str(case.id) in page.content.decode()


def test_the_same_page_at_each_level(leader: Account) -> None:
    client = signed_in(leader)
    for place in ("all", "area-turku", "area-loimaa", HOME):
        for name in ("board:overview", "board:access"):
            assert client.get(reverse(name) + f"?unit={place}&month=2026-10").status_code == 200, place
    assert client.get(reverse("board:access") + "?unit=area-nowhere").status_code == 404
    text = client.get(reverse("board:access") + f"?unit={HOME}").content.decode()
    assert "unit=area-turku" in text


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_programme_page(leader, language):
    text = signed_in(leader).get(f"/{language}/board/programme/?month=2026-10").content.decode()
    assert text.count("data-level=") == 25 and 'id="R3"' in text and 'id="TP5"' in text
    assert "71,1" in text or "71.1" in text
