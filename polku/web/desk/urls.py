from __future__ import annotations

from django.urls import path

from polku.web.desk.views import assess, book, case, close, enter, note, search, times, visit, worklist

app_name = "desk"
urlpatterns = [
    path("", worklist.worklist, name="worklist"),
    path("cases/<uuid:case_id>/", case.case, name="case"),
    path("cases/<uuid:case_id>/files/<uuid:file>/", case.file, name="file"),
    path("cases/<uuid:case_id>/take/", case.take, name="take"),
    path("cases/<uuid:case_id>/release/", case.release, name="release"),
    path("cases/<uuid:case_id>/assess/", assess.assess, name="assess"),
    path("cases/<uuid:case_id>/book/", book.book, name="book"),
    path("cases/<uuid:case_id>/visit/", visit.visit, name="visit"),
    path("cases/<uuid:case_id>/note/", note.note, name="note"),
    path("cases/<uuid:case_id>/close/", close.close, name="close"),
    path("cases/<uuid:case_id>/reopen/", case.reopen, name="reopen"),
    path("times/", times.times, name="times"),
    path("enter/", enter.enter, name="enter"),
    path("enter/<uuid:run>/", enter.entered, name="entered"),
    path("search/", search.search, name="search"),
]
