"""The provider's one page: choose who you are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from allauth.idp.oidc.models import Client
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from polku.demo.personas import Resident, Staff
from polku.foundation import clock
from polku.foundation.calendar import helsinki_date
from polku.foundation.content import in_language

Handler = Callable[[HttpRequest], HttpResponse]


def page_language(get_response: Handler) -> Handler:
    """Middleware: the language asked on the page, else the one the service asked for, else the browser's."""

    def answer(request: HttpRequest) -> HttpResponse:
        wished = request.GET.get("ui_locales") or _asked(_next(request)).get("ui_locales", [""])[0]
        asked = [request.GET.get("lang", ""), *wished.split()]
        offered = dict(settings.LANGUAGES)
        language = next((code for code in asked if code in offered), None)
        with translation.override(language or translation.get_language_from_request(request)):
            request.LANGUAGE_CODE = translation.get_language()  # type: ignore[attr-defined]
            return get_response(request)

    return answer


def frame(request: HttpRequest) -> dict[str, Any]:
    """Template context of every page: the ways to the same page in each language."""
    links = []
    for code, name in settings.LANGUAGES:
        query = request.GET.copy()
        query["lang"] = code
        links.append({"code": code, "name": name, "href": f"?{query.urlencode()}"})
    return {"language": translation.get_language(), "languages": links}


@never_cache
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    next_url = _next(request)
    if request.method == "POST":
        user = get_object_or_404(User, username=request.POST.get("persona", ""), is_active=True)
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return HttpResponseRedirect(next_url or settings.LOGIN_REDIRECT_URL)
    personas = settings.POLKU_IDP_PERSONAS
    groups = [personas.residents, personas.staff]
    return render(request, "idp/choose.html", {
        "next": next_url,
        "cancel_query": urlencode({"next": next_url}),
        "residents": [_card(persona) for persona in groups[0]],
        "staff": [_card(persona) for persona in groups[1]],
        "signed_in": personas.find(request.user.get_username()),
    })


@require_GET
def cancel(request: HttpRequest) -> HttpResponse:
    """Back to the service without signing in, as OpenID Connect tells it."""
    asked = {name: values[0] for name, values in _asked(_next(request)).items()}
    client = Client.objects.filter(id=asked.get("client_id", "")).first()
    address = asked.get("redirect_uri", "")
    if client is None or address not in client.get_redirect_uris():
        raise Http404
    return HttpResponseRedirect(f"{address}?{urlencode({'error': 'access_denied', 'state': asked.get('state', '')})}")


def not_offered(request: HttpRequest) -> HttpResponse:
    raise Http404


def _next(request: HttpRequest) -> str:
    address = request.POST.get("next") or request.GET.get("next") or ""
    return address if url_has_allowed_host_and_scheme(address, allowed_hosts=None) else ""


def _asked(next_url: str) -> dict[str, list[str]]:
    """The authorization request that waits behind the choice."""
    return parse_qs(urlsplit(next_url).query)


def _card(persona: Resident | Staff) -> dict[str, Any]:
    language = translation.get_language() or settings.LANGUAGE_CODE
    card = {
        "key": persona.key,
        "name": f"{persona.given_name} {persona.family_name}",
        "about": in_language(persona.about, language),
    }
    if isinstance(persona, Staff):
        return card | {"title": in_language(persona.title, language), "code": persona.staff_id}
    today, born = helsinki_date(clock.real_now()), persona.identity_code.birth_date
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return card | {"age": age, "code": persona.identity_code.text}
