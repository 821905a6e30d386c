#!/usr/bin/env python3
"""Entry point of every command; `portal/bootstrap.py` says what happens on a bare machine."""

import os
import sys

if __name__ == "__main__":
    from portal import bootstrap

    bootstrap.prepare(sys.argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
