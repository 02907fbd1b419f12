"""What each agency's interface must be asked, and what its answers must hold.

A module of this package for each protocol; its `plan` turns a dataset's `fetch` into parts, each one
request with a check of its answer against what was asked.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alemap.sources.protocols.plan import Order, Plan, Session

PROTOCOLS = ("pxweb1", "pxweb2", "kolada", "socialstyrelsen", "skolverket", "file")
"""The protocols of agencies; each is a module of this package."""


def make_plan(protocol: str, order: Order, session: Session) -> Plan:
    """What must be fetched for an order; asks the interface for its limits and the table's codes first."""
    module = import_module(f"alemap.sources.protocols.{protocol}")
    plan: Plan = module.plan(order, session)
    return plan
