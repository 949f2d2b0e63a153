"""Who may open which page. Columns: office, leader, duty person, auditor, nobody (sent to the sign-in page)."""

from tests.access.table import METHODS, Expect, Table
from tests.paper import DRAWN

# A form with nothing in it that the form wants: looked at, and refused.
EMPTY = {"nothing": "1"}
# A cell of the matrix as nobody has it any more.
OLD_CELL = {"seat": "{seat}", "version": "0", "who": "", "seen": "", "locked": "1"}
SENT_ON = {method: Expect("302 302 302 302") for method in METHODS}
ON_DUTY = Expect("200 200 200 403 302")
OFFICE = Expect("200 403 403 403 302")
LED = Expect("200 200 403 403 302")
NOT_THEIRS = "200 404 404 403 302"
DRAFTED = Expect("200 403 404 403 302", row="draft")
DRAFT_REFUSED = Expect("400 403 404 403 302", row="draft", body=EMPTY)
SENT_BY_UNIT = "302 302 302 403 302"
SENT_NOT_THEIRS = "302 404 404 403 302"


def seen(row: str) -> Expect:
    """Of the own unit for everybody on duty, of another for the office only."""
    return Expect("200 200 200 403 302", NOT_THEIRS, row)


WEB: Table = {
    "sw.js": {"GET": Expect("200 200 200 200 200")},
    "manifest.webmanifest": {"GET": Expect("200 200 200 200 200")},
    "offline/": {"GET": Expect("200 200 200 200 200")},
    "livez": {"GET": Expect("200 200 200 200 200")},
    "readyz": {"GET": Expect("200 200 200 200 200")},
    # Nothing has swept in the world of these tests.
    "enginez": {"GET": Expect("503 503 503 503 503")},
    "metrics": {"GET": Expect("200 200 200 200 200")},
    # Who is signed in is sent home, whatever the method.
    "login/": {**SENT_ON, "GET": Expect("302 302 302 302 200"), "POST": Expect("302 302 302 302 200")},
    # Neither is set up here: nothing is there, for anybody.
    **{
        f"login/{door}/": {"GET": Expect("404 404 404 404 404")}
        for door in ("oidc", "oidc/back", "wecom", "wecom/back")
    },
    "logout/": {"POST": Expect("302 302 302 302 302")},
    # Any other method than POST changes nothing.
    "language/": {**SENT_ON, "POST": Expect("302 302 302 302 302", body={"language": "en"})},
    "text-size/": {"POST": Expect("302 302 302 302 302", body={"size": "large"})},
    "login/forgotten/": {
        "GET": Expect("200 200 200 200 200"),
        "POST": Expect("400 400 400 400 400", body=EMPTY),
    },
    "k/<str:key>/": {
        "GET": Expect("404 404 404 404 404", row="account_key"),
        "POST": Expect("404 404 404 404 404", row="account_key", body=EMPTY),
    },
    "my/account/": {"GET": Expect("200 200 200 200 302")},
    "my/account/tokens/<uuid:pk>/revoke/": {"POST": Expect("302 302 404 404 302", "302 404 404 404 302", "token")},
    "my/account/sessions/end/": {"POST": Expect("302 302 302 302 302")},
    "my/account/sessions/<uuid:pk>/end/": {"POST": Expect("404 404 404 404 302", row="session")},
    "settings/accounts/": {"GET": LED},
    "settings/accounts/new/": {"GET": LED, "POST": Expect("400 400 403 403 302", body=EMPTY)},
    "settings/accounts/many/": {"GET": LED, "POST": Expect("400 400 403 403 302", body=EMPTY)},
    "settings/accounts/<int:pk>/": {"GET": Expect("200 200 403 403 302", "200 404 403 403 302", "account")},
    "settings/accounts/<int:pk>/place/": {
        "POST": Expect("400 400 403 403 302", "400 404 403 403 302", "account", EMPTY)
    },
    "settings/accounts/<int:pk>/password/": {"POST": Expect("200 200 403 403 302", "200 404 403 403 302", "account")},
    "settings/accounts/<int:pk>/phone/": {
        "POST": Expect("302 302 403 403 302", "302 404 403 403 302", "account", EMPTY)
    },
    "settings/accounts/<int:pk>/units/": {
        "POST": Expect("400 400 403 403 302", "400 404 403 403 302", "account", EMPTY)
    },
    "settings/accounts/<int:pk>/units/<int:role>/remove/": {"POST": Expect("404 404 403 403 302", row="account")},
    "settings/accounts/<int:pk>/<str:action>/": {"POST": Expect("404 404 403 403 302", row="account")},
    # Whoever has given no password a moment ago is sent to the sign-in page.
    "login/code/": {"GET": Expect("302 302 302 302 302"), "POST": Expect("302 302 302 302 302", body=EMPTY)},
    "my/account/second-factor/": {
        "GET": Expect("200 200 200 200 302"),
        "POST": Expect("400 400 400 400 302", body=EMPTY),
    },
    # Nobody of these has one: they are sent to where it is set up.
    "my/account/second-factor/codes/": {"POST": Expect("302 302 302 302 302", body=EMPTY)},
    "my/account/second-factor/remove/": {"POST": Expect("302 302 302 302 302", body=EMPTY)},
    "my/account/password/": {
        "GET": Expect("200 200 200 200 302"),
        "POST": Expect("400 400 400 400 302", body=EMPTY),
    },
    "policies/": {"GET": ON_DUTY},
    "policies/new/": {"POST": Expect("302 403 403 403 302")},
    "policies/import/": {"GET": OFFICE, "POST": Expect("400 403 403 403 302", body=EMPTY)},
    "policies/import/take/": {"POST": Expect("302 403 403 403 302", body=EMPTY)},
    "policies/<int:draft>/file/": {"GET": Expect("409 409 404 403 302", row="draft")},
    "policies/simulations/<uuid:job_id>/": {"GET": Expect("302 404 404 403 302", row="simulation")},
    # The draft is being consulted on: leaders see it, duty persons don't.
    "policies/<int:draft>/": {"GET": Expect("200 200 404 403 302", row="draft")},
    "policies/<int:draft>/edit/": {"GET": DRAFTED, "POST": DRAFT_REFUSED},
    "policies/<int:draft>/posts/new/": {"GET": DRAFTED, "POST": DRAFT_REFUSED},
    "policies/<int:draft>/posts/<str:key>/": {
        "GET": Expect("200 403 404 403 302", row="policy_post"),
        "POST": Expect("400 403 404 403 302", row="policy_post", body=EMPTY),
    },
    "policies/<int:draft>/posts/<str:key>/remove/": {"POST": Expect("302 403 404 403 302", row="policy_post")},
    "policies/<int:draft>/staffing/": {"GET": DRAFTED, "POST": DRAFT_REFUSED},
    "policies/<int:draft>/publish/": {"GET": DRAFTED, "POST": DRAFT_REFUSED},
    # A round is open.
    "policies/<int:draft>/discard/": {"GET": DRAFTED, "POST": Expect("409 403 404 403 302", row="draft")},
    "policies/<int:draft>/simulate/": {"GET": DRAFTED, "POST": DRAFT_REFUSED},
    "policies/<int:draft>/rounds/": {"GET": Expect("200 200 404 403 302", row="draft")},
    "policies/<int:draft>/rounds/open/": {"POST": Expect("409 403 404 403 302", row="draft")},
    "policies/<int:draft>/rounds/<uuid:pk>/close/": {
        "POST": Expect("400 403 404 403 302", row="policy_round", body=EMPTY)
    },
    "policies/<int:draft>/comments/new/": {
        "GET": Expect("403 200 404 403 302", row="draft"),
        "POST": Expect("403 400 404 403 302", row="draft", body=EMPTY),
    },
    "policies/<int:draft>/comments/<uuid:pk>/answer/": {
        "POST": Expect("400 403 404 403 302", "400 404 404 403 302", "policy_comment", EMPTY)
    },
    "analysis/": {"GET": ON_DUTY},
    "analysis/statistics.xlsx": {"GET": Expect("200 200 404 403 302")},
    "analysis/statistics.pdf": {"GET": Expect(f"{DRAWN} {DRAWN} 404 403 302")},
    "analysis/circulars/": {"GET": OFFICE, "POST": Expect("400 403 403 403 302", body=EMPTY)},
    "analysis/circulars/<uuid:pk>/": {"GET": Expect("200 403 403 403 302", row="circular")},
    "analysis/circulars/<uuid:pk>/edit/": {
        "GET": Expect("200 403 403 403 302", row="circular"),
        "POST": Expect("400 403 403 403 302", row="circular", body=EMPTY),
    },
    "analysis/circulars/<uuid:pk>/delete/": {
        "GET": Expect("200 403 403 403 302", row="circular"),
        "POST": Expect("302 403 403 403 302", row="circular"),
    },
    "analysis/circulars/<uuid:pk>/versions/<int:number>/": {"GET": Expect("200 403 403 403 302", row="circular")},
    "analysis/circulars/<uuid:pk>/circular.docx": {"GET": Expect("200 403 403 403 302", row="circular")},
    "analysis/circulars/<uuid:pk>/circular.pdf": {"GET": Expect(f"{DRAWN} 403 403 403 302", row="circular")},
    "rosters/periods/<uuid:period_id>/print/": {"GET": Expect("200 200 200 403 302", row="published")},
    "rosters/periods/<uuid:period_id>/phones.pdf": {
        "POST": Expect("400 403 403 403 302", row="published", body=EMPTY),
    },
    "rosters/periods/<uuid:period_id>/roster.pdf": {"GET": Expect(f"{DRAWN} {DRAWN} {DRAWN} 403 302", row="published")},
    "rosters/periods/<uuid:period_id>/roster.xlsx": {"GET": Expect("200 200 200 403 302", row="published")},
    # Of a period that is still being filled a duty person sees nothing.
    "rosters/<uuid:roster_id>/print/": {"GET": Expect("200 200 404 403 302", NOT_THEIRS, "roster")},
    "rosters/<uuid:roster_id>/phones.pdf": {
        "POST": Expect("400 400 404 403 302", "400 404 404 403 302", "roster", body=EMPTY)
    },
    "rosters/<uuid:roster_id>/roster.pdf": {
        "GET": Expect(f"{DRAWN} {DRAWN} 404 403 302", f"{DRAWN} 404 404 403 302", "roster")
    },
    "rosters/<uuid:roster_id>/roster.xlsx": {"GET": Expect("200 200 404 403 302", NOT_THEIRS, "roster")},
    "analysis/rows/<slug:figure>/": {"GET": Expect("200 200 404 403 302", row="figure")},
    "audit/": {"GET": Expect("200 403 403 200 302")},
    "audit/chain/": {"GET": Expect("200 403 403 200 302")},
    "my/": {"GET": Expect("200 200 200 403 302")},
    "my/<uuid:pk>/acknowledge/": {"POST": Expect("302 302 302 403 302", "302 404 404 403 302", "published_seat")},
    "swaps/": {"GET": ON_DUTY},
    "swaps/new/<uuid:assignment_id>/": {
        "GET": Expect("200 200 200 403 302", "200 404 404 403 302", "published_seat"),
        "POST": Expect(
            "302 302 403 403 302", "302 404 404 403 302", "swap_seat", {"kind": "substitution", "person": "{taker}"}
        ),
    },
    # The duty person is the one who asked.
    "swaps/<uuid:pk>/": {
        "GET": seen("swap"),
        "POST": Expect("302 302 302 403 302", "302 404 404 403 302", "swap", {"do": "cancel"}),
    },
    "rings/": {"GET": ON_DUTY},
    "rings/offers/new/<uuid:assignment_id>/": {
        "GET": Expect("200 200 403 403 302", "200 404 404 403 302", "cover_seat"),
        "POST": Expect("302 302 403 403 302", "400 404 404 403 302", "cover_seat", {"extra": "0"}),
    },
    "rings/offers/<uuid:pk>/withdraw/": {"POST": Expect("302 302 404 403 302", "302 404 404 403 302", "offer")},
    "rings/<uuid:pk>/": {
        "GET": Expect("200 200 404 403 302", NOT_THEIRS, "ring"),
        "POST": Expect("302 302 404 403 302", "302 404 404 403 302", "ring", {"do": "reject", "reason": "人手不够"}),
    },
    "covers/": {"GET": ON_DUTY},
    "covers/new/<uuid:assignment_id>/": {
        "POST": Expect("409 409 403 403 302", "409 400 400 403 302", "cover_seat", {"reason": "家中有事"})
    },
    "covers/<uuid:pk>/": {
        "GET": Expect("200 200 404 403 302", NOT_THEIRS, "cover"),
        "POST": Expect("302 302 404 403 302", "302 404 404 403 302", "cover", {"do": "withdraw"}),
    },
    "calendar/": {"GET": Expect("200 200 200 200 302")},
    "calendar/notice/": {
        "GET": Expect("200 403 403 403 302"),
        "POST": Expect("400 403 403 403 302", body=EMPTY),
    },
    "calendar/<int:year>/": {"GET": Expect("200 200 200 200 302")},
    "calendar/<int:year>/edit/": {
        "GET": Expect("200 403 403 403 302"),
        "POST": Expect("400 403 403 403 302", body=EMPTY),
    },
    "rosters/": {"GET": Expect("200 200 200 403 302")},
    "rosters/periods/new/": {"GET": Expect("200 403 403 403 302"), "POST": Expect("400 403 403 403 302", body=EMPTY)},
    # The own one is open, the other one a draft; what is only proposed is no page for a duty person.
    "rosters/periods/<uuid:period_id>/": {"GET": Expect("200 200 404 403 302", "200 404 404 403 302", "period")},
    "rosters/periods/<uuid:period_id>/generate/": {
        "GET": Expect("200 403 404 403 302", "200 404 404 403 302", "period"),
        "POST": Expect("302 403 404 403 302", "302 404 404 403 302", "period"),
    },
    "rosters/periods/<uuid:period_id>/accept-rest/": {
        "GET": Expect("200 403 404 403 302", "200 404 404 403 302", "period"),
        "POST": Expect("200 403 404 403 302", row="period"),
    },
    "rosters/periods/<uuid:period_id>/edit/": {
        "GET": Expect("200 403 404 403 302", "200 404 404 403 302", "period"),
        "POST": Expect("400 403 404 403 302", "400 404 404 403 302", "period", EMPTY),
    },
    "rosters/periods/<uuid:period_id>/delete/": {
        "GET": Expect("200 403 404 403 302", "200 404 404 403 302", "period"),
        "POST": Expect("302 403 404 403 302", row="period"),
    },
    "rosters/periods/<uuid:period_id>/publish/": {
        "GET": Expect("200 403 404 403 302", "200 404 404 403 302", "period"),
        "POST": Expect("302 403 404 403 302", row="period", body={"exception_reason": "按系统方案发布"}),
    },
    "rosters/periods/<uuid:period_id>/undo/": {"POST": Expect("302 302 404 403 302", "302 404 404 403 302", "period")},
    "rosters/density/": {"POST": Expect("302 302 302 403 302", body={"dense": "1"})},
    "rosters/periods/<uuid:period_id>/seats/": {
        "POST": Expect("409 409 404 403 302", "409 404 404 403 302", "period", OLD_CELL)
    },
    "rosters/periods/<uuid:period_id>/exchange/": {
        "POST": Expect("400 400 404 403 302", "400 404 404 403 302", "period", OLD_CELL)
    },
    "rosters/periods/<uuid:period_id>/lock/": {
        "POST": Expect("409 409 404 403 302", "409 404 404 403 302", "period", OLD_CELL)
    },
    "rosters/periods/<uuid:period_id>/proposals/": {
        "GET": Expect("200 403 404 403 302", "200 404 404 403 302", "period"),
        "POST": Expect("302 403 404 403 302", "302 404 404 403 302", "period", {"emphases": "fairness"}),
    },
    "rosters/proposals/<uuid:proposal_id>/": {"GET": Expect("200 403 403 403 302", row="proposal")},
    "rosters/proposals/<uuid:proposal_id>/adopt/": {"POST": Expect("409 403 403 403 302", row="proposal")},
    "rosters/proposals/<uuid:proposal_id>/discard/": {"POST": Expect("302 403 403 403 302", row="proposal")},
    "rosters/periods/<uuid:period_id>/repair/": {
        "GET": Expect("200 200 403 403 302", row="published"),
        "POST": Expect("302 302 403 403 302", row="published", body={"change": "{published_change}", "reason": "病假"}),
    },
    "rosters/periods/<uuid:period_id>/end/": {"GET": Expect("200 403 403 403 302", row="published")},
    "rosters/periods/<uuid:period_id>/update/": {"POST": Expect("302 403 403 403 302", row="published")},
    "rosters/<uuid:roster_id>/calendar/": {"POST": Expect("302 302 403 403 302", "302 404 404 403 302", "roster")},
    "rosters/periods/<uuid:period_id>/close/": {"POST": Expect("409 403 403 403 302", row="published")},
    "rosters/periods/<uuid:period_id>/revisions/": {"GET": Expect("200 200 200 403 302", row="published")},
    "rosters/periods/<uuid:period_id>/revisions/<int:number>/": {"GET": Expect("200 200 200 403 302", row="published")},
    "rosters/jobs/<uuid:job_id>/": {"GET": Expect("200 404 404 403 302", row="job")},
    "rosters/jobs/<uuid:job_id>/cancel/": {"POST": Expect("302 404 404 403 302", row="job")},
    "rosters/seats/<uuid:assignment_id>/designate/": {
        "POST": Expect("400 400 403 403 302", "400 404 404 403 302", "seat", body=EMPTY)
    },
    "rosters/seats/<uuid:assignment_id>/lock/": {
        "POST": Expect("409 409 403 403 302", "409 404 404 403 302", "seat", body=EMPTY)
    },
    "rosters/seats/<uuid:assignment_id>/picker/": {"GET": Expect("200 200 403 403 302", "200 404 404 403 302", "seat")},
    "rosters/seats/<uuid:assignment_id>/why/": {"GET": Expect("200 200 403 403 302", "200 404 404 403 302", "seat")},
    "rosters/seats/<uuid:assignment_id>/": {"GET": Expect("200 200 403 403 302", "200 404 404 403 302", "seat")},
    "rosters/seats/<uuid:assignment_id>/replace/": {
        "POST": Expect("409 409 403 403 302", "409 404 404 403 302", "seat", body=EMPTY)
    },
    "rosters/<uuid:roster_id>/confirm/": {
        "GET": Expect("200 200 403 403 302", "200 404 404 403 302", "roster"),
        "POST": Expect("302 302 403 403 302", "302 404 404 403 302", "roster"),
    },
    "rosters/<uuid:roster_id>/review/": {"GET": Expect("200 403 403 403 302", "200 404 404 403 302", "roster")},
    "rosters/<uuid:roster_id>/accept/": {"POST": Expect("409 403 403 403 302", "409 404 404 403 302", "roster")},
    "rosters/<uuid:roster_id>/return/": {
        "POST": Expect("409 403 403 403 302", "409 404 404 403 302", "roster", {"reason": "重排"})
    },
    "": {"GET": Expect("200 200 200 403 302")},
    "search/": {"GET": ON_DUTY},
    "contacts/directory/": {"GET": Expect("200 200 200 403 302")},
    "my/duty/": {"GET": ON_DUTY},
    # A duty person hands over, leaves and comes back for themselves alone; these rows are a colleague's.
    "my/duty/<uuid:pk>/handover/": {
        "GET": Expect("200 200 403 403 302", NOT_THEIRS, "duty_now"),
        "POST": Expect("302 302 403 403 302", SENT_NOT_THEIRS, "duty_now", {"note": "无"}),
    },
    "my/duty/handovers/<uuid:pk>/accept/": {"POST": Expect("302 302 403 403 302", SENT_NOT_THEIRS, "handover")},
    "my/duty/handovers/<uuid:pk>/withdraw/": {"POST": Expect("302 302 403 403 302", SENT_NOT_THEIRS, "handover")},
    # It has not been taken over yet.
    "my/duty/handovers/<uuid:pk>/undo/": {"POST": Expect("409 409 403 403 302", "409 404 404 403 302", "handover")},
    "my/duty/<uuid:pk>/leave/": {
        "GET": Expect("200 200 403 403 302", NOT_THEIRS, "duty_now"),
        "POST": Expect("400 400 403 403 302", "400 404 404 403 302", "duty_now", body=EMPTY),
    },
    "my/duty/leaves/<uuid:pk>/return/": {"POST": Expect("302 302 403 403 302", SENT_NOT_THEIRS, "leave")},
    "my/feeds/": {"GET": ON_DUTY, "POST": Expect("400 400 400 403 302", body=EMPTY)},
    "my/feeds/<uuid:pk>/revoke/": {"POST": Expect("404 404 302 403 302", row="feed")},
    "settings/webhooks/": {"GET": OFFICE, "POST": Expect("400 403 403 403 302", body=EMPTY)},
    "settings/webhooks/<uuid:pk>/": {"GET": Expect("200 403 403 403 302", row="webhook")},
    "settings/webhooks/<uuid:pk>/rotate/": {
        "POST": Expect("200 403 403 403 302", row="webhook", body={"overlap_hours": "24"})
    },
    "settings/webhooks/<uuid:pk>/ping/": {"POST": Expect("302 403 403 403 302", row="webhook")},
    "settings/webhooks/<uuid:pk>/revoke/": {"POST": Expect("302 403 403 403 302", row="webhook")},
    "settings/webhooks/<uuid:pk>/deliveries/<uuid:delivery_id>/": {
        "POST": Expect("302 403 403 403 302", row="webhook")
    },
}
