"""召集: the pages, and the writes behind their buttons."""

import re

from django.test import Client

from alerts.call_outs.services import call_outs
from alerts.models import CallOut, Incident
from tests.alerts.conftest import later
from tests.alerts.watch import flood, send_all
from tests.clients import FRAGMENT, Browse
from tests.factories import Cast


class TestCallOut:
    def test_from_the_tile_it_takes_a_dialog_and_one_press(self, office: Client, watched: Cast) -> None:
        incident = flood(watched)
        tile = office.get("/now/dag/", headers=FRAGMENT).content.decode()
        assert 'hx-get="/call-outs/new/?unit=dag"' in tile
        dialog = office.get("/call-outs/new/?unit=dag", headers=FRAGMENT).content.decode()
        assert f'<option value="{incident.pk}" selected>' in dialog
        assert re.search(r'value="dag" id="call-units_\d+" checked', dialog)
        assert 'data-effect="1"' in dialog
        as_offered = {"basis": str(incident.pk), "units": ["dag"], "matter": "", "place": "", "required": 1}
        answer = office.post("/call-outs/new/", as_offered, headers=FRAGMENT)
        made = CallOut.objects.get()
        assert answer["HX-Redirect"] == f"/call-outs/{made.pk}/"
        assert (made.incident, made.matter, made.place, made.is_drill) == (incident, "河道漫堤", "城东堤段", False)

    def test_something_new_is_recorded_along_with_it(self, office: Client, watched: Cast) -> None:
        form = {"basis": "new", "units": ["dag"], "matter": "", "place": "县道 X101", "required": 1}
        refused = office.post("/call-outs/new/", form)
        assert refused.status_code == 400
        assert "县道 X101" in refused.content.decode()
        assert office.post("/call-outs/new/", form | {"matter": "道路塌方"}).status_code == 302
        assert CallOut.objects.get().incident == Incident.objects.get(title="道路塌方")

    def test_nobody_on_duty_leaves_no_incident_behind(self, watched: Cast, browse: Browse) -> None:
        with later(5 * 24 * 60):
            form = {"basis": "new", "units": ["dag"], "matter": "道路塌方", "place": "县道", "required": 1}
            refused = browse(watched.office).post("/call-outs/new/", form)
            assert refused.status_code == 400
            assert "此刻无人值班" in refused.content.decode()
        assert not Incident.objects.exists()
        assert not CallOut.objects.exists()

    def test_a_drill_looks_like_one_everywhere(self, office: Client, watched: Cast) -> None:
        form = {"basis": "drill", "units": ["dag"], "matter": "防汛演练", "place": "广场", "required": 1}
        office.post("/call-outs/new/", form)
        made = CallOut.objects.get()
        for page in ("/", "/call-outs/", f"/call-outs/{made.pk}/", f"/call-outs/answer/{made.summonses.get().pk}/"):
            html = office.get(page).content.decode()
            assert "card--drill" in html, page
            assert 'class="drill-word"' in html, page

    def test_sent_received_arrived_and_the_end(self, office: Client, leader: Client, watched: Cast) -> None:
        made = call_outs.call_out(
            county=watched.county, matter="抢险", place="堤段", required=1, by=watched.office,
            units=[watched.emergency], incident=flood(watched),
        )  # fmt: skip
        send_all()
        summons = made.summonses.get()
        page = f"/call-outs/answer/{summons.pk}/"
        assert leader.get(page).status_code == 200
        with later(2):
            assert leader.post(page, {"do": "acknowledge"}).status_code == 302
            version = office.get(f"/call-outs/{made.pk}/").content.decode().split("?v=")[1].split('"')[0]
            poll = {"v": version}
            assert office.get(f"/call-outs/{made.pk}/", poll, headers=FRAGMENT).status_code == 204
        with later(20):
            arrived = office.post(page, {"do": "arrive", "next": "/"})
            assert arrived["Location"] == "/"
            assert office.get(f"/call-outs/{made.pk}/", poll, headers=FRAGMENT).status_code == 200
            assert leader.post(f"/call-outs/{made.pk}/close/", {"outcome": "完"}).status_code == 403
            assert office.post(f"/call-outs/{made.pk}/close/", {"outcome": ""}).status_code == 400
            assert office.post(f"/call-outs/{made.pk}/close/", {"outcome": "险情解除"}).status_code == 302
        summons.refresh_from_db()
        assert (summons.state, summons.acknowledged_at is None) == ("arrived", False)

    def test_one_kept_ready_is_sent_once_or_dropped(self, office: Client, leader: Client, watched: Cast) -> None:
        drafts = [
            call_outs.draft_call_out(
                county=watched.county, matter="预案", place="广场", required=1, by=watched.office,
                units=[watched.emergency], is_drill=True,
            )
            for _ in range(2)
        ]  # fmt: skip
        page = f"/call-outs/{drafts[0].pk}/"
        assert "发出召集" in office.get(page).content.decode()
        assert leader.post(f"{page}send/").status_code == 404
        assert office.post(f"{page}send/").status_code == 302
        assert office.post(f"{page}send/").status_code == 409
        assert office.post(f"/call-outs/{drafts[1].pk}/cancel/").status_code == 302
        assert list(CallOut.objects.order_by("created_at").values_list("state", flat=True)) == [
            "dispatched",
            "cancelled",
        ]

    def test_never_on_to_another_site(self, office: Client, watched: Cast) -> None:
        made = call_outs.call_out(
            county=watched.county, matter="演练", place="广场", required=1, by=watched.office,
            units=[watched.routine], is_drill=True,
        )  # fmt: skip
        page = f"/call-outs/answer/{made.summonses.get().pk}/"
        answer = office.post(page, {"do": "arrive", "next": "https://evil.example/"})
        assert answer["Location"] == page

    def test_other_units_do_not_know_of_it(self, stranger: Client, watched: Cast) -> None:
        made = call_outs.call_out(
            county=watched.county, matter="抢险", place="堤段", required=1, by=watched.office,
            units=[watched.emergency], is_drill=True,
        )  # fmt: skip
        page = f"/call-outs/answer/{made.summonses.get().pk}/"
        assert stranger.get(f"/call-outs/{made.pk}/").status_code == 404
        assert stranger.get(page).status_code == 404
        assert stranger.post(page, {"do": "arrive"}).status_code == 404
        assert str(made.pk) not in stranger.get("/call-outs/").content.decode()
        assert str(made.pk) not in stranger.get("/").content.decode()
