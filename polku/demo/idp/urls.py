from __future__ import annotations

from allauth.idp.oidc import views as oidc
from django.urls import include, path

from polku.demo.idp import views

_oidc = [
    path(".well-known/openid-configuration", oidc.configuration, name="configuration"),
    path(".well-known/jwks.json", oidc.jwks, name="jwks"),
    path("authorize", oidc.authorization, name="authorization"),
    path("token", oidc.token, name="token"),
    path("userinfo", oidc.user_info, name="userinfo"),
    path("revoke", oidc.revoke, name="revoke"),
    path("logout", oidc.logout, name="logout"),
    path("device/code", views.not_offered, name="device_code"),
]

urlpatterns = [
    path("", views.choose, name="home"),
    path("choose/", views.choose, name="account_login"),
    path("choose/again/", views.choose, name="account_reauthenticate"),
    path("cancel/", views.cancel, name="cancel"),
    path("", include((
        [path("", include((_oidc, "oidc")))],
        "idp",
    ))),
]
