"""Publishing: drafts, review by another person, versions in force, and what never reaches a client."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from polku.assessment.actions import answer, start_run
from polku.assessment.models import AssessmentVersion
from polku.assessment.publishing import actions, queries
from polku.assessment.publishing.logic.changes import RuleWords, rule_words, with_rule
from polku.assessment.publishing.models import Draft, Publication, Revision
from polku.assessment.queries import assessment_of, offered, offered_assessment
from polku.foundation import clock
from polku.foundation.actor import ANONYMOUS, SYSTEM, Actor
from polku.foundation.calendar import helsinki_date
from polku.foundation.errors import BadInput, Conflict, ContentError, NotFound, Refused
from polku.people.actions import give_role
from polku.people.queries import actor_of
from tests import county as some

ID = "urinary-symptoms"
WORDS = {"fi": "Kipu huomioidaan", "sv": "Smärtan beaktas", "en": "Pain is taken into account"}


@dataclass
class Team:
    author: Actor
    approver: Actor
    second: Actor


@pytest.fixture
def team(db: None) -> Team:
    return Team(
        author=actor_of(some.staff("C-1", role="content_author", name="Satu Sisältö")),
        approver=actor_of(some.staff("C-2", role="content_approver", name="Lasse Laatu")),
        second=actor_of(some.staff("C-3", role="content_approver", name="Leena Laatu")),
    )


def also(actor: Actor, role: str) -> None:
    assert actor.account_id is not None
    give_role(account_id=actor.account_id, role=role, unit_id=some.HOME, register="health", by=SYSTEM)


def today() -> date:
    return helsinki_date(clock.now())


def source(draft: Draft) -> Mapping[str, str]:
    return queries.revision(draft).source


def reworded(text: str, rule: str = "VO-29") -> Callable[[Mapping[str, str]], Mapping[str, str]]:
    def change(files: Mapping[str, str]) -> Mapping[str, str]:
        words = rule_words(files, ID, rule)
        return with_rule(files, ID, rule, RuleWords(words.when, words.then, {**words.text, "fi": text}))

    return change


def planted(files: Mapping[str, str]) -> Mapping[str, str]:
    """Two typical symptoms lead to "today" only where the lower belly does not hurt: worse pain, less urgent."""
    words = rule_words(files, ID, "VO-24")
    return with_rule(files, ID, "VO-24", RuleWords({**words.when, "lower_pain": '"none"'}, words.then, words.text))


def revised(draft: Draft, change: Callable[[Mapping[str, str]], Mapping[str, str]], by: Actor) -> Draft:
    return actions.revise(draft_id=draft.id, version=draft.version, source=change(source(draft)), what="VO-29", by=by)


def in_review(team: Team, text: str = "Uusi teksti") -> Draft:
    draft = revised(actions.begin_draft(assessment_id=ID, by=team.author), reworded(text), team.author)
    return actions.submit(draft_id=draft.id, version=draft.version, significance="minor", change=WORDS, by=team.author)


def published(team: Team, text: str = "Uusi teksti", valid_from: date | None = None) -> Publication:
    draft = in_review(team, text)
    return approve(draft, team.approver, valid_from=valid_from or today())


def approve(draft: Draft, by: Actor, **given: Any) -> Publication:
    days = {"valid_from": today(), "review_by": today() + timedelta(days=365), **given}
    return actions.approve(draft_id=draft.id, version=draft.version, registration="00000000000", by=by, **days)


def rule_text(rule: str = "VO-29") -> str:
    return offered_assessment(ID).rules[rule][1].text["fi"]


def test_a_new_version_serves_new_runs_and_old_runs_replay_on_their_own(team: Team) -> None:
    old = start_run(assessment_id=ID, language="fi", by=ANONYMOUS)
    made = published(team)
    new = start_run(assessment_id=ID, language="fi", by=ANONYMOUS)
    assert (old.version, new.version, made.version) == ("1.0.0", "1.1.0", "1.1.0")
    assert rule_text() == "Uusi teksti"
    assert assessment_of(new).rules["VO-29"][1].text["fi"] == "Uusi teksti"
    assert assessment_of(old).rules["VO-29"][1].text["fi"] != "Uusi teksti"


def test_what_is_approved_names_itself(team: Team) -> None:
    made = published(team)
    metadata = offered_assessment(ID).metadata
    assert (metadata.status, metadata.version, metadata.valid_from) == ("approved", "1.1.0", today())
    assert metadata.change_log[-1].significance == "minor" and metadata.change_log[-1].text == WORDS
    assert metadata.author.name == "Satu Sisältö"
    assert metadata.approver and (metadata.approver.name, metadata.approver.registration) == ("Lasse Laatu", "00000000000")
    assert len(made.suite_hash) == 64 and made.suite_result["failed"] == []
    assert made.suite_result["proofs"]["ending"]["monotone"] == "proved"


def test_the_writer_never_approves(team: Team) -> None:
    also(team.author, "content_approver")
    draft = in_review(team)
    with pytest.raises(Refused):
        approve(draft, team.author)
    assert approve(draft, team.approver).version == "1.1.0"


def test_one_who_wrote_a_part_does_not_approve_either(team: Team) -> None:
    also(team.approver, "content_author")
    draft = revised(actions.begin_draft(assessment_id=ID, by=team.author), reworded("Osa"), team.approver)
    draft = actions.submit(draft_id=draft.id, version=draft.version, significance="minor", change=WORDS, by=team.author)
    with pytest.raises(Refused):
        approve(draft, team.approver)
    assert approve(draft, team.second)


@pytest.mark.parametrize("act", ["begin", "approve", "retire"])
def test_each_act_asks_for_its_role(team: Team, act: str) -> None:
    nurse = actor_of(some.staff("T-9"))
    with pytest.raises(Refused):
        if act == "begin":
            actions.begin_draft(assessment_id=ID, by=team.approver)
        elif act == "approve":
            approve(in_review(team), nurse)
        else:
            actions.retire(content_hash="x", reason="y", by=team.author)


def test_a_draft_that_fails_a_proof_is_saved_but_never_sent(team: Team) -> None:
    draft = revised(actions.begin_draft(assessment_id=ID, by=team.author), planted, team.author)
    with pytest.raises(Conflict, match="proofs fail"):
        actions.submit(draft_id=draft.id, version=draft.version, significance="minor", change=WORDS, by=team.author)
    draft = actions.undo(draft_id=draft.id, version=draft.version, by=team.author)
    assert source(draft) == draft.base_source
    assert Revision.objects.filter(draft=draft).count() == 2


def test_a_draft_that_does_not_load_is_not_saved(team: Team) -> None:
    draft = actions.begin_draft(assessment_id=ID, by=team.author)
    broken = {**source(draft), f"{ID}/rules.yaml": source(draft)[f"{ID}/rules.yaml"].replace('\'"ROUT"\'', '\'"NOWHERE"\'')}
    with pytest.raises(ContentError, match=r"rules\.yaml:\d+: "):
        actions.revise(draft_id=draft.id, version=draft.version, source=broken, what="x", by=team.author)
    assert queries.revision(queries.draft(ID, draft.id)).number == 1


def test_two_editors_never_write_over_each_other(team: Team) -> None:
    draft = actions.begin_draft(assessment_id=ID, by=team.author)
    revised(Draft.objects.get(id=draft.id), reworded("Ensin"), team.author)
    with pytest.raises(Conflict):
        actions.revise(draft_id=draft.id, version=1, source=reworded("Sitten")(source(draft)), what="x", by=team.author)


def test_a_draft_of_an_older_version_cannot_undo_a_newer_one(team: Team) -> None:
    late = revised(actions.begin_draft(assessment_id=ID, by=team.author), reworded("Myöhässä"), team.author)
    published(team)
    with pytest.raises(Conflict, match="another version"):
        actions.submit(draft_id=late.id, version=late.version, significance="minor", change=WORDS, by=team.author)


def test_in_force_from_the_chosen_day(team: Team, at: Any) -> None:
    later = today() + timedelta(days=3)
    published(team, valid_from=later)
    assert offered_assessment(ID).version == "1.0.0"
    with at(clock.now() + timedelta(days=3)):
        assert offered_assessment(ID).version == "1.1.0"


def test_a_retired_version_serves_no_more_and_stays_readable(team: Team) -> None:
    first, second = published(team, "Ensimmäinen"), published(team, "Toinen")
    run = start_run(assessment_id=ID, language="fi", by=ANONYMOUS)
    actions.retire(content_hash=second.content_hash, reason="Virhe tekstissä", by=team.approver)
    assert offered_assessment(ID).version == first.version
    assert queries.version(ID, second.content_hash).version == second.version
    reached = answer(run_id=run.id, held=[str(run.id)], link_id="signs", raw=["none"], by=ANONYMOUS)
    assert reached.next is not None and assessment_of(run).version == second.version
    with pytest.raises(Conflict):
        actions.retire(content_hash=second.content_hash, reason="Taas", by=team.approver)


def test_sent_back_and_sent_again_keeps_one_entry_of_the_change(team: Team) -> None:
    draft = in_review(team)
    draft = actions.send_back(draft_id=draft.id, version=draft.version, reason="Korjaa ruotsi", by=team.approver)
    draft = actions.submit(draft_id=draft.id, version=draft.version, significance="major", change=WORDS, by=team.author)
    made = approve(draft, team.approver)
    log = offered_assessment(ID).metadata.change_log
    assert (made.version, [change.version for change in log]) == ("2.0.0", ["1.0.0", "2.0.0"])


@pytest.mark.parametrize("field", ["valid_from", "valid_to", "review_by"])
def test_days_that_cannot_be(team: Team, field: str) -> None:
    with pytest.raises(BadInput) as wrong:
        approve(in_review(team), team.approver, **{field: date(2020, 1, 1)})
    assert field in wrong.value.fields


def test_production_refuses_demonstration_content(team: Team, settings: Any) -> None:
    assert ID in [assessment.id for assessment in offered()]
    settings.POLKU_MODE = "production"
    assert offered() == []
    with pytest.raises(NotFound):
        start_run(assessment_id=ID, language="fi", by=ANONYMOUS)


def test_production_refuses_an_approved_version_without_its_regulatory_reference(team: Team, settings: Any) -> None:
    draft = in_review(team)
    settings.POLKU_MODE = "production"
    with pytest.raises(Conflict, match="no regulatory reference"):
        approve(draft, team.approver)
    settings.POLKU_MODE = "test"
    approve(draft, team.approver)
    settings.POLKU_MODE = "production"
    assert offered() == []


def test_production_serves_what_is_approved_in_force_and_referenced(team: Team, settings: Any) -> None:
    def referenced(files: Mapping[str, str]) -> Mapping[str, str]:
        name = f"{ID}/assessment.yaml"
        mended = files[name].replace("regulatory: {status: none}", "regulatory: {status: in-house, reference: VHA-1}")
        return {**files, name: mended}

    draft = revised(actions.begin_draft(assessment_id=ID, by=team.author), referenced, team.author)
    draft = actions.submit(draft_id=draft.id, version=draft.version, significance="minor", change=WORDS, by=team.author)
    settings.POLKU_MODE = "production"
    approve(draft, team.approver)
    assert [assessment.version for assessment in offered()] == ["1.1.0"]


def test_starting_asks_one_more_question_of_the_database_and_answering_none(team: Team) -> None:
    published(team)
    start_run(assessment_id=ID, language="fi", by=ANONYMOUS)
    with CaptureQueriesContext(connection) as counted:
        run = start_run(assessment_id=ID, language="fi", by=ANONYMOUS)
    assert len([q for q in counted if "publishing_" in q["sql"]]) == 1
    with CaptureQueriesContext(connection) as counted:
        answer(run_id=run.id, held=[str(run.id)], link_id="signs", raw=["none"], by=ANONYMOUS)
    assert not [q for q in counted if "publishing_" in q["sql"] or "assessmentversion" in q["sql"]]


@pytest.mark.parametrize("table", ["publishing_publication", "publishing_revision", "assessment_assessmentversion"])
def test_what_is_published_never_changes(team: Team, table: str) -> None:
    published(team)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")
    assert AssessmentVersion.objects.filter(version="1.1.0").exists()
