from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polku.config.settings.production")
application = get_wsgi_application()

from polku.config.warming import warm  # noqa: E402 - the rooms import models, which need the application

warm()
