"""Every page of the faces, as tours of stops: someone prepares what the pages show, then visits them one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.journeys import forms, steps
from tests.journeys.browsing import Person
from tests.journeys.conftest import office_day

ASSESSMENT = "assessments/urinary-symptoms/"
KINDS = ("signs", "fever", "age", "pregnant")
NO_ONE = "00000000-0000-7000-8000-000000000000"


@dataclass(frozen=True)
class Stop:
    """A page: its address after the language (or from the root, with ``{language}``), and what to press there."""

    name: str
    path: str
    status: int = 200
    press: Callable[[Person], None] | None = None


def anonymous(person: Person, _: Person) -> list[Stop]:
    return [
        Stop("home", ""),
        Stop("assessments", "assessments/"),
        Stop("start", ASSESSMENT),
        Stop("resume", "assessments/continue/"),
        Stop("resume-error", "assessments/continue/", press=lambda one: one.submit()),
        Stop("services", "services/"),
        Stop("services-found", "services/?q=turku"),
        Stop("services-none", "services/?q=qqqq"),
        Stop("service", "services/health-station/"),
        Stop("unit", f"units/{steps.UNIT}/"),
        Stop("accessibility", "accessibility/"),
        Stop("privacy", "privacy/"),
        Stop("help", "help/"),
        Stop("menu", "", press=lambda one: one.page.click("details.menu summary")),
        Stop("time", "demo/"),
        Stop("404", "no-such-page/", 404),
    ]


def assessing(person: Person, _: Person) -> list[Stop]:
    steps.begin_assessment(person)
    draft = run_of(person)
    steps.answer_all(person)
    steps.begin_assessment(person)
    unfinished = run_of(person)
    steps.to_emergency(person)
    emergency = run_of(person)
    return [
        *(Stop(f"question-{item}", f"{draft}q/{item}/") for item in KINDS),
        Stop("question-error", f"{unfinished}q/signs/", press=lambda one: one.submit()),
        Stop("number-error", f"{draft}q/age/", press=nonsense_age),
        Stop("answers", f"{draft}answers/"),
        Stop("result", f"{draft}result/"),
        Stop("rules", f"{draft}rules/"),
        Stop("save", f"{unfinished}save/"),
        Stop("saved", f"{unfinished}save/", press=lambda one: one.submit()),
        Stop("emergency", f"{emergency}emergency/"),
        Stop("start-with-draft", ASSESSMENT),
        Stop("provider", "/signin/?next=/{language}/my/"),
        Stop("sign-in-cancelled", "/signin/?next=/{language}/my/", press=lambda one: one.press("a[href*='/cancel/']")),
    ]


def nonsense_age(person: Person) -> None:
    person.page.fill("#answer", "abc")
    person.submit()


def run_of(person: Person) -> str:
    """The part of the address, after the language, that names the run."""
    return "/".join(person.path.split("/")[2:5]) + "/"


def resident(person: Person, nurse: Person) -> list[Stop]:
    case = steps.sent_case(person, "tuulia")
    nurse.sign_in("nurse-noora", "desk/")
    steps.take_and_assess(nurse, case)
    steps.book(nurse, case, which=-1)
    person.open("my/")
    booking = (person.page.locator("a[href*='/my/bookings/']").first.get_attribute("href") or "").split("/", 2)[2]
    steps.to_result(person)
    unsent = run_of(person)
    return [
        Stop("home-signed-in", ""),
        Stop("my", "my/"),
        Stop("case", f"my/cases/{case}/"),
        Stop("case-sent", f"my/cases/{case}/?sent"),
        Stop("case-answers", f"my/cases/{case}/answers/"),
        Stop("log", "my/log/"),
        Stop("booking", booking),
        Stop("booking-error", booking, press=lambda one: one.submit("form[action$='/move/']")),
        Stop("send", f"{unsent}send/"),
        Stop("send-error", f"{unsent}send/", press=nonsense_phone),
        Stop("desk-not-for-residents", "desk/", 403),
        Stop("not-ones-own", f"my/cases/{NO_ONE}/", 404),
    ]


def nonsense_phone(person: Person) -> None:
    person.page.fill("#phone", "abc")
    person.submit("main form")


def desk(nurse: Person, client: Person) -> list[Stop]:
    free, taken = (steps.sent_case(client, "ebba") for _ in range(2))
    nurse.sign_in("nurse-noora", f"desk/cases/{taken}/")
    nurse.press("form[action$='/take/'] button")
    forms = ["assess", "book", "visit", "note", "close"]
    return [
        Stop("desk", "desk/"),
        Stop("desk-all", "desk/?view=all"),
        Stop("desk-case", f"desk/cases/{free}/"),
        *(Stop(f"desk-{form}", f"desk/cases/{taken}/{form}/") for form in forms),
        *(Stop(f"desk-{form}-error", f"desk/cases/{taken}/{form}/", press=emptied) for form in ("assess", "note")),
        Stop("desk-times", "desk/times/"),
        Stop("desk-enter", "desk/enter/"),
        Stop("desk-enter-error", "desk/enter/", press=lambda one: one.submit("form.enter-form")),
        Stop("desk-search", "desk/search/"),
        Stop("desk-found", "desk/search/", press=search_for("testi")),
        Stop("desk-search-error", "desk/search/", press=search_for("t")),
        Stop("desk-keys", "desk/", press=lambda one: one.page.keyboard.press("?")),
        Stop("desk-menu", "desk/", press=lambda one: one.page.click(".account-menu summary")),
        Stop("desk-404", f"desk/cases/{NO_ONE}/", 404),
    ]


def on_paper(nurse: Person, _: Person) -> list[Stop]:
    """A client's form, entered by staff: one that tells of an emergency, and what its case is opened by."""
    nurse.sign_in("nurse-noora", "desk/enter/")
    steps.enter_form(nurse)
    steps.answer(nurse, ["breathing"])
    run = run_of(nurse)
    return [Stop("paper-emergency", f"{run}emergency/"), Stop("desk-entered", f"desk/enter/{run.split('/')[-2]}/")]


