from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from polku.web.desk.access import staff_only
from polku.web.desk.casework import said
from polku.web.desk.listing import listing
from polku.web.desk.presenters.frame import frame
from polku.web.desk.query import ViewQuery


@require_safe
@staff_only
def worklist(request: HttpRequest) -> HttpResponse:
    query = ViewQuery.read(request.GET)
    return render(request, "desk/worklist.html", {**frame(request, "worklist"), **listing(request, query), "said": said(request)})
