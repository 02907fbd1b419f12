"""The network layer against a real socket: what it tries again, what it refuses, what it keeps to."""

from __future__ import annotations

import ssl
import subprocess
import sys
from dataclasses import replace

import pytest
import trustme
from pytest_httpserver import HTTPServer
from werkzeug import Response

from alemap.errors import PassingError, UnavailableError
from alemap.sources.http import Answer, Client, Clock, Limits, Request, fetch_one
from alemap.sources.http.messages import Stored
from alemap.sources.http.pace import Pace
from alemap.sources.http.retry import asked_wait
from kit.fake_agency import PASSING_FAULTS, START, FakeAgency, FakeTime, as_json

RIGHT = {"data": list(range(50))}
LIMITS = Limits(connect=2, read=0.3, size=1_000_000)


class Office(FakeAgency):
    def answer(self, request):
        if request.if_none_match.contains(as_json(RIGHT, tag=True).get_etag()[0]):
            return Response("", 304)
        return as_json(RIGHT, tag=True)

    def special(self, fault, request):
        if fault.startswith("to "):
            return Response("", 307, {"Location": fault.removeprefix("to ")})
        return super().special(fault, request)


@pytest.fixture(scope="module")
def server():
    with HTTPServer(threaded=True) as server:
        yield server


@pytest.fixture
def office(server):
    server.clear()
    office = Office(server)
    yield office
    office.end_slow.set()


def whole(answer: Answer) -> None:
    if not answer.content.endswith(b"]}"):
        raise PassingError("it is cut short")


def send(office, time, limits=LIMITS, **more):
    with Client(limits, time.clock) as client:
        return client.send(Request("GET", office.address + "/table", accept="application/json"), **more)


@pytest.mark.parametrize("fault", PASSING_FAULTS)
def test_what_passes_is_asked_for_again(office, fault):
    time = FakeTime()
    office.misbehave([fault, fault])
    answer = send(office, time, check=whole)
    assert answer.content == as_json(RIGHT).get_data()
    assert answer.fetched.startswith("2026-11-22T12:0")
    assert len(office.asked) == 3
    expected = {"429 in 2 seconds": (2, 2), "429 at a date": (30, 0)}.get(fault, (1, 2))
    assert len(time.waits) == 2
    for wait, least in zip(time.waits, expected, strict=True):
        assert least <= wait <= least * 1.25 + 0.1


def test_it_gives_up_after_the_tries_allowed_and_says_why(office):
    time = FakeTime()
    office.misbehave(["503"] * 9)
    with pytest.raises(UnavailableError) as caught:
        send(office, time, replace(LIMITS, attempts=4))
    assert str(caught.value).endswith("gave no answer after 4 tries: it answered with status 503")
    assert office.address + "/table" in str(caught.value)
    assert len(office.asked) == 4
    assert len(time.waits) == 3


def test_a_wait_longer_than_allowed_is_told_and_not_taken(office):
    time = FakeTime()
    office.misbehave(["wait an hour"])
    with pytest.raises(UnavailableError) as caught:
        send(office, time)
    assert caught.value.fields["wait"] == "3600"
    assert time.waits == []


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("404", "refused with status 404"),
        ("too much", "more than 1 MB"),
        ("other host", "redirected to another host, `elsewhere.invalid`"),
        ("to ftp://127.0.0.1/table", "not safe"),
    ],
)
def test_what_lasts_is_not_tried_again(office, fault, words):
    time = FakeTime()
    office.misbehave([fault])
    with pytest.raises(UnavailableError, match=words.replace(".", r"\.")):
        send(office, time)
    assert len(office.asked) == 1
    assert time.waits == []


def test_redirects_stay_with_the_host_and_come_to_an_end(office):
    office.misbehave([f"to {office.address}/new"])
    assert send(office, FakeTime()).content == as_json(RIGHT).get_data()
    assert [path for _, path, _ in office.asked] == ["/table", "/new"]
    office.misbehave([f"to {office.address}/new"] * 9)
    with pytest.raises(UnavailableError, match="without end"):
        send(office, FakeTime())


