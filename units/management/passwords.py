"""Passwords for commands: asked for, read from standard input, or made by chance; never an argument, which others can see."""

import getpass
import sys
from argparse import ArgumentParser

from django.core.management.base import CommandError


def add_password_arguments(parser: ArgumentParser) -> None:
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--ask", action="store_true", help="ask for the password instead of making one by chance")
    choice.add_argument("--stdin", action="store_true", help="read the password from the first line of standard input")
    parser.add_argument("--keep", action="store_true", help="the password needn't be changed at the first sign-in")


def chosen_password(*, ask: bool, stdin: bool) -> str | None:
    """None = make one by chance. Raises CommandError for an empty one and for two that differ."""
    if stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    elif ask:
        password = getpass.getpass("Password: ")
        if password != getpass.getpass("Password (again): "):
            raise CommandError("The two passwords differ: run the command again.")
    else:
        return None
    if not password:
        raise CommandError("The password is empty: run the command again.")
    return password
