"""A lake: a folder of Parquet files and a manifest that says which of them are the data.

    DIR/manifest.json                 the current version, replaced by one atomic rename
    DIR/encounter/<content>/*.parquet immutable; a folder is named by the content it holds

Readers read the manifest once and then its files, so they see the old version or the new one, never a
mixture. Each source key is in the lake once: publishing the same content again does nothing, publishing
other content under the same key replaces it. Files that no version needs are removed a day later.
"""

import fcntl
import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from polku.foundation.errors import NotFound, PolkuError
from polku.insight.canonical import TABLES

MANIFEST = "manifest.json"
FORMAT = 1
KEEP_REPLACED_SECONDS = 24 * 3600
ROW_GROUP_ROWS = 262_144
FILE_ROWS = 2 * ROW_GROUP_ROWS


@dataclass(frozen=True, slots=True)
class LakeFile:
    path: str
    """Relative to the lake."""
    sha256: str
    rows: int


@dataclass(frozen=True, slots=True)
class Source:
    """What one source key has given to one table."""

    key: str
    content: str
    """Hash of the files' content."""
    files: tuple[LakeFile, ...]

    @property
    def rows(self) -> int:
        return sum(file.rows for file in self.files)


@dataclass(frozen=True, slots=True)
class Published:
    changed: bool
    """False when the lake held this very content under this key already."""
    source: Source


def write_parquet(table: pa.Table, path: Path) -> None:
    """The way every file of a lake is written: the same rows give the same bytes."""
    pq.write_table(table, path, compression="zstd", compression_level=1, row_group_size=ROW_GROUP_ROWS)


class Lake:
    """`Lake(path)` opens or begins a lake; nothing is written before the first publish."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)

    def version(self) -> int:
        """Grows by one with each change; 0 is a lake that holds nothing yet."""
        return int(self._manifest()["version"])

    def pinned(self) -> "Pinned":
        """The present version, whatever is published later."""
        return Pinned(self.path, self._manifest())

    def sources(self, table: str) -> dict[str, Source]:
        """The sources of a table by their keys."""
        return _sources(self._manifest(), table)

    def files(self, table: str) -> list[Path]:
        """The files that are the table now, in a fixed order."""
        sources = self.sources(table)
        return [self.path / file.path for key in sorted(sources) for file in sources[key].files]

    def rows(self, table: str) -> int:
        return sum(source.rows for source in self.sources(table).values())

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """A folder on the lake's own disk to write files in, before they are published; removed after."""
        folder = self.path / ".staging" / uuid.uuid4().hex
        folder.mkdir(parents=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def publish(self, table: str, *, source: str, data: pa.Table | Sequence[Path]) -> Published:
        """Make `data` what `source` gives to `table`.

        `data` is a table with the loaded schema (`derive` gives it), or Parquet files with that schema
        from `staging()`, which are moved into the lake in the order given.
        """
        with self.staging() as folder:
            paths = _written(data, folder) if isinstance(data, pa.Table) else list(data)
            for path in paths:
                _check_schema(table, pq.read_schema(path))
            hashes = [_sha256(path) for path in paths]
            content = hashlib.sha256("\n".join(hashes).encode()).hexdigest()
            with self._lock():
                return self._publish(table, source, content, dict(zip(paths, hashes, strict=True)))

    def withdraw(self, table: str, *, source: str) -> bool:
        """Take out what a source gave; False when it gave nothing."""
        with self._lock():
            manifest = self._manifest()
            held = _sources(manifest, table).get(source)
            if held is not None:
                del manifest["tables"][table][source]
                self._replace(manifest)
                self._retire(held)
            return held is not None

    def damaged(self) -> list[str]:
        """Files of the current version that are missing or not what the manifest says."""
        manifest = self._manifest()
        files = [
            file
            for table in sorted(manifest["tables"])
            for _, source in sorted(_sources(manifest, table).items())
            for file in source.files
        ]
        return [f.path for f in files if not self._is_whole(f)]

    def damage(self) -> PolkuError:
        """What to tell when a file of the current version cannot be read."""
        return PolkuError(
            found=f"{self.path}: damaged {', '.join(self.damaged()) or 'files'}",
            expected=f"every file that {MANIFEST} lists, whole",
            mend="remove the folder, and import or make the data anew",
        )

    def _is_whole(self, file: LakeFile) -> bool:
        path = self.path / file.path
        return path.is_file() and _sha256(path) == file.sha256

    def _publish(self, table: str, key: str, content: str, hashes: dict[Path, str]) -> Published:
        manifest = self._manifest()
        held = _sources(manifest, table).get(key)
        if held is not None and held.content == content and all(map(self._exists, held.files)):
            return Published(changed=False, source=held)
        folder = self._new_folder(table, content[:16])
        files = tuple(self._moved(path, sha, folder) for path, sha in hashes.items())
        _sync(folder)
        source = Source(key=key, content=content, files=files)
        entry = {"content": content, "rows": source.rows, "files": [asdict(file) for file in files]}
        manifest["tables"].setdefault(table, {})[key] = entry
        self._replace(manifest)
        self._retire(held)
        self._sweep(manifest)
        return Published(changed=True, source=source)

    def _new_folder(self, table: str, name: str) -> Path:
        """A folder named by content alone, so that the same data give the same lake; numbered when taken."""
        names = (name if number == 1 else f"{name}-{number}" for number in count(1))
        folder = next(path for path in (self.path / table / name for name in names) if not path.exists())
        folder.mkdir(parents=True)
        return folder

    def _exists(self, file: LakeFile) -> bool:
        return (self.path / file.path).is_file()

    def _moved(self, path: Path, sha256: str, folder: Path) -> LakeFile:
        target = folder / path.name
        rows = pq.read_metadata(path).num_rows
        _sync(path)
        os.replace(path, target)
        return LakeFile(path=str(target.relative_to(self.path)), sha256=sha256, rows=rows)

    def _manifest(self) -> dict[str, Any]:
        path = self.path / MANIFEST
        try:
            manifest = json.loads(path.read_bytes())
        except (FileNotFoundError, NotADirectoryError):
            return {"format": FORMAT, "version": 0, "tables": {}}
        except OSError as error:
            raise PolkuError(found=f"{path}: {error.strerror}", expected="a manifest that can be read") from error
        except ValueError as error:
            raise _unreadable(path, "a manifest that is not JSON") from error
        if not isinstance(manifest, dict) or not {"format", "version", "tables"} <= manifest.keys():
            raise _unreadable(path, "a manifest that is not whole")
        if manifest["format"] != FORMAT:
            raise _unreadable(path, f"format {manifest['format']!r}")
        return manifest

    def _replace(self, manifest: dict[str, Any]) -> None:
        manifest["version"] += 1
        draft = self.path / f".{MANIFEST}.{uuid.uuid4().hex}"
        draft.write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        _sync(draft)
        os.replace(draft, self.path / MANIFEST)
        _sync(self.path)

    def _retire(self, source: Source | None) -> None:
        """Date the folders of a replaced source: readers of the old version have a day from now."""
        for folder in {(self.path / file.path).parent for file in source.files} if source else ():
            if folder.is_dir():
                os.utime(folder)

    def _sweep(self, manifest: dict[str, Any]) -> None:
        tables = manifest["tables"]
        used = {
            Path(file.path).parts[1] for table in tables for source in _sources(manifest, table).values() for file in source.files
        }
        oldest = (self.path / MANIFEST).stat().st_mtime - KEEP_REPLACED_SECONDS
        for table in tables:
            for folder in (self.path / table).iterdir():
                if folder.name not in used and folder.stat().st_mtime < oldest:
                    shutil.rmtree(folder, ignore_errors=True)
        self._sweep_killed(oldest)

    def _sweep_killed(self, oldest: float) -> None:
        """Remove what loads left that were killed."""
        for folder in (self.path / ".staging").iterdir():
            if folder.stat().st_mtime < oldest:
                shutil.rmtree(folder, ignore_errors=True)
        for draft in self.path.glob(f".{MANIFEST}.*"):
            if draft.stat().st_mtime < oldest:
                draft.unlink(missing_ok=True)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


class Pinned(Lake):
    """One version of a lake, to read: its files stay for a day. Equal to another that holds the same."""

    def __init__(self, path: Path, manifest: dict[str, Any]) -> None:
        super().__init__(path)
        self.manifest = manifest
        self.content = hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()[:16]

    def pinned(self) -> "Pinned":
        return self

    def _manifest(self) -> dict[str, Any]:
        return self.manifest

    def publish(self, table: str, *, source: str, data: pa.Table | Sequence[Path]) -> Published:
        raise TypeError("a pinned version is not written")

    def withdraw(self, table: str, *, source: str) -> bool:
        raise TypeError("a pinned version is not written")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pinned) and (self.path, self.content) == (other.path, other.content)

    def __hash__(self) -> int:
        return hash((self.path, self.content))