def test_a_redirect_to_an_allowed_host_is_followed(office):
    other = office.address.replace("localhost", "127.0.0.1")
    assert other != office.address
    office.misbehave([f"to {other}/new"])
    with pytest.raises(UnavailableError, match="another host"):
        send(office, FakeTime())
    office.misbehave([f"to {other}/new"])
    answer = send(office, FakeTime(), replace(LIMITS, hosts=frozenset({"127.0.0.1"})))
    assert answer.content == as_json(RIGHT).get_data()


def test_a_question_is_not_lost_in_a_redirect(office):
    office.faults.append("to /new")
    with Client(LIMITS, FakeTime().clock) as client:
        client.send(Request("POST", office.address + "/table", body='{"query":[]}'))
    assert [(method, body) for method, _, body in office.asked] == [("POST", '{"query":[]}')] * 2


def test_only_what_has_changed_is_asked_for(office, tmp_path):
    first = send(office, FakeTime())
    (tmp_path / "stored").write_bytes(first.content)
    stored = Stored(tmp_path / "stored", first.headers, "2025-01-01T00:00:00Z")
    again = send(office, FakeTime(), stored=stored)
    assert again.unchanged
    assert (again.content, again.fetched) == (first.content, "2025-01-01T00:00:00Z")
    changed = send(office, FakeTime(), stored=replace(stored, headers={"etag": '"older"'}))
    assert not changed.unchanged


def test_a_rest_too_short_to_move_the_clock_does_not_stand_still():
    times = [1e9]

    def sleep(seconds):
        assert len(times) < 10, "it waits for ever"
        times.append(times[-1] + seconds)

    pace = Pace(1, 0.3, Clock(now=lambda: START, monotonic=lambda: times[-1], sleep=sleep))
    for _ in range(3):
        pace.wait()
    assert times[-1] >= 1e9 + 0.6


def test_the_pace_is_kept_and_the_agencys_own_is_taken_where_slower(office):
    time = FakeTime()
    with Client(replace(LIMITS, calls=3, window=10), time.clock) as client:
        for _ in range(7):
            client.send(Request("GET", office.address))
        assert time.waits == [10, 10]
        client.pace.tighten(30, 10)
        client.send(Request("GET", office.address))
        client.pace.tighten(1, 20)
        client.send(Request("GET", office.address))
    assert sum(time.waits) == 40


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("120", 120), (" 0 ", 0), ("9" * 40, float("inf")), ("Sun, 22 Nov 2026 12:01:00 GMT", 60),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0), ("", None), ("soon", None), ("-5", None), ("1.5", None),
        ("Sun, 99 Nov 2026 12:01:00 GMT", None), ("Sun, 22 Nov 2026 12:01:00", None),
    ],
)  # fmt: skip
def test_retry_after_is_read_as_seconds_or_as_a_date(text, wait):
    assert asked_wait({"retry-after": text}, START) == wait


def test_the_environments_proxy_is_used(office, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", office.address)
    monkeypatch.setenv("NO_PROXY", "")
    answer = fetch_one("http://agency.example/table", LIMITS, FakeTime().clock)
    assert answer.content == as_json(RIGHT).get_data()
    assert office.asked[0][1] == "/table"
    assert office.server.log[0][0].host == "agency.example"


def test_a_certificate_authority_of_ones_own_is_trusted_where_it_is_named(tmp_path, monkeypatch):
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with HTTPServer(ssl_context=context) as server:
        office = Office(server)
        with pytest.raises(UnavailableError, match="the certificate is not trusted"):
            fetch_one(office.address, LIMITS, FakeTime().clock)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        assert fetch_one(office.address, LIMITS, FakeTime().clock).content == as_json(RIGHT).get_data()


def test_waits_are_told(office):
    told = []
    office.misbehave(["429 in 2 seconds"])
    with Client(LIMITS, FakeTime().clock, say=lambda *said: told.append(said)) as client:
        client.send(Request("GET", office.address))
    ((host, reason, wait),) = told
    assert (host, str(reason)) == ("localhost", "it answered with status 429")
    assert 2 <= wait <= 2.5


def test_nothing_of_the_library_is_imported_before_something_is_fetched():
    code = "import sys, alemap.sources.http; print({'httpx2', 'stamina', 'ssl'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)  # noqa: S603
    assert done.stdout.strip() == b"set()"
