"""A connection that gives up when the server says nothing for too long.

A server that is stopped, or a firewall that swallows, keeps the line open: neither `connect_timeout` nor keep-alives
end that, and `statement_timeout` is kept by the server itself. Pages must not hang with it.
"""

from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus


class DatabaseWrapper(base.DatabaseWrapper):
    """With the option `answer_seconds`: how long a statement may take; without it, as long as it wants."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> psycopg.Connection:
        seconds = conn_params.pop("answer_seconds", None)
        connection: psycopg.Connection = super().get_new_connection(conn_params)
        if seconds:
            _give_up_after(seconds, connection)
        return connection


def _give_up_after(seconds: float, connection: psycopg.Connection) -> None:
    """From now on, what takes longer on this connection raises OperationalError and ends it."""
    wait = connection.wait

    def wait_so_long(gen: Any, **options: Any) -> Any:
        try:
            return wait(gen, **{"timeout": seconds, **options})
        except psycopg.OperationalError:
            if connection.pgconn.transaction_status == TransactionStatus.ACTIVE:
                # The answer may still come, and would be taken for that to the next question.
                connection.pgconn.finish()
            raise

    connection.wait = wait_so_long  # type: ignore[method-assign, assignment]
