"""Socialstyrelsen's statistics API on a real socket: sparse rows, figures as text with decimal comma."""

from __future__ import annotations

from itertools import product
from typing import Any

from werkzeug import Request, Response

from kit.fake_agency import FakeAgency, as_json


class FakeSocialstyrelsen(FakeAgency):
    """One table, `amning`; a combination without figure is left out, several measures are refused."""

    def __init__(self, server: Any) -> None:
        super().__init__(server)
        self.codes = {
            "matt": {"1": "Antal", "4": "Andel"}, "region": {"1440": "Ale", "1482": "Kungälv"},
            "kon": {"1": "Män", "2": "Kvinnor", "3": "Båda"}, "ar": {"2023": "2023", "2024": "2024"},
        }  # fmt: skip
        keys = product(*self.codes.values())
        self.values = {key: f"{number},25" for number, key in enumerate(keys) if number % 7 != 3}
        self.pages = 1

    def answer(self, request: Request) -> Response:
        steps = request.path.removeprefix("/api/v1/sv/amning").strip("/").split("/")
        if steps == [""]:
            return as_json([{"namn": name, "text": name} for name in self.codes])
        if steps[0] != "resultat":
            return as_json([{"id": code, "text": text} for code, text in self.codes[steps[0]].items()])
        asked = {name: steps[i + 1].split(",") for i, name in enumerate(steps) if i % 2 and i}
        if len(asked["matt"]) > 1:
            return Response("one measure at a time", 400)
        rows = [
            {"mattId": int(m), "regionId": r, "konId": int(k), "ar": int(y), "varde": value}
            for (m, r, k, y), value in self.values.items()
            if m in asked["matt"] and r in asked["region"] and k in asked["kon"] and y in asked["ar"]
        ]
        following = f"{self.address}{request.path}?sida=2" if self.pages > 1 else None
        return as_json(
            {"data": rows, "sida": 1, "per_sida": 5000, "sidor": self.pages, "nasta_sida": following}
        )
