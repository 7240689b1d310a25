"""Binds what rooms declare: subscribers to events, implementations to ports. Imported when Django is ready."""
