"""Django's PostgreSQL backend, with the patience of whoever waits for an answer (`DATABASES` OPTIONS)."""
