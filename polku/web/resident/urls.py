from __future__ import annotations

from django.urls import path

from polku.web.resident import assessments, bookings, matters, pages, sending

app_name = "resident"
urlpatterns = [
    path("", pages.home, name="home"),
    path("assessments/", pages.assessments, name="assessments"),
    path("assessments/continue/", assessments.resume, name="resume"),
    path("assessments/<slug:slug>/", assessments.start, name="start"),
    path("assessments/<slug:slug>/<uuid:run>/answers/", assessments.answers, name="answers"),
    path("assessments/<slug:slug>/<uuid:run>/result/", assessments.result, name="result"),
    path("assessments/<slug:slug>/<uuid:run>/rules/", assessments.rules, name="rules"),
    path("assessments/<slug:slug>/<uuid:run>/emergency/", assessments.emergency, name="emergency"),
    path("assessments/<slug:slug>/<uuid:run>/save/", assessments.save, name="save"),
    path("assessments/<slug:slug>/<uuid:run>/files/<uuid:file>/", assessments.file, name="file"),
    path("assessments/<slug:slug>/<uuid:run>/send/", sending.send, name="send"),
    path("assessments/<slug:slug>/<uuid:run>/q/<slug:item>/", assessments.question, name="question"),
    path("my/", matters.my, name="my"),
    path("my/drafts/<uuid:run>/", matters.draft, name="draft"),
    path("my/for/", matters.for_whom, name="for_whom"),
    path("my/log/", matters.log, name="log"),
    path("my/cases/<uuid:case>/", matters.case, name="case"),
    path("my/cases/<uuid:case>/answers/", matters.case_answers, name="case_answers"),
    path("my/bookings/<uuid:booking>/", bookings.booking, name="booking"),
    path("my/bookings/<uuid:booking>/move/", bookings.move, name="move"),
    path("my/bookings/<uuid:booking>/cancel/", bookings.cancel, name="cancel"),
    path("services/", pages.services, name="services"),
    path("services/<slug:slug>/", pages.service, name="service"),
    path("units/<slug:slug>/", pages.unit, name="unit"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
    path("help/", pages.help_, name="help"),
]