def opened(path: Path | str) -> Lake:
    """A lake that is there to be read; NotFound names what a folder without one lacks."""
    lake = Lake(path)
    if lake.version() == 0:
        raise NotFound(
            found=f"no data in {path}",
            expected=f"a folder with {MANIFEST}",
            mend="make one with `polku import` or `polku synth`, --out naming the folder",
        )
    return lake


def _sources(manifest: dict[str, Any], table: str) -> dict[str, Source]:
    held = manifest["tables"].get(table, {})
    return {key: Source(key, entry["content"], tuple(LakeFile(**file) for file in entry["files"])) for key, entry in held.items()}


def _written(table: pa.Table, folder: Path) -> list[Path]:
    """One file, or of many rows several, written at once."""
    parts = [table.slice(first, FILE_ROWS) for first in range(0, table.num_rows or 1, FILE_ROWS)]
    paths = [folder / f"rows-{number:04}.parquet" for number in range(len(parts))]
    with ThreadPoolExecutor(min(os.cpu_count() or 1, len(parts))) as workers:
        list(workers.map(write_parquet, parts, paths))
    return paths


def _check_schema(table: str, schema: pa.Schema) -> None:
    expected = TABLES[table]
    if not schema.equals(expected):
        wrong = [field.name for field in expected if field not in list(schema)]
        raise PolkuError(
            found=f"rows whose columns differ from table {table}: {', '.join(wrong) or 'unknown columns'}",
            expected="the loaded schema of polku.insight.canonical",
            mend="pass the rows through polku.insight.canonical.shaped",
        )


def _unreadable(path: Path, found: str) -> PolkuError:
    return PolkuError(found=f"{path}: {found}", expected=f"format {FORMAT}", mend="import the data anew")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
