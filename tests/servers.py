"""Real PostgreSQL and Redis for the tests that need them; a machine without them skips with the reason.

`TEST_DATABASE_URL` and `TEST_REDIS_URL` name others than those on this machine's usual ports.
"""

import os

import psycopg
import pytest
import redis

DATABASE_URL = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
REDIS_URL = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/9")


def postgres_url() -> str:
    """The address of a PostgreSQL whose role may make databases; skips the test when none answers."""
    try:
        psycopg.connect(DATABASE_URL, connect_timeout=2).close()
    except psycopg.OperationalError as problem:
        pytest.skip(f"no PostgreSQL to test with ({type(problem).__name__}); set TEST_DATABASE_URL")
    return DATABASE_URL


def redis_url() -> str:
    """The address of a Redis; skips the test when none answers."""
    try:
        redis.Redis.from_url(REDIS_URL, socket_connect_timeout=2).ping()
    except redis.RedisError as problem:
        pytest.skip(f"no Redis to test with ({type(problem).__name__}); set TEST_REDIS_URL")
    return REDIS_URL
