from __future__ import annotations

from uuid import UUID

from django.contrib.auth.backends import BaseBackend

from polku.people.models import Account


class AccountBackend(BaseBackend):
    """Finds the account of a session. Signing in itself is OpenID Connect's: see ``oidc`` and ``actions``."""

    def get_user(self, user_id: UUID) -> Account | None:  # type: ignore[override]
        return Account.objects.filter(id=user_id, is_active=True).first()
