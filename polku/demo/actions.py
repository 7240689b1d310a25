"""The demonstration's own writes: whole populations at once. They exist in no other way of running."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta

from polku.care.scheduling.models import Slot
from polku.demo import staffing
from polku.demo.county import DemoCounty
from polku.demo.staffing import Member, Post, Professional
from polku.foundation import clock
from polku.foundation.actions import action
from polku.foundation.actor import Actor
from polku.foundation.calendar import at_helsinki, helsinki_date
from polku.people.models import Account, Person, StaffRole

BATCH = 1000


@action("demo.add_people")
def add_people(*, people: Sequence[Person], by: Actor) -> int:
    return len(Person.objects.bulk_create(people, batch_size=BATCH))


@action("demo.add_staff")
def add_staff(*, members: Sequence[Member], by: Actor) -> int:
    accounts = [Account(kind="staff", subject=f"staff:{m.staff_id}", name=m.name, title=m.title) for m in members]
    Account.objects.bulk_create(accounts)
    StaffRole.objects.bulk_create(
        StaffRole(account=account, role=member.role, unit_id=unit, register=member.register)
        for account, member in zip(accounts, members, strict=True)
        for unit in member.units
    )
    return len(accounts)


@action("demo.offer_times")
def offer_times(*, demo: DemoCounty, needed: dict[Post, str], first: date, last: date, today: date, by: Actor) -> list[Slot]:
    """Free times of every professional on the days (both included) on which they offer none yet."""
    begins, ends = at_helsinki(first, time(0)), at_helsinki(last + timedelta(days=1), time(0))
    offered = Slot.objects.filter(starts_at__gte=begins, starts_at__lt=ends)
    had = {(who, helsinki_date(start)) for who, start in offered.values_list("professional_id", "starts_at")}
    missing = staffing.missing_days(staffing.days_between(first, last), had)
    slots = [
        slot
        for each in professionals(demo)
        for slot in staffing.times(each, needed, demo.minutes[each.profession], missing[each.account_id], today)
    ]
    return Slot.objects.bulk_create(slots, batch_size=BATCH)


def professionals(demo: DemoCounty) -> list[Professional]:
    """Those who hold now a role that offers times, in the order of their subjects."""
    held = StaffRole.objects.filter(
        role__in=demo.minutes, valid_to=None, valid_from__lte=clock.now(), account__kind="staff", account__is_active=True
    ).select_related("account")
    units: dict[tuple[str, str], list[str]] = {}
    accounts = {}
    for role in held.order_by("account__subject", "unit_id"):
        accounts[role.account.subject] = role.account_id
        units.setdefault((role.account.subject, role.role), []).append(role.unit_id)
    return [Professional(accounts[subject], subject, role, tuple(places)) for (subject, role), places in units.items()]
