"""Files that answer a question: what they really are by their first bytes, and a name that is safe to show."""

from __future__ import annotations

import re
import unicodedata

LARGEST_KB = 10_240
"""Where a question gives no size of its own."""
LARGEST_OF_RUN = 60 * 1024 * 1024
"""All files of one filling together."""
ENDINGS = {
    "application/pdf": (".pdf",), "image/jpeg": (".jpg", ".jpeg"), "image/png": (".png",), "image/gif": (".gif",),
    "image/webp": (".webp",), "image/heic": (".heic",),
}  # fmt: skip
LONGEST_NAME = 100
_STARTS = (
    (b"%PDF-", "application/pdf"), (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"), (b"GIF89a", "image/gif"),
)  # fmt: skip
_HEIC = {b"heic", b"heix", b"mif1", b"msf1"}


def sniffed(content: bytes) -> str:
    """The content type by the first bytes, whatever the file calls itself; empty for any that is not known."""
    head = content[:16]
    found = next((kind for start, kind in _STARTS if head.startswith(start)), "")
    if found:
        return found
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return "image/heic" if head[4:8] == b"ftyp" and head[8:12] in _HEIC else ""


def safe_name(name: str, content_type: str) -> str:
    """The file's own name without folders, control and direction signs, with the ending of what it really is."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = "".join(sign if unicodedata.category(sign)[0] not in "CZ" else " " for sign in last)
    plain = re.sub(r'[<>:"|?*;]', "", plain)
    plain = " ".join(plain.split()).strip(". ")
    endings = ENDINGS.get(content_type, ("",))
    stem, dot, ending = plain.rpartition(".")
    if dot and f".{ending.lower()}" in endings:
        return f"{stem[:LONGEST_NAME]}.{ending}" if stem else f"file{endings[0]}"
    return f"{plain[:LONGEST_NAME] or 'file'}{endings[0]}"
