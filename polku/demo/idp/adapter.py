"""What the provider says of a persona. The ID token carries no identity code: that is told server to server only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from django.conf import settings
from django.contrib.auth.models import User

from polku.demo.personas import Resident

TEST_LEVEL = "http://ftn.ficora.fi/2017/loatest2"
"""The Finnish trust network's name for a substantial level of assurance in test identification."""


class PersonaAdapter(DefaultOIDCAdapter):
    scope_display: dict[str, str] = {}

    def get_issuer(self) -> str:
        return str(settings.POLKU_IDP_ISSUER)

    def get_user_sub(self, client: Any, user: Any) -> str:
        return str(user.username)

    def get_user_by_sub(self, client: Any, sub: str) -> User | None:
        return User.objects.filter(username=sub, is_active=True).first()

    def get_claims(
        self, purpose: str, user: Any, client: Any, scopes: Iterable[str], email: str | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        claims = {"sub": self.get_user_sub(client, user)}
        persona = settings.POLKU_IDP_PERSONAS.find(user.username)
        if purpose == "id_token" or persona is None:
            return claims
        if "profile" in scopes:
            claims |= {
                "name": f"{persona.given_name} {persona.family_name}",
                "given_name": persona.given_name,
                "family_name": persona.family_name,
            }
        if "profile" in scopes and isinstance(persona, Resident):
            claims["locale"] = persona.language
        if "identity" in scopes:
            resident = isinstance(persona, Resident)
            claims |= {"national_id_num": persona.identity_code.text} if resident else {"staff_id": persona.staff_id}
        return claims

    def populate_id_token(self, id_token: dict[str, Any], client: Any, scopes: Iterable[str], **kwargs: Any) -> None:
        id_token["acr"] = TEST_LEVEL
        user = self.get_user_by_sub(client, id_token["sub"])
        if user and user.last_login:
            id_token["auth_time"] = int(user.last_login.timestamp())

    def populate_server_metadata(self, data: dict[str, Any]) -> None:
        del data["device_authorization_endpoint"]
        data |= {
            "scopes_supported": ["openid", "profile", "identity"],
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code"],
            "acr_values_supported": [TEST_LEVEL],
            "ui_locales_supported": [code for code, _ in settings.LANGUAGES],
        }
