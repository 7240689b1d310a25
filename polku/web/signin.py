"""Signing in and out. The provider proves who; Polku opens its own session."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, get_language_from_path, override
from django.views.decorators.http import require_GET, require_POST

from polku.foundation.actor import ANONYMOUS, SYSTEM
from polku.people import oidc
from polku.people.actions import refresh_representations, sign_in
from polku.people.identity_code import IdentityCode
from polku.people.logic import CONTENT_ROLES
from polku.people.mandates import told
from polku.people.models import Account
from polku.people.queries import actor_of
from polku.web.staying import extend

KEPT_OVER_SIGN_IN = ("assessment_runs",)
NEXT = "after_sign_in"
"""Where the visitor was going: kept in the session, for a way back when signing in does not succeed."""


def safe_next(request: HttpRequest, address: str) -> str:
    allowed = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return address if address and allowed else "/"


def language_of(address: str) -> str:
    """The language of a page of ours, by its address; the visitor's own where the address has none."""
    return get_language_from_path(address.split("?")[0]) or get_language() or settings.LANGUAGE_CODE


@require_GET
def begin(request: HttpRequest) -> HttpResponse:
    wanted = safe_next(request, request.GET.get("next", "/"))
    request.session[NEXT] = wanted
    back = request.build_absolute_uri(reverse("signin:callback"))
    return oidc.begin(request, redirect_uri=back, next_url=wanted, language=language_of(wanted))


@require_GET
def callback(request: HttpRequest) -> HttpResponse:
    """Take the verified claims, open a fresh session and go on.

    A draft made before signing in survives; what another who had signed in here left behind does not.
    """
    signed_in = oidc.complete(request)
    claims = signed_in.claims
    account = sign_in(
        national_id_num=claims.national_id_num, staff_id=claims.staff_id, given_name=claims.given_name,
        family_name=claims.family_name, language=language_of(signed_in.next_url), by=ANONYMOUS,
    )
    ask_mandates(account, claims.national_id_num)
    came_from = request.user
    ones_own = not came_from.is_authenticated or came_from.pk == account.pk
    kept = {name: request.session[name] for name in KEPT_OVER_SIGN_IN if ones_own and name in request.session}
    logout(request)
    login(request, account, backend="polku.people.backend.AccountBackend")
    request.session.update(kept)
    return HttpResponseRedirect(landing(account, signed_in.next_url))


def ask_mandates(account: Account, national_id_num: str) -> None:
    """For whom the one who signs in may act today: asked of the register at each sign-in."""
    if account.kind == "resident" and account.person_id is not None:
        mandates, source = told(IdentityCode.parse(national_id_num))
        refresh_representations(person_id=account.person_id, told=mandates, source=source, by=SYSTEM)


def landing(account: Account, wanted: str) -> str:
    """The page that was wanted; for no page but a home, the account's own first page in that language."""
    if wanted not in {"/", *(f"/{code}/" for code, _ in settings.LANGUAGES)}:
        return wanted
    with override(language_of(wanted)):
        if account.kind != "staff":
            return reverse("resident:home")
        return reverse("studio:list" if actor_of(account).role in CONTENT_ROLES else "desk:worklist")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """End Polku's session first, then go on to the provider, which ends its own where it can."""
    wanted = safe_next(request, request.POST.get("next", "/"))
    logout(request)
    request.session[NEXT] = wanted
    try:
        back = request.build_absolute_uri(reverse("signin:ended"))
        there = oidc.end_session_url(post_logout_redirect_uri=back, language=language_of(wanted))
    except oidc.SignInRefused:
        there = None
    return HttpResponseRedirect(there or reverse("signin:ended"))


@require_GET
def ended(request: HttpRequest) -> HttpResponse:
    """Back from the provider after signing out."""
    with override(language_of(request.session.pop(NEXT, "/"))):
        return HttpResponseRedirect(reverse("resident:home"))


app_name = "signin"
urlpatterns = [
    path("", begin, name="begin"),
    path("callback/", callback, name="callback"),
    path("out/", leave, name="out"),
    path("out/ended/", ended, name="ended"),
    path("extend/", extend, name="extend"),
]
