"""What is drawn once and shown again is the same for everyone: never anything of anyone's."""

from __future__ import annotations

import pytest
from django.template import Context, Engine
from django.test import Client
from django.utils.translation import override

from polku.foundation.errors import NotFound
from polku.foundation.models import AuditEntry
from polku.people.access import look, one_commit
from polku.people.queries import actor_of
from polku.web.ui.folding import Fixed, fold
from tests.county import resident, sent_case, signed_in

LIBRARIES = {"builtins": ["django.templatetags.i18n", "polku.web.ui.templatetags.ui"]}


@pytest.mark.django_db
def test_a_page_kept_for_visitors_holds_nothing_of_the_signed_in() -> None:
    someone = resident()
    case = sent_case(someone)
    before = Client().get("/fi/").content
    own = signed_in(someone).get("/fi/").content
    assert str(case.id).encode() in own
    assert str(case.id).encode() not in before
    assert Client().get("/fi/").content == before


@pytest.mark.django_db
def test_each_language_and_search_has_its_own_page() -> None:
    visitor = Client()
    home = {language: visitor.get(f"/{language}/").content for language in ("fi", "sv", "en")}
    assert len(set(home.values())) == 3
    assert b"hammas" in visitor.get("/fi/services/?q=hammas").content
    assert visitor.get("/fi/services/").content != visitor.get("/fi/services/?q=hammas").content


def test_fixed_parts_follow_the_language_and_the_rest_follows_the_page() -> None:
    source = '<b>{% translate "Sign in" %}</b>{% icon "search" %}<i>{{ name }}</i>{% if name %}{% translate "Back" %}{% endif %}'
    plain, folded = (Engine(**LIBRARIES).from_string(source) for _ in range(2))
    fold(folded.nodelist)
    assert sum(isinstance(node, Fixed) for node in folded.nodelist) == 1
    for language in ("fi", "sv", "en", "fi"):
        for name in ("Tiina", "<Outi>", ""):
            with override(language):
                assert folded.render(Context({"name": name})) == plain.render(Context({"name": name}))


@pytest.mark.django_db(transaction=False)
def test_a_refused_look_among_others_is_kept() -> None:
    someone, stranger = resident(), resident(901)
    with pytest.raises(NotFound), one_commit():
        look(actor_of(someone), person_id=someone.person_id, what="guidance.own_cases")
        look(actor_of(someone), person_id=stranger.person_id, what="guidance.case")
    kinds = AuditEntry.objects.filter(actor_account=someone.id, verb="look").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["look", "refusal"]
