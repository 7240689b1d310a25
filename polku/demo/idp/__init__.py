"""The demonstration's identity provider: a Django project of its own, on its own port, with its own users and cookie."""
