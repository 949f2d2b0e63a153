"""Who may open which page. Columns: office, leader, duty person, auditor, nobody (sent to the sign-in page)."""

from tests.access.table import METHODS, Expect, Table

# A form with nothing in it that the form wants: looked at, and refused.
EMPTY = {"nothing": "1"}
SENT_ON = {method: Expect("302 302 302 302") for method in METHODS}

WEB: Table = {
    "livez": {"GET": Expect("200 200 200 200 200")},
    "readyz": {"GET": Expect("200 200 200 200 200")},
    # Nothing has swept in the world of these tests.
    "enginez": {"GET": Expect("503 503 503 503 503")},
    "metrics": {"GET": Expect("200 200 200 200 200")},
    # Who is signed in is sent home, whatever the method.
    "login/": {**SENT_ON, "GET": Expect("302 302 302 302 200"), "POST": Expect("302 302 302 302 200")},
    "logout/": {"POST": Expect("302 302 302 302 302")},
    # Any other method than POST changes nothing.
    "language/": {**SENT_ON, "POST": Expect("302 302 302 302 302", body={"language": "en"})},
    "text-size/": {"POST": Expect("302 302 302 302 302", body={"size": "large"})},
    "units/": {"GET": Expect("200 200 200 403 302")},
    "units/<str:code>/": {"GET": Expect("200 200 200 403 302", "200 404 404 403 302", "unit")},
    "units/<str:code>/edit/": {
        "GET": Expect("200 403 403 403 302", "200 404 404 403 302", "unit"),
        "POST": Expect("400 403 403 403 302", "400 404 404 403 302", "unit", body=EMPTY),
    },
    "units/<str:code>/tier/": {
        "GET": Expect("200 403 403 403 302", "200 404 404 403 302", "unit"),
        "POST": Expect("400 403 403 403 302", "400 404 404 403 302", "unit", body=EMPTY),
    },
    "people/": {"GET": Expect("200 200 200 403 302")},
    "people/new/": {
        "GET": Expect("200 200 403 403 302"),
        "POST": Expect("400 400 403 403 302", body=EMPTY),
    },
    "people/<uuid:pk>/": {"GET": Expect("200 200 200 403 302", "200 404 404 403 302", "person")},
    "people/<uuid:pk>/edit/": {
        "GET": Expect("200 200 403 404 302", "200 404 404 404 302", "person"),
        "POST": Expect("400 400 403 404 302", "400 404 404 404 302", "person", body=EMPTY),
    },
    "people/<uuid:pk>/phone/": {
        "POST": Expect("200 200 403 404 302", "200 404 404 404 302", "person", {"reason": "通知"}),
    },
    "people/<uuid:person>/absences/": {
        "GET": Expect("200 200 200 404 302", "200 404 404 404 302", "person"),
        "POST": Expect("400 400 400 404 302", "400 404 404 404 302", "person", body=EMPTY),
    },
    "people/<uuid:person>/absences/<uuid:pk>/cancel/": {
        "POST": Expect("302 302 302 404 302", "302 404 404 404 302", "absence"),
    },
    "audit/": {"GET": Expect("200 403 403 200 302")},
    "my/": {"GET": Expect("200 200 200 403 302")},
    "my/<uuid:pk>/acknowledge/": {"POST": Expect("302 302 302 403 302", "302 404 404 403 302", "published_seat")},
    "calendar/": {"GET": Expect("200 200 200 200 302")},
    "calendar/<int:year>/": {"GET": Expect("200 200 200 200 302")},
    "calendar/<int:year>/edit/": {
        "GET": Expect("200 403 403 403 302"),
        "POST": Expect("400 403 403 403 302", body=EMPTY),
    },
    "rosters/": {"GET": Expect("200 200 200 403 302")},
    "rosters/periods/new/": {
        "GET": Expect("200 403 403 403 302"),
        "POST": Expect("400 403 403 403 302", body=EMPTY),
    },
    # The own one is open, the other one a draft; what is only proposed is no page for a duty person.
    "rosters/periods/<uuid:period_id>/": {"GET": Expect("200 200 404 403 302", "200 404 404 403 302", "period")},
    "rosters/periods/<uuid:period_id>/generate/": {
        "POST": Expect("302 403 404 403 302", "302 404 404 403 302", "period"),
    },
    "rosters/periods/<uuid:period_id>/accept-rest/": {
        "GET": Expect("200 403 404 403 302", "200 404 404 403 302", "period"),
        "POST": Expect("200 403 404 403 302", row="period"),
    },
    "rosters/periods/<uuid:period_id>/publish/": {
        "GET": Expect("200 403 404 403 302", "200 404 404 403 302", "period"),
        "POST": Expect("302 403 404 403 302", row="period"),
    },
    "rosters/periods/<uuid:period_id>/close/": {"POST": Expect("409 403 403 403 302", row="published")},
    "rosters/periods/<uuid:period_id>/revisions/": {"GET": Expect("200 200 200 403 302", row="published")},
    "rosters/periods/<uuid:period_id>/revisions/<int:number>/": {
        "GET": Expect("200 200 200 403 302", row="published"),
    },
    "rosters/jobs/<uuid:job_id>/": {"GET": Expect("200 404 404 403 302", row="job")},
    "rosters/jobs/<uuid:job_id>/cancel/": {"POST": Expect("302 404 404 403 302", row="job")},
    "rosters/seats/<uuid:assignment_id>/": {"GET": Expect("200 200 403 403 302", "200 404 404 403 302", "seat")},
    "rosters/seats/<uuid:assignment_id>/replace/": {
        "POST": Expect("409 409 403 403 302", "409 404 404 403 302", "seat", body=EMPTY),
    },
    "rosters/<uuid:roster_id>/confirm/": {
        "GET": Expect("200 200 403 403 302", "200 404 404 403 302", "roster"),
        "POST": Expect("302 302 403 403 302", "302 404 404 403 302", "roster"),
    },
    "rosters/<uuid:roster_id>/review/": {"GET": Expect("200 403 403 403 302", "200 404 404 403 302", "roster")},
    "rosters/<uuid:roster_id>/accept/": {"POST": Expect("409 403 403 403 302", "409 404 404 403 302", "roster")},
    "rosters/<uuid:roster_id>/return/": {
        "POST": Expect("409 403 403 403 302", "409 404 404 403 302", "roster", {"reason": "重排"}),
    },
    "": {"GET": Expect("200 200 200 403 302")},
    "now/<str:code>/": {"GET": Expect("200 200 200 403 302", "200 200 200 403 302", "unit")},
}
