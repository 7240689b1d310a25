from __future__ import annotations

from django.urls import path

from polku.web.studio.views import approving, comparing, editing, exchanging, listing, reading, tables, texts, trying

app_name = "studio"
urlpatterns = [
    path("", listing.questionnaires, name="list"),
    path("rules/", listing.tables, name="tables"),
    path("drafts/", listing.reviews, name="reviews"),
    path("<slug:slug>/begin/", editing.begin, name="begin"),
    path("<slug:slug>/<slug:which>/", reading.read, name="read"),
    path("<slug:slug>/<slug:which>/rules/", reading.rules, name="rules"),
    path("<slug:slug>/<slug:which>/rules/<str:rule>/", tables.rule, name="rule"),
    path("<slug:slug>/<slug:which>/rules/<str:rule>/move/", tables.move_rule, name="move-rule"),
    path("<slug:slug>/<slug:which>/rules/<str:rule>/remove/", tables.remove_rule, name="remove-rule"),
    path("<slug:slug>/<slug:which>/tables/<str:table>/", tables.add_rule, name="add-rule"),
    path("<slug:slug>/<slug:which>/texts/<str:kind>/<str:thing>/", texts.texts, name="texts"),
    path("<slug:slug>/<slug:which>/try/", trying.try_out, name="try"),
    path("<slug:slug>/<slug:which>/compare/", comparing.compare, name="compare"),
    path("<slug:slug>/<slug:which>/replay/", comparing.replayed, name="replay"),
    path("<slug:slug>/<slug:which>/safety/", reading.safety, name="safety"),
    path("<slug:slug>/<slug:which>/versions/", approving.versions, name="versions"),
    path("<slug:slug>/<slug:which>/mend/", editing.mend_rule, name="mend"),
    path("<slug:slug>/<slug:which>/example/", editing.add_example, name="example"),
    path("<slug:slug>/<slug:which>/undo/", editing.undo, name="undo"),
    path("<slug:slug>/<slug:which>/drop/", editing.drop, name="drop"),
    path("<slug:slug>/<slug:which>/submit/", approving.submit, name="submit"),
    path("<slug:slug>/<slug:which>/approve/", approving.approve, name="approve"),
    path("<slug:slug>/<slug:which>/return/", approving.send_back, name="return"),
    path("<slug:slug>/<slug:which>/retire/", approving.retire, name="retire"),
    path("<slug:slug>/<slug:which>/export/<slug:form>/", exchanging.export, name="export"),
    path("<slug:slug>/<slug:which>/import/", exchanging.import_file, name="import"),
]
