"""Lets `python -m alemap` run the command line."""

from alemap.cli.app import entry

entry()
