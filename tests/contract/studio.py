"""The studio through Django's test client: a draft begun, its forms as a browser would send them back, its files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Any
from uuid import uuid4

from django.test import Client

from polku.assessment.publishing import queries
from polku.assessment.publishing.models import Draft

ID = "urinary-symptoms"


def post(client: Client, path: str, data: Mapping[str, Any] | None = None, *, token: str = "") -> Any:
    return client.post(path, {"token": token or str(uuid4()), **(data or {})})


def begun(author: Client) -> Draft:
    post(author, f"/fi/studio/{ID}/begin/")
    return Draft.objects.get()


def place(draft: Draft, page: str) -> str:
    return f"/fi/studio/{ID}/{draft.id}/{page}"


def form(client: Client, path: str) -> dict[str, str]:
    """What the rule's form holds, as a browser would send it back."""
    body = client.get(path).content.decode()
    part = body[body.index('class="panel rule-form"') :]
    found = dict(re.findall(r'<input class="input code" type="text" id="[^"]+" name="([^"]+)" value="([^"]*)"', part))
    found |= dict(re.findall(r'<textarea id="[^"]+" name="([^"]+)"[^>]*>([^<]*)</textarea>', part))
    chosen = re.search(r'name="then-ending">.*?<option value="([^"]+)" selected>', part, re.S)
    found |= {"then-ending": chosen[1]} if chosen else {}
    version = re.search(r'name="version" value="(\d+)"', part)
    assert version
    unescaped = {name: value.replace("&quot;", '"').replace("&gt;", ">").replace("&#x27;", "'") for name, value in found.items()}
    return {**unescaped, "version": version[1]}


def source(draft: Draft) -> Mapping[str, str]:
    draft.refresh_from_db()
    found: Mapping[str, str] = queries.revision(draft).source
    return found


def fields(client: Client, path: str) -> dict[str, str]:
    """What a form of words holds, as a browser would send it back."""
    body = client.get(path).content.decode()
    part = body[body.index("words-form") :]
    found = dict(re.findall(r'<input class="input" type="\w+" id="[^"]+" name="([^"]+)" value="([^"]*)"', part))
    found |= dict(re.findall(r'<textarea class="input" id="[^"]+" name="([^"]+)"[^>]*>([^<]*)</textarea>', part))
    version = re.search(r'name="version" value="(\d+)"', part)
    assert version
    return {name: unescape(value) for name, value in found.items()} | {"version": version[1]}
