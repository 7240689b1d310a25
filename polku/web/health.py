from __future__ import annotations

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse


def health(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


def ready(request: HttpRequest) -> JsonResponse:
    """The database answers and its schema is this version's: 200, else 503 with what is missing."""
    missing = []
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            missing.append("migrations")
    except Exception:  # noqa: BLE001 - whatever keeps the database from answering
        missing.append("database")
    return JsonResponse({"ready": not missing, "missing": missing}, status=503 if missing else 200)
