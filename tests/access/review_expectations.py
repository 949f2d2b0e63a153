"""Who may do what in tier reviews. Columns as in api_expectations.py and web_expectations.py.

The token without the scope has reviews:read, and nothing else.
"""

from tests.access.table import Expect, Table

ANY_OF_UNIT = "200 200 403 403 401 200"
NOT_THEIRS = "200 404 403 403 401 200"
OFFICE_WRITES = "200 403 403 403 401 403"
OFFICE_WRITES_OTHER = "200 404 403 403 401 403"
WRONG_STAGE = "409 403 403 403 401 403"
WRONG_STAGE_OTHER = "409 404 403 403 401 403"
WORD = {"kind": "consultation", "unit": "xwb", "person_name": "主任", "opinion": "同意"}
APPROVE = {"decision": "approve", "document_number": "1号", "reason": "职能变化", "effective_date": "2027-01-01"}


def read_of(row: str) -> Expect:
    return Expect(ANY_OF_UNIT, NOT_THEIRS, row)


REVIEWS_API: Table = {
    "tier-reviews/": {
        "GET": Expect(ANY_OF_UNIT),
        "POST": Expect(
            "201 403 403 403 401 403", body={"unit": "xwb", "wanted_tier": "routine_support", "reason": "职能变化"}
        ),
    },
    "tier-reviews/<uuid:pk>/": {"GET": read_of("review")},
    "tier-reviews/<uuid:pk>/advance/": {"POST": Expect(OFFICE_WRITES, OFFICE_WRITES_OTHER, "review")},
    "tier-reviews/<uuid:pk>/decide/": {"POST": Expect(WRONG_STAGE, WRONG_STAGE_OTHER, "review", APPROVE)},
    # Started by the office: not the leader's to take back.
    "tier-reviews/<uuid:pk>/withdraw/": {"POST": Expect(OFFICE_WRITES, OFFICE_WRITES_OTHER, "review")},
    "tier-reviews/<uuid:pk>/evidence/": {
        "GET": read_of("review"),
        "POST": Expect(WRONG_STAGE, WRONG_STAGE_OTHER, "review", WORD),
    },
    "tier-reviews/<uuid:pk>/evidence/<uuid:evidence>/": {
        "GET": read_of("review"),
        "DELETE": Expect("204 204 403 403 401 403", "204 404 403 403 401 403", "review"),
    },
    "tier-reviews/<uuid:pk>/evidence/<uuid:evidence>/file/": {"GET": read_of("review")},
    "tier-reviews/<uuid:pk>/rounds/": {
        "GET": read_of("review"),
        "POST": Expect(WRONG_STAGE, WRONG_STAGE_OTHER, "review", {"question": "为何？"}),
    },
    "tier-reviews/<uuid:pk>/rounds/<int:number>/close/": {
        "POST": Expect("404 404 403 403 401 403", "404 404 403 403 401 403", "review", {"finding": "属实"})
    },
    "tier-reviews/<uuid:pk>/record/": {"GET": read_of("review")},
    "review-suggestions/": {"GET": Expect(ANY_OF_UNIT)},
    "review-suggestions/<uuid:pk>/dismiss/": {
        "POST": Expect("200 404 403 403 401 403", "200 404 403 403 401 403", "suggestion", {"reason": "已核实"})
    },
}

EMPTY = {"nothing": "1"}
SEEN = Expect("200 200 403 403 302", "200 404 403 403 302", "review")
OFFICE_PAGE = Expect("200 403 403 403 302")


def pressed(office: int, own: int, **fields: str) -> Expect:
    """A form of the page: what the office and the unit itself get; another unit's review isn't there."""
    return Expect(f"{office} {own} 403 403 302", f"{office} 404 403 403 302", "review", fields or EMPTY)


REVIEWS_WEB: Table = {
    "reviews/": {"GET": Expect("200 200 403 403 302")},
    "reviews/new/": {"GET": Expect("200 200 403 403 302"), "POST": Expect("400 400 403 403 302", body=EMPTY)},
    "reviews/suggestions/": {"GET": OFFICE_PAGE},
    "reviews/suggestions/<uuid:pk>/dismiss/": {
        "POST": Expect("302 403 403 403 302", "302 403 403 403 302", "suggestion", {"reason": "已核实"})
    },
    "reviews/<uuid:pk>/": {"GET": SEEN},
    "reviews/<uuid:pk>/evidence/<uuid:evidence>/": {"GET": SEEN},
    "reviews/<uuid:pk>/evidence/<uuid:evidence>/retract/": {
        "POST": Expect("302 302 403 403 302", "302 404 403 403 302", "review")
    },
    # The version that was looked at is missing.
    "reviews/<uuid:pk>/advance/": {"POST": pressed(400, 403)},
    "reviews/<uuid:pk>/document/": {"POST": pressed(400, 400)},
    "reviews/<uuid:pk>/visit/": {"POST": pressed(400, 403)},
    "reviews/<uuid:pk>/word/": {"POST": pressed(403, 400)},
    # Not before deliberation.
    "reviews/<uuid:pk>/round/": {"POST": pressed(409, 403, question="为何？")},
    "reviews/<uuid:pk>/finding/": {"POST": pressed(409, 403, finding="属实")},
    "reviews/<uuid:pk>/approve/": {
        "POST": pressed(409, 403, document_number="1号", reason="职能变化", effective_date="2027-01-01")
    },
    "reviews/<uuid:pk>/reject/": {"POST": pressed(409, 403, document_number="1号", reason="职能未变")},
    "reviews/<uuid:pk>/withdraw/": {"POST": pressed(302, 403)},
}
