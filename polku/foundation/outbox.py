"""Events to their subscribers: at least once, in the background, the effect once.

A job for each subscriber is written in the event's own transaction, so a crash loses none; the worker
runs it in a transaction with its ``Delivery`` row, so a second run has no effect.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from polku.foundation import clockshift
from polku.foundation.models import Delivery, Event

Handler = Callable[[Event], None]
_subscribers: dict[str, dict[str, Handler]] = defaultdict(dict)
_quiet: ContextVar[bool] = ContextVar("undelivered", default=False)


def subscriber(event_name: str, *, name: str) -> Callable[[Handler], Handler]:
    """Have ``handler`` called with each event of that name. ``name`` is the subscriber's, fixed for ever."""

    def decorate(handler: Handler) -> Handler:
        _subscribers[event_name][name] = handler
        return handler

    return decorate


@contextmanager
def undelivered() -> Iterator[None]:
    """Events told within reach no subscriber: for a past that is made up, and read as a whole when it is there."""
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)


def defer_deliveries(event: Event) -> None:
    if _quiet.get():
        return
    for name in _subscribers[event.name]:
        deliver_task.defer(event_id=str(event.id), subscriber_name=name)


@app.task(name="foundation.deliver", queue="events", retry=RetryStrategy(max_attempts=12, exponential_wait=2))
def deliver_task(*, event_id: str, subscriber_name: str) -> None:
    clockshift.refresh()
    deliver(Event.objects.get(id=UUID(event_id)), subscriber_name)


def deliver(event: Event, subscriber_name: str) -> bool:
    """Run the subscriber unless it has had the event; tell whether it ran."""
    handler = _subscribers[event.name].get(subscriber_name)
    if handler is None:
        raise LookupError(f"found no subscriber {subscriber_name} of {event.name}, expected one wired in config")
    with transaction.atomic():
        _, fresh = Delivery.objects.get_or_create(event=event, subscriber=subscriber_name)
        if fresh:
            handler(event)
    return fresh


def deliver_pending() -> int:
    """Deliver in this process what is not delivered yet, oldest first: for tests and one-off commands."""
    ran = 0
    for name, handlers in list(_subscribers.items()):
        for subscriber_name in handlers:
            waiting = Event.objects.filter(name=name).exclude(delivery__subscriber=subscriber_name).order_by("id")
            ran += sum(deliver(event, subscriber_name) for event in waiting)
    return ran
