from __future__ import annotations

import os
from typing import Any

from allauth.idp.oidc.models import Client, Token
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction


class Command(BaseCommand):
    help = "Bring the provider's database up to date: tables, the one client, the personas. May be repeated."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        with transaction.atomic():
            self.make_client(os.environ["POLKU_IDP_CLIENT_ID"], os.environ["POLKU_IDP_CLIENT_SECRET"])
            self.make_users()
            Token.objects.all().delete()

    def make_client(self, client_id: str, secret: str) -> None:
        client = Client.objects.filter(id=client_id).first() or Client(id=client_id)
        client.name = "Polku"
        client.type = Client.Type.CONFIDENTIAL
        client.skip_consent = True
        client.set_scopes(["openid", "profile", "identity"])
        client.set_default_scopes(["openid"])
        client.set_grant_types([Client.GrantType.AUTHORIZATION_CODE])
        client.set_response_types([Client.ResponseType.CODE])
        client.set_redirect_uris(settings.POLKU_IDP_REDIRECT_URIS)
        client.set_secret(secret)
        client.save()

    def make_users(self) -> None:
        personas = settings.POLKU_IDP_PERSONAS
        everyone = [*personas.residents, *personas.staff]
        for persona in everyone:
            user, made = User.objects.get_or_create(username=persona.key)
            if made:
                user.set_unusable_password()
            user.first_name, user.last_name, user.is_active = persona.given_name, persona.family_name, True
            user.save()
        User.objects.exclude(username__in=[persona.key for persona in everyone]).update(is_active=False)