def emptied(nurse: Person) -> None:
    for field in nurse.page.locator("form.side-form textarea, form.side-form input[type=text]").all():
        field.fill("")
    nurse.submit("form.side-form")


def search_for(words: str) -> Callable[[Person], None]:
    def search(nurse: Person) -> None:
        nurse.page.fill("#q", words)
        nurse.submit("form.search-form")

    return search


def board(leader: Person, _: Person) -> list[Stop]:
    leader.sign_in("leader-johanna", "board/deviations/?status=closed")
    closed = deviation_of(leader)
    leader.open("board/measures/access/?unit=all&clock=need-assessment")
    leader.press("form[action*='/deviations/open/'] button")
    deviation = leader.path.split("/", 2)[2]
    return [
        Stop("board", "board/"),
        Stop("board-unit", f"board/?unit={steps.UNIT}"),
        Stop("access", "board/measures/access/"),
        Stop("access-oral", "board/measures/access/?service=oral"),
        Stop("access-area", "board/measures/access/?unit=area-turku"),
        Stop("measures", "board/measures/"),
        Stop("measures-unit", f"board/measures/?unit={steps.UNIT}"),
        Stop("measure-share", "board/measures/remote-share/?definition=with-phone"),
        Stop("measure-unit", f"board/measures/continuity/?unit={steps.UNIT}"),
        Stop("measure-curve", "board/measures/heavy-users/"),
        Stop("measure-parts", "board/measures/segments/"),
        Stop("measure-empty", "board/measures/service-debt/"),
        Stop("search-found", "board/search/?q=salo"),
        Stop("search-none", "board/search/?q=qqqq"),
        Stop("validity", "board/validity/"),
        Stop("deviations", "board/deviations/"),
        Stop("deviations-none", "board/deviations/?due=late&status=following"),
        Stop("deviation", deviation),
        Stop("deviation-error", deviation, press=lambda one: one.submit("form:has(input[value=cause])")),
        Stop("deviation-closed", closed),
        Stop("programme", "board/programme/"),
        Stop("cases-refused", f"board/measures/access/cases/{steps.UNIT}/", 403),
        Stop("board-404", "board/?unit=no-such-unit", 404),
    ]


def deviation_of(leader: Person) -> str:
    return (leader.page.locator("tbody a[href*='/deviations/']").first.get_attribute("href") or "").split("/", 2)[2]


def cases_behind(nurse: Person, _: Person) -> list[Stop]:
    nurse.sign_in("nurse-noora", "board/")
    return [
        Stop("cases", f"board/measures/access/cases/{steps.UNIT}/"),
        Stop("cases-now", f"board/measures/access/cases/{steps.UNIT}/?month={office_day()[:7]}"),
        Stop("cases-oral", f"board/measures/access/cases/{steps.UNIT}/?service=oral"),
        Stop("cases-share", f"board/measures/remote-share/cases/{steps.UNIT}/?month={office_day()[:7]}"),
        Stop("cases-rules", f"board/measures/documentation-quality/cases/{steps.UNIT}/?month={office_day()[:7]}"),
        Stop("deviation-read", "board/deviations/"),
    ]


def board_data(leader: Person, _: Person) -> list[Stop]:
    leader.sign_in("leader-johanna", "board/")
    return [
        Stop("compare", "board/compare/"),
        Stop("compare-contacts", "board/compare/?measure=demand"),
        Stop("units", "board/units/"),
        Stop("units-area", "board/units/?measure=remote-share&unit=area-turku&sort=n"),
        Stop("units-unit", "board/units/?clock=earliest-contact&unit=salo"),
        Stop("units-no-funnel", "board/units/?measure=experience"),
        Stop("now", "board/now/"),
        Stop("now-still", "board/now/?still&of=nurse"),
        Stop("quality", "board/quality/"),
        Stop("quality-oral", "board/quality/?service=oral&clock=earliest-contact"),
    ]


