"""Who may do what on duty through the API. Columns as in api_expectations.py."""

from tests.access.table import Expect, Table

READ = Expect("200 200 200 403 401 403")
OFFICE_ONLY = "200 403 403 403 401 403"
ANY_OF_UNIT = "200 200 200 403 401 403"
NOT_THEIRS = "200 404 404 403 401 403"
MADE_BY_OFFICE = "201 403 403 403 401 403"
MADE_BY_UNIT = "201 201 201 403 401 403"
REASON = {"reason": "误发"}
WEBHOOK = {"name": "市平台", "url": "https://93.184.216.34/", "events": ["tier.changed"]}


def read_of(row: str) -> Expect:
    return Expect(ANY_OF_UNIT, NOT_THEIRS, row)


ALERTS_API: Table = {
    # A city's office alone (tests/access/test_city.py).
    "counties/": {"GET": Expect("403 403 403 403 401 403")},
    "counties/<str:code>/board/": {"GET": Expect("403 403 403 403 401 403", row="county")},
    "counties/<str:code>/statistics/": {"GET": Expect("403 403 403 403 401 403", row="county")},
    "counties/<str:code>/reports/": {"GET": Expect("403 403 403 403 401 403", row="county")},
    "check-plans/": {"GET": READ, "POST": Expect("409 403 403 403 401 403", body={"period": "{watch}"})},
    # Until it is over the draw is a secret.
    "check-plans/<uuid:pk>/": {"GET": Expect(NOT_THEIRS, row="plan")},
    "reach/": {"GET": Expect(OFFICE_ONLY, query={"units": "yjj"})},
    "posture-orders/reach/": {
        "GET": Expect(
            OFFICE_ONLY,
            query={
                "units": "yjj",
                "posture": "on_site",
                "start": "2026-06-10T08:00:00+08:00",
                "end": "2026-06-11T08:00:00+08:00",
            },
        )
    },
    "whistles/reach/": {"GET": Expect(ANY_OF_UNIT, query={"kind": "urgent", "wanted_units": "yjj"})},
    "contact-readiness/": {
        "GET": Expect("200 200 403 403 401 403"),
        "PATCH": Expect("200 403 403 403 401 403", body={"unreached_is_gap": False}),
    },
    "contact-readiness/ask/": {"POST": Expect("200 200 403 403 401 403", body={})},
    "checks/": {
        "GET": READ,
        "POST": Expect(MADE_BY_OFFICE, MADE_BY_OFFICE, body={"unit": "{unit}", "reason": "抽查", "exception": True}),
    },
    "checks/<uuid:pk>/": {"GET": read_of("check")},
    "checks/<uuid:pk>/send/": {"POST": Expect(NOT_THEIRS, NOT_THEIRS, "planned_check")},
    "checks/<uuid:pk>/acknowledge/": {"POST": Expect(ANY_OF_UNIT, NOT_THEIRS, "check")},
    "checks/<uuid:pk>/cancel/": {"POST": Expect(OFFICE_ONLY, NOT_THEIRS, "check", REASON)},
    "checks/<uuid:pk>/close/": {
        "POST": Expect("409 403 403 403 401 403", "409 404 404 403 401 403", "check", {"note": "已联系上"})
    },
    "checks/<uuid:pk>/reply/": {"POST": Expect(ANY_OF_UNIT, NOT_THEIRS, "check", {"text": "手机没电"})},
    "inspections/": {
        "GET": READ,
        "POST": Expect(
            MADE_BY_OFFICE,
            body={"department": "审计局", "subject": "专项资金", "first_day": "2026-06-15", "last_day": "2026-06-19"},
        ),
    },
    "inspections/<uuid:pk>/": {"GET": Expect(ANY_OF_UNIT, row="extra")},
    "inspections/<uuid:pk>/decide/": {
        "POST": Expect(OFFICE_ONLY, row="extra", body={"approved": True, "decision": "同意"})
    },
    "inspections/<uuid:pk>/cancel/": {"POST": Expect("409 403 403 403 401 403", row="inspection")},
    "inspection-visits/": {
        "GET": READ,
        "POST": Expect(
            MADE_BY_UNIT,
            "201 403 403 403 401 403",
            body={"inspection": "{inspection}", "unit": "{unit}", "day": "2026-06-09"},
        ),
    },
    "inspection-visits/<uuid:pk>/": {"GET": read_of("inspected")},
    "quiet-days/": {"GET": READ, "POST": Expect(MADE_BY_OFFICE, body={"day": "2026-06-20"})},
    "quiet-days/<uuid:pk>/": {
        "GET": Expect(ANY_OF_UNIT, row="quiet_day"),
        "DELETE": Expect("204 403 403 403 401 403", row="quiet_day"),
    },
    "supervisions/": {
        "GET": READ,
        "POST": Expect(MADE_BY_OFFICE, MADE_BY_OFFICE, body={"leader": "{county_leader}", "route": "滨江堤段"}),
    },
    "supervisions/<uuid:pk>/": {"GET": read_of("supervision")},
    "supervisions/<uuid:pk>/visits/": {
        "GET": read_of("supervision"),
        "POST": Expect(MADE_BY_OFFICE, "201 404 404 403 401 403", "supervision", {"unit": "xwb"}),
    },
    "supervisions/<uuid:pk>/end/": {"POST": Expect(OFFICE_ONLY, NOT_THEIRS, "supervision")},
    "complaints/": {
        "GET": READ,
        "POST": Expect(MADE_BY_UNIT, body={"kind": "suggestion", "about": "burden", "text": "少查一次"}),
    },
    "complaints/<uuid:pk>/": {"GET": read_of("complaint")},
    "complaints/<uuid:pk>/answer/": {"POST": Expect(OFFICE_ONLY, NOT_THEIRS, "complaint", {"answer": "已采纳"})},
    # Whoever wrote it, and nobody for them.
    "complaints/<uuid:pk>/withdraw/": {
        "POST": Expect("403 403 200 403 401 403", "403 404 404 403 401 403", "complaint")
    },
    "tasks/": {
        "GET": READ,
        "POST": Expect(MADE_BY_UNIT, MADE_BY_OFFICE, body={"unit": "{unit}", "kind": "other", "matter": "清淤"}),
    },
    "tasks/figures/": {"GET": READ},
    "tasks/<uuid:pk>/": {"GET": read_of("task")},
    "tasks/<uuid:pk>/steps/": {"GET": read_of("task")},
    # Sent without a file.
    "tasks/<uuid:pk>/files/": {
        "GET": read_of("task"),
        "POST": Expect("400 400 400 403 401 403", "400 400 400 403 401 403", "task", {}),
    },
    "tasks/<uuid:pk>/files/<uuid:file>/": {
        "GET": read_of("task"),
        "DELETE": Expect("403 204 403 403 401 403", "403 404 404 403 401 403", "task"),
    },
    "tasks/<uuid:pk>/files/<uuid:file>/content/": {"GET": read_of("task")},
    "tasks/<uuid:pk>/take/": {"POST": Expect(ANY_OF_UNIT, NOT_THEIRS, "task", {})},
    "tasks/<uuid:pk>/report/": {"POST": Expect(ANY_OF_UNIT, NOT_THEIRS, "task", {"result": "已清"})},
    # Whoever has to do it doesn't say whether it is done, and there is nothing to judge yet.
    "tasks/<uuid:pk>/judge/": {
        "POST": Expect("409 403 403 403 401 403", "409 404 404 403 401 403", "task", {"satisfied": True})
    },
    "tasks/<uuid:pk>/forward/": {"POST": Expect("200 200 200 403 401 403", NOT_THEIRS, "task", {"unit": "xwb"})},
    "tasks/<uuid:pk>/ask-more-time/": {
        "POST": Expect(ANY_OF_UNIT, NOT_THEIRS, "task", {"days": 2, "reason": "等配件"})
    },
    # Nobody has asked for any.
    "tasks/<uuid:pk>/extend/": {
        "POST": Expect("409 403 403 403 401 403", "409 404 404 403 401 403", "task", {"granted": True})
    },
    "tasks/<uuid:pk>/withdraw/": {"POST": Expect(OFFICE_ONLY, NOT_THEIRS, "task", REASON)},
    "tasks/<uuid:pk>/feed-back/": {
        "POST": Expect("409 409 409 403 401 403", "409 404 404 403 401 403", "task", {"text": "已告知"})
    },
    "incidents/": {
        "GET": READ,
        "POST": Expect(
            MADE_BY_UNIT,
            MADE_BY_OFFICE,
            body={
                "title": "漫堤",
                "kind": "洪涝",
                "place": "城东",
                "occurred_at": "2026-06-10T08:00:00+08:00",
                "units": ["{unit}"],
            },
        ),
    },
    "incidents/<uuid:pk>/": {
        "GET": read_of("incident"),
        "PATCH": Expect(OFFICE_ONLY, NOT_THEIRS, "incident", {"losses": "无"}),
    },
    "incidents/<uuid:pk>/reports/": {
        "GET": read_of("incident"),
        "POST": Expect(
            MADE_BY_UNIT, "201 404 404 403 401 403", "incident", {"kind": "initial_phone", "text": "城东漫堤"}
        ),
    },
    "call-outs/": {
        "GET": READ,
        "POST": Expect(
            MADE_BY_OFFICE,
            MADE_BY_OFFICE,
            body={"matter": "抢险", "place": "城东", "units": ["{unit}"], "is_drill": True, "dispatch": True},
        ),
    },
    "call-outs/<uuid:pk>/": {"GET": read_of("call_out")},
    "call-outs/<uuid:pk>/dispatch/": {"POST": Expect(NOT_THEIRS, row="draft_call_out")},
    "call-outs/<uuid:pk>/cancel/": {"POST": Expect(NOT_THEIRS, row="draft_call_out")},
    "call-outs/<uuid:pk>/acknowledge/": {"POST": Expect(ANY_OF_UNIT, NOT_THEIRS, "call_out", {"person": "{called}"})},
    "call-outs/<uuid:pk>/decline/": {
        "POST": Expect(ANY_OF_UNIT, NOT_THEIRS, "call_out", {"person": "{called}", "reason": "在外地"})
    },
    "call-outs/<uuid:pk>/arrive/": {"POST": Expect(ANY_OF_UNIT, NOT_THEIRS, "call_out", {"person": "{called}"})},
    "call-outs/<uuid:pk>/close/": {"POST": Expect(OFFICE_ONLY, NOT_THEIRS, "call_out", {"outcome": "解除"})},
    "incidents/<uuid:pk>/card/": {
        "GET": read_of("incident"),
        "POST": Expect(ANY_OF_UNIT, NOT_THEIRS, "incident", {"step": "{card_step}"}),
    },
    "response-cards/": {
        "GET": READ,
        "POST": Expect(
            MADE_BY_OFFICE,
            body={"title": "塔吊倾覆", "kinds": ["工地"], "steps": [{"part": "first", "text": "停工断电"}]},
        ),
    },
    "response-cards/<uuid:pk>/": {
        "GET": Expect(ANY_OF_UNIT, row="card"),
        "PATCH": Expect(OFFICE_ONLY, row="card", body={"title": "防汛处置卡（修订）"}),
    },
    "bulletins/": {
        "GET": Expect(OFFICE_ONLY),
        "POST": Expect(MADE_BY_OFFICE, body={"title": "漫堤"}),
    },
    "bulletins/<uuid:pk>/": {
        "GET": Expect(OFFICE_ONLY, row="bulletin"),
        "PATCH": Expect(OFFICE_ONLY, row="bulletin", body={"trend": "趋稳"}),
    },
    # Elements are missing.
    "bulletins/<uuid:pk>/issue/": {
        "POST": Expect("409 403 403 403 401 403", row="bulletin", body={"signer": "张主任"})
    },
    "bulletins/<uuid:pk>/send/": {
        "POST": Expect(OFFICE_ONLY, row="signed_bulletin", body={"recipient": "市委值班室", "way": "fax"})
    },
    "bulletins/<uuid:pk>/retract/": {"POST": Expect(OFFICE_ONLY, row="signed_bulletin", body=REASON)},
    "bulletins/<uuid:pk>/correct/": {"POST": Expect(MADE_BY_OFFICE, row="signed_bulletin")},
    "bulletins/<uuid:pk>/discard/": {"POST": Expect(OFFICE_ONLY, row="bulletin")},
    "whistle-topics/": {
        "GET": READ,
        "POST": Expect(MADE_BY_OFFICE, body={"name": "塌方", "kind": "joint", "hours": 24}),
    },
    "whistle-topics/<uuid:pk>/": {
        "GET": Expect(ANY_OF_UNIT, row="topic"),
        "PATCH": Expect(OFFICE_ONLY, row="topic", body={"hours": 48}),
    },
    "whistles/<uuid:pk>/replies/": {"GET": read_of("whistle")},
    "whistles/": {
        "GET": READ,
        "POST": Expect(
            MADE_BY_UNIT,
            MADE_BY_OFFICE,
            body={"unit": "{unit}", "kind": "routine", "matter": "塌方", "place": "县道", "wanted_units": ["xwb"]},
        ),
    },
    "whistles/<uuid:pk>/": {"GET": read_of("whistle")},
    "whistles/<uuid:pk>/dispatch/": {"POST": Expect(OFFICE_ONLY, NOT_THEIRS, "whistle")},
    "whistles/<uuid:pk>/reject/": {"POST": Expect(OFFICE_ONLY, NOT_THEIRS, "whistle", REASON)},
    # Not dispatched yet; and the unit that asked is not the one to answer.
    "whistles/<uuid:pk>/answer/": {
        "POST": Expect("409 403 403 403 401 403", "409 404 404 403 401 403", "whistle", {"text": "已清障"})
    },
    "whistles/<uuid:pk>/settle/": {
        "POST": Expect("409 409 409 403 401 403", "409 404 404 403 401 403", "whistle", {"solved": True})
    },
    "warnings/": {"GET": READ, "POST": Expect(MADE_BY_OFFICE, body={"headline": "暴雨", "kind": "rainstorm"})},
    "warnings/read/": {"POST": Expect(OFFICE_ONLY, body={"text": "暴雨橙色预警"})},
    "warnings/<uuid:pk>/": {"GET": read_of("warning")},
    # Before it is signed nobody is called, and only the office knows of it.
    "warnings/<uuid:pk>/sign/": {"POST": Expect(NOT_THEIRS, row="unsigned_warning")},
    "warnings/<uuid:pk>/drop/": {"POST": Expect(NOT_THEIRS, row="unsigned_warning", body=REASON)},
    "warnings/<uuid:pk>/close/": {"POST": Expect(OFFICE_ONLY, NOT_THEIRS, "warning", {"outcome": "解除"})},
    "warnings/<uuid:pk>/answer/": {"POST": Expect(ANY_OF_UNIT, NOT_THEIRS, "warning", {"call": "{warning_call}"})},
    "warning-rules/<str:kind>/<str:level>/": {
        "GET": Expect(OFFICE_ONLY, row="warning_kind"),
        "PATCH": Expect(OFFICE_ONLY, row="warning_kind", body={"units": ["{unit}"]}),
    },
    "posture-orders/": {
        "GET": READ,
        "POST": Expect(
            MADE_BY_OFFICE,
            body={
                "reason": "防汛",
                "posture": "on_site",
                "start": "2026-06-10T10:00:00+08:00",
                "end": "2026-06-11T10:00:00+08:00",
                "units": ["{unit}"],
            },
        ),
    },
    # The whole county may read an order.
    "posture-orders/<uuid:pk>/": {"GET": Expect(ANY_OF_UNIT, row="order")},
    "posture-orders/<uuid:pk>/staff/": {"GET": Expect(ANY_OF_UNIT, row="order")},
    "posture-orders/staff/<uuid:pk>/confirm/": {
        "POST": Expect("200 200 403 403 401 403", "200 404 404 403 401 403", "order_staff")
    },
    "posture-orders/<uuid:pk>/close/": {"POST": Expect(OFFICE_ONLY, row="order")},
    "log-entries/": {
        "GET": READ,
        "POST": Expect(MADE_BY_UNIT, "201 400 400 403 401 403", body={"unit": "{unit}", "nothing_to_report": True}),
    },
    "log-entries/<uuid:pk>/": {"GET": read_of("entry")},
    "log-entries/<uuid:pk>/close/": {"POST": Expect(ANY_OF_UNIT, NOT_THEIRS, "entry", {"handled": "已转办"})},
    # A duty person hands over and takes over for themselves alone.
    "handovers/": {
        "GET": READ,
        "POST": Expect(
            "201 201 403 403 401 403", "201 400 400 403 401 403", body={"assignment": "{duty_now}", "note": "无"}
        ),
    },
    "handovers/<uuid:pk>/": {"GET": read_of("handover")},
    "handovers/<uuid:pk>/accept/": {"POST": Expect("200 200 403 403 401 403", NOT_THEIRS, "handover")},
    "handovers/<uuid:pk>/withdraw/": {"POST": Expect("200 200 403 403 401 403", NOT_THEIRS, "handover")},
    # It has not been taken over yet.
    "handovers/<uuid:pk>/undo/": {"POST": Expect("409 409 403 403 401 403", "409 404 404 403 401 403", "handover")},
    "leave-post-reports/": {
        "GET": READ,
        "POST": Expect(
            "409 409 403 403 401 403",
            "409 400 400 403 401 403",
            body={"assignment": "{duty_now}", "reason": "就医", "expected_back": "2026-06-10T12:00:00+08:00"},
        ),
    },
    "leave-post-reports/<uuid:pk>/": {"GET": read_of("leave")},
    "leave-post-reports/<uuid:pk>/close/": {"POST": Expect("200 200 403 403 401 403", NOT_THEIRS, "leave")},
    # One's own, the office the county's log; the leader of these tests is no person.
    "notifications/": {"GET": READ},
    "notifications/<uuid:pk>/": {"GET": Expect("200 404 200 403 401 403", NOT_THEIRS, "message")},
    "notifications/<uuid:pk>/read/": {"POST": Expect("403 404 200 403 401 403", "403 404 404 403 401 403", "message")},
    "contact-rules/": {
        "GET": READ,
        "POST": Expect(
            MADE_BY_UNIT,
            "201 400 400 403 401 403",
            body={"person": "{person}", "channel": "email", "address": "zhiban@example.cn"},
        ),
    },
    "contact-rules/<uuid:pk>/": {
        "GET": read_of("rule"),
        "PATCH": Expect(ANY_OF_UNIT, NOT_THEIRS, "rule", {"order": 0}),
        "DELETE": Expect("204 204 204 403 401 403", "204 404 404 403 401 403", "rule"),
    },
    "contact-rules/<uuid:pk>/resend/": {"POST": Expect(ANY_OF_UNIT, NOT_THEIRS, "rule")},
    "contact-rules/<uuid:pk>/verify/": {"POST": Expect(ANY_OF_UNIT, NOT_THEIRS, "rule", {"code": "123456"})},
    # The office and the leader of these tests are no people.
    "message-choices/": {
        "GET": Expect("400 400 200 403 401 403"),
        "PATCH": Expect("400 400 200 403 401 403", body={"wanted": ["duty_reminder"]}),
    },
    "webhooks/": {"GET": Expect(OFFICE_ONLY), "POST": Expect(MADE_BY_OFFICE, body=WEBHOOK)},
    "webhooks/<uuid:pk>/": {
        "GET": Expect(OFFICE_ONLY, row="webhook"),
        "PATCH": Expect(OFFICE_ONLY, row="webhook", body={"name": "省平台"}),
    },
    "webhooks/<uuid:pk>/rotate/": {"POST": Expect(OFFICE_ONLY, row="webhook")},
    "webhooks/<uuid:pk>/revoke/": {"POST": Expect(OFFICE_ONLY, row="webhook")},
    "webhooks/<uuid:pk>/ping/": {"POST": Expect(MADE_BY_OFFICE, row="webhook")},
    "webhooks/<uuid:pk>/deliveries/": {"GET": Expect(OFFICE_ONLY, row="webhook")},
    "webhooks/<uuid:pk>/deliveries/<uuid:delivery_id>/": {"GET": Expect(OFFICE_ONLY, row="webhook")},
    "webhooks/<uuid:pk>/deliveries/<uuid:delivery_id>/redeliver/": {"POST": Expect(OFFICE_ONLY, row="webhook")},
    # One's own alone; logins that are no person have a unit's at most. Making one needs no more than reading the roster.
    "feeds/": {
        "GET": Expect("200 200 200 403 401 403"),
        "POST": Expect("201 201 201 403 401 403", "201 403 403 403 401 403", body={"unit": "{unit}"}),
    },
    "feeds/<uuid:pk>/": {"GET": Expect("404 404 200 403 401 403", row="feed")},
    "feeds/<uuid:pk>/revoke/": {"POST": Expect("404 404 200 403 401 403", row="feed")},
}
