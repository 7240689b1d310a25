"""Signing in and out. The provider proves who; Polku opens its own session."""

from __future__ import annotations

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from polku.foundation.actor import ANONYMOUS
from polku.people import oidc
from polku.people.actions import sign_in

KEPT_OVER_SIGN_IN = ("assessment_runs",)


def safe_next(request: HttpRequest, address: str) -> str:
    allowed = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return address if address and allowed else "/"


@require_GET
def begin(request: HttpRequest) -> HttpResponse:
    return oidc.begin(
        request,
        redirect_uri=request.build_absolute_uri(reverse("signin:callback")),
        next_url=safe_next(request, request.GET.get("next", "/")),
        language=get_language() or "fi",
    )


@require_GET
def callback(request: HttpRequest) -> HttpResponse:
    """Take the verified claims, open a fresh session and go on; a draft made before signing in survives."""
    signed_in = oidc.complete(request)
    claims = signed_in.claims
    account = sign_in(
        national_id_num=claims.national_id_num, staff_id=claims.staff_id,
        given_name=claims.given_name, family_name=claims.family_name, by=ANONYMOUS,
    )
    kept = {name: request.session[name] for name in KEPT_OVER_SIGN_IN if name in request.session}
    logout(request)
    login(request, account, backend="polku.people.backend.AccountBackend")
    request.session.update(kept)
    home = reverse("desk:worklist") if account.kind == "staff" else reverse("resident:home")
    return HttpResponseRedirect(signed_in.next_url if signed_in.next_url != "/" else home)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    logout(request)
    return HttpResponseRedirect(reverse("resident:home"))


app_name = "signin"
urlpatterns = [
    path("", begin, name="begin"),
    path("callback/", callback, name="callback"),
    path("out/", leave, name="out"),
]
