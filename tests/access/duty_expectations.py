"""Who may open which page about what happens on duty. Columns as in web_expectations.py."""

from tests.access.table import Expect, Table
from tests.access.web_expectations import EMPTY, LED, NOT_THEIRS, OFFICE, ON_DUTY, SENT_BY_UNIT, SENT_NOT_THEIRS, seen
from tests.paper import DRAWN

DUTY_WEB: Table = {
    # A city's office alone (tests/access/test_city.py).
    "city/": {"GET": Expect("403 403 403 403 302")},
    "city/figures/": {"GET": Expect("403 403 403 403 302")},
    "city/counties/<str:county_code>/": {"GET": Expect("403 403 403 403 302", row="county")},
    "city/counties/<str:county_code>/figures/": {"GET": Expect("403 403 403 403 302", row="county")},
    "city/counties/<str:county_code>/reports/": {"GET": Expect("403 403 403 403 302", row="county")},
    "city/counties/<str:county_code>/reports/<uuid:pk>/": {"GET": Expect("403 403 403 403 302", row="signed_bulletin")},
    "todo/": {"GET": ON_DUTY},
    "todo/asked/": {"GET": ON_DUTY},
    "todo/number/": {"GET": ON_DUTY},
    # The unit has nobody who could be told; the period lies before the deadline of a unit that has.
    "todo/rosters/<uuid:pk>/urge/": {"POST": Expect("409 403 403 403 302", row="roster")},
    "todo/periods/<uuid:pk>/urge/": {"POST": Expect("302 403 403 403 302", row="period")},
    "now/<str:code>/": {"GET": Expect("200 200 200 403 302", "200 200 200 403 302", "unit")},
    # A key that no message has; what a real one does is in tests/alerts/answers/test_answer_links.py.
    "a/<str:key>/": {
        "GET": Expect("404 404 404 404 404", row="summons"),
        "POST": Expect("404 404 404 404 404", row="summons"),
    },
    "a/<str:key>/complaint/": {
        "GET": Expect("404 404 404 404 404", row="summons"),
        "POST": Expect("404 404 404 404 404", row="summons"),
    },
    # No secret is set; what comes with the right one is in tests/alerts/answers/test_replies.py.
    "replies/voice/": {"POST": Expect("404 404 404 404 404", body=EMPTY)},
    "replies/sms/<str:provider>/<str:secret>/": {"POST": Expect("404 404 404 404 404", row="summons", body=EMPTY)},
    "past/": {"GET": LED},
    "past/sheet/": {"POST": Expect("200 200 403 403 302")},
    "burden-meter/": {"GET": ON_DUTY},
    "burden-meter/budget/": {"GET": OFFICE, "POST": Expect("400 403 403 403 302", body=EMPTY)},
    "checks/": {"GET": ON_DUTY},
    "checks/ask/": {"GET": OFFICE, "POST": Expect("400 403 403 403 302", body=EMPTY)},
    "checks/plans/<uuid:period_id>/": {
        "GET": Expect("200 403 403 403 302", row="watch"),
        "POST": Expect("400 403 403 403 302", row="watch", body=EMPTY),
    },
    "checks/<uuid:pk>/": {"GET": seen("check")},
    "checks/<uuid:pk>/answer/": {"POST": Expect(SENT_BY_UNIT, SENT_NOT_THEIRS, "check")},
    # It is still being asked: there is nothing to verify yet.
    "checks/<uuid:pk>/close/": {
        "POST": Expect("400 403 403 403 302", "400 404 404 403 302", "check", {"note": "已联系上"})
    },
    "checks/<uuid:pk>/cancel/": {"POST": Expect("302 403 403 403 302", SENT_NOT_THEIRS, "check", {"reason": "误发"})},
    "checks/<uuid:pk>/reply/": {"POST": Expect(SENT_BY_UNIT, SENT_NOT_THEIRS, "check", {"text": "手机没电"})},
    "call-outs/": {"GET": ON_DUTY},
    "call-outs/new/": {"GET": OFFICE, "POST": Expect("400 403 403 403 302", body=EMPTY)},
    "call-outs/answer/<uuid:pk>/": {
        "GET": seen("summons"),
        "POST": Expect(SENT_BY_UNIT, SENT_NOT_THEIRS, "summons", {"do": "acknowledge"}),
    },
    "call-outs/<uuid:pk>/": {"GET": seen("call_out")},
    # Kept ready, nobody called yet: only the office knows of it.
    "call-outs/<uuid:pk>/send/": {"POST": Expect(SENT_NOT_THEIRS, row="draft_call_out")},
    "call-outs/<uuid:pk>/cancel/": {"POST": Expect(SENT_NOT_THEIRS, row="draft_call_out")},
    "call-outs/<uuid:pk>/close/": {
        "POST": Expect("302 403 403 403 302", SENT_NOT_THEIRS, "call_out", {"outcome": "解除"})
    },
    "incidents/": {"GET": ON_DUTY, "POST": Expect("400 400 400 403 302", body=EMPTY)},
    "incidents/<uuid:pk>/": {"GET": seen("incident")},
    "incidents/<uuid:pk>/edit/": {
        "GET": Expect("200 403 403 403 302", NOT_THEIRS, "incident"),
        "POST": Expect("400 403 403 403 302", "400 404 404 403 302", "incident", body=EMPTY),
    },
    "incidents/<uuid:pk>/reports/": {
        "POST": Expect("400 400 400 403 302", "400 404 404 403 302", "incident", body=EMPTY)
    },
    "incidents/<uuid:pk>/card/": {
        "GET": seen("incident"),
        "POST": Expect(SENT_BY_UNIT, SENT_NOT_THEIRS, "incident", body={"step": "{card_step}"}),
    },
    "response-cards/": {"GET": ON_DUTY},
    "response-cards/install/": {"POST": Expect("302 403 403 403 302")},
    "response-cards/new/": {"GET": OFFICE, "POST": Expect("400 403 403 403 302", body=EMPTY)},
    "response-cards/<uuid:pk>/": {"GET": Expect("200 200 200 403 302", row="card")},
    "response-cards/<uuid:pk>/edit/": {
        "GET": Expect("200 403 403 403 302", row="card"),
        "POST": Expect("400 403 403 403 302", row="card", body=EMPTY),
    },
    "bulletins/": {"GET": OFFICE},
    "bulletins/new/": {"GET": OFFICE, "POST": Expect("400 403 403 403 302", body=EMPTY)},
    "bulletins/<uuid:pk>/": {"GET": Expect("200 403 403 403 302", row="bulletin")},
    "bulletins/<uuid:pk>/edit/": {
        "GET": Expect("200 403 403 403 302", row="bulletin"),
        "POST": Expect("400 403 403 403 302", row="bulletin", body=EMPTY),
    },
    "bulletins/<uuid:pk>/issue/": {"POST": Expect("400 403 403 403 302", row="bulletin", body=EMPTY)},
    "bulletins/<uuid:pk>/send/": {"POST": Expect("400 403 403 403 302", row="signed_bulletin", body=EMPTY)},
    "bulletins/<uuid:pk>/retract/": {"POST": Expect("400 403 403 403 302", row="signed_bulletin", body=EMPTY)},
    "bulletins/<uuid:pk>/correct/": {"POST": Expect("302 403 403 403 302", row="signed_bulletin")},
    "bulletins/<uuid:pk>/discard/": {"POST": Expect("302 403 403 403 302", row="bulletin")},
    "bulletins/<uuid:pk>/docx/": {"GET": Expect("200 403 403 403 302", row="signed_bulletin")},
    "bulletins/<uuid:pk>/pdf/": {"GET": Expect(f"{DRAWN} 403 403 403 302", row="signed_bulletin")},
    "whistles/": {"GET": ON_DUTY, "POST": Expect("400 400 400 403 302", body=EMPTY)},
    "whistles/topics/": {"GET": ON_DUTY, "POST": Expect("400 403 403 403 302", body=EMPTY)},
    "whistles/topics/<uuid:pk>/": {
        "GET": Expect("200 403 403 403 302", row="topic"),
        "POST": Expect("400 403 403 403 302", row="topic", body=EMPTY),
    },
    "whistles/<uuid:pk>/": {
        "GET": seen("whistle"),
        "POST": Expect("400 400 400 403 302", "400 404 404 403 302", "whistle", body=EMPTY),
    },
    "inspections/": {"GET": ON_DUTY, "POST": Expect("400 400 400 403 302", body=EMPTY)},
    "inspections/quiet-days/": {"POST": Expect("400 403 403 403 302", body=EMPTY)},
    "inspections/quiet-days/<uuid:pk>/withdraw/": {"POST": Expect("302 403 403 403 302", row="quiet_day")},
    "inspections/<uuid:pk>/": {
        "GET": Expect("200 200 200 403 302", row="extra"),
        "POST": Expect("400 400 400 403 302", row="extra", body=EMPTY),
    },
    "supervision/": {"GET": ON_DUTY, "POST": Expect("400 400 400 403 302", body=EMPTY)},
    "supervision/<uuid:pk>/": {
        "GET": seen("supervision"),
        "POST": Expect("400 400 400 403 302", "400 404 404 403 302", "supervision", body=EMPTY),
    },
    "supervision/<uuid:pk>/end/": {"POST": Expect("302 403 403 403 302", "302 404 404 403 302", "supervision")},
    "complaints/": {"GET": ON_DUTY, "POST": Expect("400 400 400 403 302", body=EMPTY)},
    "complaints/<uuid:pk>/": {
        "GET": seen("complaint"),
        "POST": Expect("400 400 400 403 302", "400 404 404 403 302", "complaint", body=EMPTY),
    },
    "complaints/<uuid:pk>/withdraw/": {"POST": Expect("403 403 302 403 302", "403 404 404 403 302", "complaint")},
    "tasks/": {"GET": ON_DUTY},
    "tasks/new/": {"GET": ON_DUTY, "POST": Expect("400 400 400 403 302", body=EMPTY)},
    "tasks/<uuid:pk>/": {
        "GET": seen("task"),
        "POST": Expect("400 400 400 403 302", "400 404 404 403 302", "task", body=EMPTY),
    },
    "tasks/<uuid:pk>/files/": {"POST": Expect("400 400 400 403 302", "400 404 404 403 302", "task", body=EMPTY)},
    "tasks/<uuid:pk>/files/<uuid:file>/": {"GET": seen("task")},
    # By whoever handed it in.
    "tasks/<uuid:pk>/files/<uuid:file>/retract/": {
        "POST": Expect("403 302 403 403 302", "403 404 404 403 302", "task", body=EMPTY),
    },
    # Everybody reads orders.
    "warnings/": {"GET": ON_DUTY, "POST": Expect("400 403 403 403 302", body=EMPTY)},
    "warnings/rules/": {"GET": OFFICE},
    "warnings/rules/<str:kind>/<str:level>/": {
        "GET": Expect("200 403 403 403 302", row="warning_kind"),
        "POST": Expect("400 403 403 403 302", row="warning_kind", body=EMPTY),
    },
    "warnings/calls/<uuid:pk>/answer/": {"POST": Expect(SENT_BY_UNIT, SENT_NOT_THEIRS, "warning_call")},
    "warnings/<uuid:pk>/": {"GET": seen("warning")},
    "warnings/<uuid:pk>/sign/": {"POST": Expect("400 404 404 403 302", row="unsigned_warning", body=EMPTY)},
    "warnings/<uuid:pk>/drop/": {"POST": Expect("400 404 404 403 302", row="unsigned_warning", body=EMPTY)},
    "warnings/<uuid:pk>/close/": {"POST": Expect("400 403 403 403 302", "400 404 404 403 302", "warning", EMPTY)},
    "posture-orders/": {"GET": ON_DUTY, "POST": Expect("400 403 403 403 302", body=EMPTY)},
    "posture-orders/<uuid:pk>/": {"GET": Expect("200 200 200 403 302", row="order")},
    "posture-orders/staff/<uuid:pk>/confirm/": {
        "POST": Expect("302 302 403 403 302", "302 404 404 403 302", "order_staff")
    },
    "posture-orders/<uuid:pk>/end/": {"POST": Expect("302 403 403 403 302", row="order")},
    "log/": {"GET": ON_DUTY, "POST": Expect("400 400 400 403 302", body=EMPTY)},
    "log/nothing/": {"POST": Expect(SENT_BY_UNIT)},
    "log/<uuid:pk>/done/": {"POST": Expect(SENT_BY_UNIT, SENT_NOT_THEIRS, "entry")},
    "messages/": {"GET": ON_DUTY},
    "messages/read/": {"POST": Expect(SENT_BY_UNIT)},
    "messages/log/": {"GET": OFFICE},
    "messages/contacts/": {"GET": ON_DUTY, "POST": Expect("400 400 400 403 302", body=EMPTY)},
    "messages/contacts/choices/": {"POST": Expect("400 400 302 403 302", body={"wanted": "duty_reminder"})},
    # One's own only, the office included.
    "messages/contacts/<uuid:pk>/verify/": {
        "POST": Expect("404 404 302 403 302", "404 404 404 403 302", "rule", {"code": "123456"})
    },
    "messages/contacts/<uuid:pk>/resend/": {"POST": Expect("404 404 302 403 302", "404 404 404 403 302", "rule")},
    "messages/contacts/<uuid:pk>/first/": {"POST": Expect("404 404 302 403 302", "404 404 404 403 302", "rule")},
    "messages/contacts/<uuid:pk>/remove/": {"POST": Expect("404 404 302 403 302", "404 404 404 403 302", "rule")},
    "engine/": {"GET": OFFICE},
    # A key that no calendar has; what a real one does is in tests/alerts/feeds/test_feed_pages.py.
    "feeds/<str:secret>.ics": {"GET": Expect("404 404 404 404 404", row="feed")},
}
