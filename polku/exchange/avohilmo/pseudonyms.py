"""Keeps identity codes out of the lake: a client id that is one becomes a pseudonym by a key of the lake."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from polku.exchange.avohilmo.checks import IDENTITY_CODE

KEY_FILE = ".pseudonym-key"


def pseudonymised(clients: pa.ChunkedArray, lake: Path) -> tuple[pa.ChunkedArray, int]:
    """The ids with identity codes replaced, and how many rows had one."""
    found = pc.match_substring_regex(clients, f"^{IDENTITY_CODE}$")
    count = int(pc.sum(found).as_py() or 0)
    if count == 0:
        return clients, 0
    key = _key(lake)
    codes = clients.filter(found).unique().to_pylist()
    names = [hmac.new(key, code.upper().encode(), hashlib.sha256).hexdigest()[:32] for code in codes]
    places = pc.index_in(clients, value_set=pa.array(codes))
    return pc.coalesce(pa.array(names).take(places.combine_chunks()), clients), count


def _key(lake: Path) -> bytes:
    path = lake / KEY_FILE
    if not path.exists():
        lake.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{KEY_FILE}.{secrets.token_hex(8)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(32))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_bytes()
