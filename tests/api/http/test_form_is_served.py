"""The clinic's pages are part of the service: guarded, counted, and with the files that they load."""

import re
from urllib.parse import urlencode

from tests.api.http.asking import Running

FORM = [("Content-Type", "application/x-www-form-urlencoded")]


def test_form_and_its_files_are_served(service: Running) -> None:
    page = service.ask("GET", "/")
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert page.headers["cache-control"] == "no-store"
    files = re.findall(r'href="(/static/[^"]+)"', page.body.decode())
    answered = [service.ask("GET", file) for file in files]
    assert sorted(each.headers["content-type"] for each in answered) == ["image/svg+xml", "text/css; charset=utf-8"]
    assert [each.headers["cache-control"] for each in answered] == ["public, max-age=86400"] * 2


def test_script_is_asked_for_again_and_sent_only_where_it_has_changed(service: Running) -> None:
    first = service.ask("GET", "/static/simulator.js")
    again = service.ask("GET", "/static/simulator.js", headers=[("If-None-Match", first.headers["etag"])])
    assert (first.status, first.headers["cache-control"]) == (200, "no-cache")
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", first.headers["etag"])


def test_file_that_no_page_loads_is_not_served(service: Running) -> None:
    for path in ("/static", "/static/", "/static/../form.py", "/static/form.py", "/static/%2e%2e/form.py"):
        assert service.ask("GET", path).problem == "not-found"


def test_address_of_the_form_tells_all_its_methods(service: Running) -> None:
    assert service.ask("DELETE", "/").headers["allow"] == "GET, POST, HEAD, OPTIONS"


def test_decision_of_the_form_is_counted_and_read_back(own_service: Running) -> None:
    entered = urlencode({"care_setting": "outpatient-safe-clinic", "fever": "yes"}).encode()
    answered = own_service.ask("POST", "/", entered, FORM)
    page = own_service.ask("GET", answered.headers["location"])
    decision_id = answered.headers["location"].rpartition("/")[2].partition("?")[0]
    told = own_service.ask("GET", f"/v1/decisions/{decision_id}").document
    assert (answered.status, page.status) == (303, 200)
    assert told["advice"]["cxr"]["strength"] == "recommended"
    figures = own_service.ask("GET", "/metrics").body.decode()
    assert 'imaging_cds_decisions_total{door="form",modality="cxr",strength="recommended"} 1.0' in figures
    assert [each["route"] for each in own_service.told() if each["event"] == "request"][:2] == [
        "/",
        "/decisions/{decision_id}",
    ]


def test_form_from_elsewhere_is_refused(service: Running) -> None:
    assert service.ask("GET", "/", host="imaging.example").problem == "forbidden-host"