STUDIO = "studio/urinary-symptoms/"
STUDIO_PAGES = ("rules", "try", "compare", "replay", "safety", "versions")


def studio(author: Person, _: Person) -> list[Stop]:
    author.sign_in("author-satu", "studio/")
    faulty, sound = (steps.begun_draft(author) for _ in range(2))
    steps.plant(author, faulty)
    steps.reword(author, sound)
    return [
        Stop("studio", "studio/"),
        Stop("studio-none", "studio/?q=qqqq"),
        Stop("studio-tables", "studio/rules/"),
        Stop("studio-drafts", "studio/drafts/"),
        *(Stop(f"studio-{page}", f"{STUDIO}current/{page}/") for page in STUDIO_PAGES),
        Stop("studio-read", f"{STUDIO}current/"),
        Stop("studio-tried", f"{STUDIO}current/try/", press=tried),
        Stop("studio-counterexample", f"{STUDIO}{faulty}/rules/"),
        Stop("studio-rule", f"{STUDIO}{faulty}/rules/VO-24/"),
        Stop("studio-rule-error", f"{STUDIO}{faulty}/rules/VO-24/", press=wordless),
        Stop("studio-new-rule", f"{STUDIO}{sound}/tables/ending/"),
        Stop("studio-new-rule-error", f"{STUDIO}{sound}/tables/ending/", press=unsaved_rule),
        Stop("studio-draft", f"{STUDIO}{sound}/"),
        Stop("studio-question", f"{STUDIO}{sound}/texts/question/severe/"),
        Stop("studio-question-error", f"{STUDIO}{sound}/texts/question/severe/", press=untold),
        Stop("studio-ending", f"{STUDIO}{sound}/texts/ending/DAY/"),
        Stop("studio-table", f"{STUDIO}{sound}/texts/table/infection_points/"),
        Stop("studio-about", f"{STUDIO}{sound}/texts/about/urinary-symptoms/"),
        Stop("studio-replayed", f"{STUDIO}{faulty}/replay/"),
        Stop("studio-compared", f"{STUDIO}{sound}/compare/"),
        Stop("studio-submit", f"{STUDIO}{sound}/submit/"),
        Stop("studio-submit-error", f"{STUDIO}{sound}/submit/", press=lambda one: one.submit(".stack-form")),
        Stop("studio-import", f"{STUDIO}{sound}/import/"),
        Stop("studio-404", f"{STUDIO}{NO_ONE}/rules/", 404),
    ]


def tried(author: Person) -> None:
    author.page.check("input[name=answer][value=breathing]")
    author.page.click(".try-form button[value=next]")
    author.page.wait_for_selector(".verdict")


def wordless(author: Person) -> None:
    author.page.fill("#text-fi", "")
    author.page.click(".rule-form button[type=submit]")
    author.page.wait_for_selector(".rule-form .field-error")


def unsaved_rule(author: Person) -> None:
    author.page.fill("#add-cell", "> 50")
    author.page.click(".rule-form form button[type=submit]")
    author.page.wait_for_selector(".rule-form .field-error")


def untold(author: Person) -> None:
    author.page.fill("[id='why.fi']", "")
    author.submit(".stack-form")


def studio_approval(approver: Person, author: Person) -> list[Stop]:
    author.sign_in("author-satu", "studio/")
    approver.sign_in("approver-lasse", "studio/")
    draft = steps.begun_draft(author)
    steps.reword(author, draft)
    steps.submit_draft(author, draft)
    return [
        Stop("studio-approve", f"{STUDIO}{draft}/approve/"),
        Stop("studio-approve-error", f"{STUDIO}{draft}/approve/", press=lambda one: one.submit(".stack-form")),
        Stop("studio-in-review", f"{STUDIO}{draft}/rules/"),
    ]


def filling(person: Person, _: Person) -> list[Stop]:
    forms.begin(person)
    forms.to(person, "help_now")
    run = run_of(person)
    forms.add_helper(person, "Äiti")
    forms.go_on(person)
    forms.to(person, "papers")
    forms.attach(person)
    forms.go_on(person)
    forms.to(person, "answers")
    person.follow("/result/")
    person.sign_in("paula", "my/")
    return [
        Stop("group", f"{run}q/help_now/"),
        Stop("group-next", f"{run}q/help_now-2-helper/"),
        Stop("files", f"{run}q/papers/"),
        Stop("files-error", f"{run}q/papers/", press=lambda one: one.press("button[name=add]")),
        Stop("answers-with-files", f"{run}answers/"),
        Stop("save-signed-in", f"{run}save/"),
        Stop("send-for-whom", f"{run}send/"),
        Stop("for-whom", "my/for/"),
        Stop("my-drafts", "my/"),
    ]


TOURS: Mapping[str, Callable[[Person, Person], list[Stop]]] = {
    "anonymous": anonymous, "assessing": assessing, "resident": resident, "filling": filling, "desk": desk,
    "paper": on_paper, "board": board,
    "cases": cases_behind, "board-data": board_data,
    "studio": studio, "studio-approval": studio_approval,
}
