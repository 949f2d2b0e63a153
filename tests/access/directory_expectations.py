"""Who may open which page of the county's set-up, its units and people, imports and leave. Columns as in web_expectations.py."""

from tests.access.table import Expect, Table
from tests.access.web_expectations import EMPTY, OFFICE, ON_DUTY

DIRECTORY_WEB: Table = {
    # Gone once there is an account: whoever asks is sent home, where they sign in.
    "setup/": {"GET": Expect("302 302 302 302 302"), "POST": Expect("302 302 302 302 302")},
    "setup/county/": {"GET": Expect("302 302 302 302 302"), "POST": Expect("302 302 302 302 302")},
    "setup/account/": {"GET": Expect("302 302 302 302 302"), "POST": Expect("302 302 302 302 302")},
    "settings/": {"GET": OFFICE},
    "settings/setup/": {"GET": OFFICE},
    # The demo's console is no channel here: nothing can be tested before one is set up.
    "settings/channels/": {"GET": OFFICE, "POST": Expect("400 403 403 403 302", body=EMPTY)},
    "settings/setup/workbook/": {"GET": Expect("301 301 403 403 302")},
    "settings/setup/workbook/template.xlsx": {"GET": Expect("301 301 403 403 302")},
    "settings/county/": {"GET": OFFICE, "POST": Expect("400 403 403 403 302", body=EMPTY)},
    "units/": {"GET": Expect("200 200 200 403 302")},
    # Who can't sign in needs it most.
    "help/": {"GET": Expect("302 302 302 302 302")},
    "help/pictures/<str:name>": {"GET": Expect("200 200 200 200 200", row="picture")},
    "help/<slug:slug>/": {"GET": Expect("200 200 200 200 200", row="handbook")},
    "help/<slug:slug>/handbook.html": {"GET": Expect("200 200 200 200 200", row="handbook")},
    "units/first-tiers/": {
        "GET": Expect("200 403 403 403 302"),
        "POST": Expect("400 403 403 403 302", body=EMPTY),
    },
    "units/<str:code>/": {"GET": Expect("200 200 200 403 302", "200 404 404 403 302", "unit")},
    "units/<str:code>/edit/": {
        "GET": Expect("200 403 403 403 302", "200 404 404 403 302", "unit"),
        "POST": Expect("400 403 403 403 302", "400 404 404 403 302", "unit", body=EMPTY),
    },
    "units/<str:code>/delete/": {
        "GET": Expect("200 403 403 403 302", "200 404 404 403 302", "unit"),
        "POST": Expect("409 403 403 403 302", "409 404 404 403 302", "unit"),
    },
    "contacts/readiness/": {"GET": Expect("200 200 403 403 302")},
    "contacts/readiness/ask/": {"POST": Expect("302 302 403 403 302", body=EMPTY)},
    "contacts/readiness/rule/": {"POST": Expect("302 403 403 403 302", body=EMPTY)},
    "call-outs/reach/": {"GET": OFFICE},
    "checks/reach/": {"GET": OFFICE},
    "posture-orders/reach/": {"GET": OFFICE},
    "whistles/reach/": {"GET": ON_DUTY},
    "units/new/": {"GET": OFFICE, "POST": Expect("400 403 403 403 302", body=EMPTY)},
    "units/order/": {"GET": OFFICE, "POST": Expect("302 403 403 403 302", body=EMPTY)},
    "units/<str:code>/order/": {
        "GET": Expect("200 200 403 403 302", "200 404 404 403 302", "unit"),
        "POST": Expect("302 302 403 403 302", "302 404 404 403 302", "unit", body=EMPTY),
    },
    **{
        f"units/<str:code>/{act}/": {
            "GET": Expect("200 403 403 403 302", "200 404 404 403 302", "unit"),
            "POST": Expect("409 403 403 403 302", "409 404 404 403 302", "unit", body=EMPTY),
        }
        for act in ("close", "merge", "reopen")
    },
    "units/<str:code>/lead-office/": {
        "GET": Expect("200 403 403 403 302", "200 404 404 403 302", "unit"),
        "POST": Expect("409 403 403 403 302", "409 404 404 403 302", "unit"),
    },
    # Both have a tier: it changes by a review.
    "units/<str:code>/tier/": {
        "GET": Expect("302 403 403 403 302", "302 404 404 403 302", "unit"),
        "POST": Expect("409 403 403 403 302", "409 404 404 403 302", "unit", body=EMPTY),
    },
    "people/": {"GET": Expect("200 200 200 403 302")},
    "people/new/": {"GET": Expect("200 200 403 403 302"), "POST": Expect("400 400 403 403 302", body=EMPTY)},
    "people/grades/": {"GET": OFFICE, "POST": Expect("400 403 403 403 302", body=EMPTY)},
    "people/grades/<uuid:pk>/remove/": {"POST": Expect("302 403 403 403 302", row="grade")},
    "people/<uuid:pk>/": {"GET": Expect("200 200 200 403 302", "200 404 404 403 302", "person")},
    "people/<uuid:pk>/edit/": {
        "GET": Expect("200 200 403 404 302", "200 404 404 404 302", "person"),
        "POST": Expect("400 400 403 404 302", "400 404 404 404 302", "person", body=EMPTY),
    },
    "people/<uuid:pk>/delete/": {
        "GET": Expect("200 200 403 404 302", "200 404 404 404 302", "person"),
        "POST": Expect("409 409 403 404 302", "409 404 404 404 302", "person"),
    },
    "people/<uuid:pk>/transfer/cancel/": {
        "POST": Expect("302 403 403 404 302", "302 404 404 404 302", "person", body=EMPTY)
    },
    "people/<uuid:pk>/transfer/": {
        "GET": Expect("200 403 403 404 302", "200 404 404 404 302", "person"),
        "POST": Expect("400 403 403 404 302", "400 404 404 404 302", "person", body=EMPTY),
    },
    "people/<uuid:pk>/export/": {"POST": Expect("200 403 200 404 302", "200 404 404 404 302", "person", {})},
    "people/<uuid:pk>/phone/": {
        "POST": Expect("200 200 403 404 302", "200 404 404 404 302", "person", {"reason": "通知"})
    },
    "people/<uuid:person>/absences/": {
        "GET": Expect("200 200 200 404 302", "200 404 404 404 302", "person"),
        "POST": Expect("400 400 400 404 302", "400 404 404 404 302", "person", body=EMPTY),
    },
    "people/<uuid:person>/absences/<uuid:pk>/cancel/": {
        "POST": Expect("302 302 302 404 302", "302 404 404 404 302", "absence")
    },
    "people/<uuid:person>/wishes/": {
        "GET": Expect("200 200 200 403 302", "200 404 404 403 302", "person"),
        "POST": Expect("400 400 400 403 302", "400 404 404 403 302", "person", body=EMPTY),
    },
    "people/<uuid:person>/wishes/<uuid:pk>/remove/": {
        "POST": Expect("302 302 302 403 302", "302 404 404 403 302", "wish")
    },
    "pairs/<uuid:pk>/remove/": {"POST": Expect("302 302 404 403 302", "302 404 404 403 302", "pair_rule")},
    "units/<str:code>/pairs/": {
        "GET": Expect("200 200 403 403 302", "200 404 404 403 302", "unit"),
        "POST": Expect("400 400 403 403 302", "400 404 404 403 302", "unit", body=EMPTY),
    },
    "fairness/": {"GET": ON_DUTY},
    "leave/": {"GET": Expect("200 200 403 403 302")},
    "leave/kinds/": {"GET": OFFICE, "POST": Expect("400 403 403 403 302", body=EMPTY)},
    "leave/kinds/<str:code>/": {
        "GET": Expect("200 403 403 403 302", row="leave_kind"),
        "POST": Expect("400 403 403 403 302", row="leave_kind", body=EMPTY),
    },
    "leave/<uuid:pk>/approve/": {"POST": Expect("302 302 403 403 302", "302 404 403 403 302", "asked_leave")},
    "leave/<uuid:pk>/reject/": {
        "POST": Expect("302 302 403 403 302", "302 404 403 403 302", "asked_leave", {"reason": "人手紧张"})
    },
    "roster-rules/": {"GET": Expect("200 200 404 403 302"), "POST": Expect("400 403 404 403 302", body=EMPTY)},
    "import/": {"GET": Expect("200 200 403 403 302"), "POST": Expect("400 400 403 403 302", body=EMPTY)},
    "import/directory.xlsx": {"GET": Expect("200 200 403 403 302")},
    "import/forms/<str:code>.xlsx": {"GET": Expect("200 200 403 403 302", row="import_kind")},
    "import/<uuid:pk>/": {"GET": Expect("200 200 403 403 302", "200 404 403 403 302", "import")},
    "import/<uuid:pk>/columns/": {"POST": Expect("302 302 403 403 302", "302 404 403 403 302", "import", EMPTY)},
    "import/<uuid:pk>/accept/": {"POST": Expect("409 409 403 403 302", "409 404 403 403 302", "import", EMPTY)},
    "import/<uuid:pk>/undo/": {"POST": Expect("409 409 403 403 302", "409 404 403 403 302", "import", EMPTY)},
    "import/<uuid:pk>/discard/": {"POST": Expect("302 302 403 403 302", "302 404 403 403 302", "import", EMPTY)},
    "wishes/import/": {"GET": Expect("301 301 403 403 302")},
    "wishes/import/form.xlsx": {"GET": Expect("301 301 403 403 302")},
}
