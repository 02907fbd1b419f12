"""Skolverket's planned educations (v4) on a real socket: HAL pages, an envelope, statistics by unit."""

from __future__ import annotations

import json
from typing import Any

from werkzeug import Request, Response

from alemap.sources.protocols.skolverket import ACCEPT
from kit.fake_agency import FakeAgency, as_json

ROOT = "/planned-educations/v4"
TELLING = ("a unit missing", "another place", "another unit", "an error inside")
"""Faults of its own, after which the right answer comes if one asks again."""


def figure(value: str | None, period: str | None = "2024/25", kind: str = "EXISTS") -> dict[str, str | None]:
    """One entry of a measure."""
    return {"value": value, "valueType": kind, "timePeriod": period}


class FakeSkolverket(FakeAgency):
    """Units by code: municipality and their measures, or None for a unit without statistics."""

    def __init__(self, server: Any, *, page: int = 2) -> None:
        super().__init__(server)
        self.page = page
        self.units: dict[str, tuple[str, dict[str, list[dict[str, str | None]]] | None]] = {}
        for number in range(7):
            area = "1440" if number % 2 == 0 else "1482"
            merit = [figure(f"{200 + number},5"), figure(f"{190 + number},0", "2023/24")]
            few = figure("..", kind="OMITTED_DUE_TO_BASED_ON_FEW_PUPILS")
            measures = {
                "averageGradesMeritRating9thGrade": merit,
                "ratioOfPupilsIn9thGradeWithAllSubjectsPassed": [few],
                "ratioOfPupils9thGradeEligibleForNationalProgramYR": [],
                "totalNumberOfPupils": [figure(f"cirka {10 * (number + 1)}")],
                "certifiedTeachersQuota": [figure("71,0")],
            }
            self.units[f"1000000{number}"] = (area, measures if number != 4 else None)

    def answer(self, request: Request) -> Response:
        if request.headers["Accept"] != ACCEPT:
            return Response("Not Acceptable", 406)
        steps = request.path.removeprefix(ROOT).strip("/").split("/")
        if steps == ["school-units"]:
            return as_json(self._envelope(self._page(request)))
        area, measures = self.units[steps[1]]
        del area
        own = f"{self.address}{request.path}"
        if steps[2:] == ["statistics"]:
            links = {"self": {"href": own}}
            if measures is not None:
                links["gr-statistics"] = {"href": f"{own}/gr"}
            return as_json(self._envelope({"_links": links}))
        if measures is None:
            return Response("Not Found", 404)
        body = {"schoolUnit": steps[1], "docLinks": None, **measures, "_links": {"self": {"href": own}}}
        return as_json(self._envelope(body))

    @staticmethod
    def _envelope(body: dict[str, Any]) -> dict[str, Any]:
        return {"status": "OK", "message": "Success", "body": body}

    def _page(self, request: Request) -> dict[str, Any]:
        asked = request.args["geographicalAreaCode"]
        found = [code for code, (area, _) in self.units.items() if area == asked]
        number, size = int(request.args["page"]), min(int(request.args["size"]), self.page)
        listed = [
            {"code": code, "geographicalAreaCode": asked, "typeOfSchooling": [{"code": "gr"}]}
            for code in found[number * size : (number + 1) * size]
        ]
        sizes = {"size": size, "totalElements": len(found), "totalPages": -(-len(found) // size)}
        body: dict[str, Any] = {"page": {**sizes, "number": number}}
        return body | ({"_embedded": {"listedSchoolUnits": listed}} if listed else {})

    def special(self, fault: str, request: Request) -> Response:
        document = json.loads(self.answer(request).get_data())
        body = document["body"]
        listed = body.get("_embedded", {}).get("listedSchoolUnits")
        if fault == "an error inside":
            return as_json({"status": "ERROR", "message": "Internt fel", "body": None})
        if fault == "another unit" and listed is None:
            return as_json(json.loads(json.dumps(document).replace("1000000", "2000000")))
        if fault == "a unit missing" and listed:
            listed.pop()
        elif fault == "another place" and listed:
            listed[0]["geographicalAreaCode"] = "1480"
        return as_json(document)
