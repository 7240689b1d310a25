"""The rounds of ``bench.web``: ``python -m bench.webpages ROUNDS TURN [--over-http]`` in a prepared installation."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from unittest import mock

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection

application = get_wsgi_application()
settings.ROOT_URLCONF = "bench.webpages.urls"

from bench.webpages.bare import PAGES, Recorded, recording  # noqa: E402
from bench.webpages.county import Page, pages  # noqa: E402
from bench.webpages.visitor import Answer  # noqa: E402
from polku.people import access  # noqa: E402

GOAL = 0.7
WARM = 20


def main(rounds: int, turn: int) -> int:
    opened = pages(application)
    ratios = []
    for page in opened:
        ours, bare = prepare(page)
        ratios.append(compare(page.name, ours, bare, rounds, turn))
    audit_cost(opened[-1], rounds, turn)
    return 0 if min(ratios) >= GOAL else 1


def prepare(page: Page) -> tuple[Callable[[], Answer], Callable[[], Answer]]:
    """Record the page and make its bare twin; both warm, and proved to do the same."""
    ours_request = page.visitor.request(page.method, page.path, page.form)
    bare_request = page.visitor.request(page.method, f"/fi/bare/{page.name}/", page.form)
    PAGES[page.name] = Recorded()

    def ours() -> Answer:
        return page.visitor.ask(ours_request)

    def bare() -> Answer:
        return page.visitor.ask(bare_request)

    for _ in range(WARM):
        ours()
    with recording() as by_middleware:
        bare()
    with recording() as made:
        answer = ours()
    own = {name: value for name, value in answer.headers if name in ("Content-Type", "Location")}
    PAGES[page.name] = Recorded(
        answer.status, answer.body, tuple(own.items()), bool(answer.token), tuple(made[len(by_middleware) :])
    )
    check_twins(page, ours, bare)
    return ours, bare


def check_twins(page: Page, ours: Callable[[], Answer], bare: Callable[[], Answer]) -> None:
    seen = []
    for way in (ours, bare):
        before = transactions()
        with recording() as made:
            answer = way()
        commits = transactions() - before - 1
        seen.append((answer.status, len(answer.body), len(made), commits, sorted(name for name, _ in answer.headers)))
    status, size, queries, commits, _ = seen[0]
    if seen[0] != seen[1] or status not in (200, 302):
        raise SystemExit(f"bench: {page.name}: the page and its bare twin differ: {seen[0]} and {seen[1]}")
    print(f"web: {page.name}: {size} bytes, {queries} queries, {commits} commits that write")


def transactions() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT txid_current()")
        return int(cursor.fetchone()[0])


def compare(name: str, ours: Callable[[], Answer], other: Callable[[], Answer], rounds: int, turn: int, goal: str = f"goal ≥ {GOAL}") -> float:
    """The ratio of requests a second, ours to the other's, by the medians of the turns."""
    times: dict[Callable[[], Answer], list[float]] = {ours: [], other: []}
    for way in (ours, other):
        timed(way, WARM)
    for _ in range(rounds):
        for way in (ours, other, other, ours):
            times[way].append(timed(way, turn))
    speed, bare = (turn / statistics.median(times[way]) for way in (ours, other))
    print(f"web: {name}: {speed:.0f} requests/s, against {bare:.0f}, ratio {speed / bare:.2f} ({goal})", flush=True)
    return speed / bare


def timed(way: Callable[[], Answer], count: int) -> float:
    begun = time.perf_counter()
    for _ in range(count):
        way()
    return time.perf_counter() - begun


def audit_cost(page: Page, rounds: int, turn: int) -> None:
    """The page of one's own matters against itself without the log of looks."""
    request = page.visitor.request(page.method, page.path, page.form)

    def logged() -> Answer:
        return page.visitor.ask(request)

    def unlogged() -> Answer:
        with mock.patch.object(access, "write_audit"):
            return page.visitor.ask(request)

    ratio = compare(f"{page.name} against the same without its audit log", logged, unlogged, rounds, turn, "goal ≥ 0.85")
    print(f"web: the audit log takes {100 * (1 - ratio):.0f} % of the page's time")


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
