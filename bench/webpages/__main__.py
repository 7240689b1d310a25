"""The rounds of ``bench.web``: ``python -m bench.webpages ROUNDS TURN`` in a prepared installation."""

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
NAMES = ("ours", "bare view", "recorded SQL")
Way = Callable[[], Answer]


def main(rounds: int, turn: int) -> int:
    opened = pages(application)
    ways = {name: prepare(page) for name, page in opened.items()}
    step = tuple(in_turn(answer, question) for answer, question in zip(ways["answer"], ways["question"], strict=True))
    goals = {"assessment step": step, "home": ways["home"], "my matters": ways["my-matters"]}
    ratios = [compare(name, dict(zip(NAMES, three, strict=True)), rounds, turn) for name, three in goals.items()]
    for part in ("answer", "question"):
        compare(f"of the step, {part}", dict(zip(NAMES, ways[part], strict=True)), rounds, turn, "no goal")
    audit_cost(opened["my-matters"], rounds, turn)
    return 0 if min(ratio["bare view"] for ratio in ratios) >= GOAL else 1


def in_turn(first: Way, second: Way) -> Way:
    def both() -> Answer:
        first()
        return second()

    return both


def prepare(page: Page) -> tuple[Way, Way, Way]:
    """Record the page and make its bare twins; all warm, and proved to do the same."""
    PAGES[page.name] = Recorded()
    ours, bare, replayed = (asking(page, path) for path in (page.path, f"/fi/bare/{page.name}/", f"/fi/replayed/{page.name}/"))
    for _ in range(WARM):
        ours()
    with recording() as by_middleware:
        bare()
    with recording() as made:
        answer = ours()
    own = {name: value for name, value in answer.headers if name in ("Content-Type", "Location")}
    PAGES[page.name] = Recorded(
        answer.status, answer.body, tuple(own.items()), bool(answer.token), page.statements, tuple(made[len(by_middleware) :])
    )
    check_twins(page, ours, bare, replayed)
    return ours, bare, replayed


def asking(page: Page, path: str) -> Way:
    request = page.visitor.request(page.method, path, page.form)
    return lambda: page.visitor.ask(request)


def check_twins(page: Page, *ways: Way) -> None:
    """Stops the bench unless every way answers alike, with as many bytes, statements and transactions."""
    seen = []
    for way in ways:
        before = transactions()
        with recording() as made:
            answer = way()
        commits = transactions() - before - 1
        seen.append((answer.status, len(answer.body), len(made), commits, sorted(name for name, _ in answer.headers)))
    status, size, queries, commits, _ = seen[0]
    if any(other != seen[0] for other in seen) or status not in (200, 302):
        raise SystemExit(f"bench: {page.name}: the page and its bare twins differ: {seen}")
    print(f"web: {page.name}: {size} bytes, {queries} queries, {commits} commits that write")


def transactions() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT txid_current()")
        return int(cursor.fetchone()[0])


def compare(name: str, ways: dict[str, Way], rounds: int, turn: int, goal: str = f"goal ≥ {GOAL}") -> dict[str, float]:
    """The first way's speed as a ratio to each other's: the median of the rounds' own ratios."""
    times: dict[str, list[float]] = {each: [] for each in ways}
    for way in ways.values():
        timed(way, WARM)
    for _ in range(rounds):
        there = {each: timed(ways[each], turn) for each in ways}
        for each in reversed(ways):
            times[each].append(there[each] + timed(ways[each], turn))
    ours, *others = ways
    speed = {each: 2 * turn / statistics.median(times[each]) for each in ways}
    ratios = {other: statistics.median(b / a for a, b in zip(times[ours], times[other], strict=True)) for other in others}
    against = "; ".join(f"{other} {speed[other]:.0f}, ratio {ratios[other]:.2f}" for other in others)
    print(f"web: {name}: {speed[ours]:.0f} a second; {against} ({goal})", flush=True)
    return ratios


def timed(way: Way, count: int) -> float:
    begun = time.perf_counter()
    for _ in range(count):
        way()
    return time.perf_counter() - begun


def audit_cost(page: Page, rounds: int, turn: int) -> None:
    """The page of one's own matters against itself without the log of looks."""
    logged = asking(page, page.path)

    def unlogged() -> Answer:
        with mock.patch.object(access, "write_audit"):
            return logged()

    ratio = compare("my matters, logged", {"logged": logged, "unlogged": unlogged}, rounds, turn, "goal ≥ 0.85")["unlogged"]
    print(f"web: the audit log takes {100 * (1 - ratio):.0f} % of the page's time")


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
