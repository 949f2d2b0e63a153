from django.urls import path

from alerts.answers.pages import answer as answer_links
from alerts.answers.pages import complaints as complaint_links
from alerts.answers.pages import replies
from alerts.board.pages import board, directory, own_watch
from alerts.bulletins import pages as bulletins
from alerts.burden_meter import pages as burden_meter
from alerts.call_outs import pages as call_outs
from alerts.checks import pages as checks
from alerts.cities import pages as cities
from alerts.complaints import pages as complaints
from alerts.duty_log.pages import log as duty_log
from alerts.feeds import pages as feeds
from alerts.first_run.pages import settings as first_run
from alerts.followups import pages as followups
from alerts.health import pages as health
from alerts.incidents import pages as incidents
from alerts.inspections import pages as inspections
from alerts.orders import pages as orders
from alerts.outbox import pages as messages
from alerts.past import pages as past
from alerts.response_cards import pages as response_cards
from alerts.search import pages as search
from alerts.supervision import pages as supervision
from alerts.todo import pages as todo
from alerts.warnings import pages as warnings
from alerts.webhooks import pages as webhooks
from alerts.whistles import pages as whistles

app_name = "alerts"

urlpatterns = [
    path("", board.board, name="board"),
    path("now/<str:code>/", board.unit_now, name="unit_now"),
    path("city/", cities.counties, name="city"),
    path("city/figures/", cities.figures, name="city_figures"),
    path("city/counties/<str:county_code>/", cities.county, name="city_county"),
    path("city/counties/<str:county_code>/figures/", cities.county_figures, name="city_county_figures"),
    path("city/counties/<str:county_code>/reports/", cities.county_reports, name="city_county_reports"),
    path("city/counties/<str:county_code>/reports/<uuid:pk>/", cities.county_report, name="city_county_report"),
    path("search/", search.found, name="search"),
    path("todo/", todo.todo, name="todo"),
    path("todo/asked/", todo.asked, name="todo_asked"),
    path("todo/number/", todo.number, name="todo_number"),
    path("todo/rosters/<uuid:pk>/urge/", todo.urge, name="todo_urge"),
    path("todo/periods/<uuid:pk>/urge/", todo.urge_all, name="todo_urge_all"),
    path("a/<str:key>/", answer_links.answer, name="answer_link"),
    path("a/<str:key>/complaint/", complaint_links.complain, name="answer_complaint"),
    path("replies/voice/", replies.voice, name="voice_reply"),
    path("replies/sms/<str:provider>/<str:secret>/", replies.text_message, name="sms_reply"),
    path("past/", past.past, name="past"),
    path("past/sheet/", past.sheet, name="past_sheet"),
    path("burden-meter/", burden_meter.meter, name="burden_meter"),
    path("burden-meter/budget/", burden_meter.budget, name="burden_budget"),
    path("checks/", checks.check_list, name="checks"),
    path("checks/ask/", checks.ask, name="check_ask"),
    path("checks/reach/", checks.reach, name="check_reach"),
    path("checks/plans/<uuid:period_id>/", checks.plan, name="check_plan"),
    path("checks/<uuid:pk>/", checks.check, name="check"),
    path("checks/<uuid:pk>/answer/", checks.answer, name="check_answer"),
    path("checks/<uuid:pk>/close/", checks.close, name="check_close"),
    path("checks/<uuid:pk>/cancel/", checks.cancel, name="check_cancel"),
    path("checks/<uuid:pk>/reply/", checks.reply, name="check_reply"),
    path("call-outs/", call_outs.call_out_list, name="call_outs"),
    path("call-outs/new/", call_outs.new, name="call_out_new"),
    path("call-outs/reach/", call_outs.reach, name="call_out_reach"),
    path("call-outs/answer/<uuid:pk>/", call_outs.summons, name="summons"),
    path("call-outs/<uuid:pk>/", call_outs.call_out, name="call_out"),
    path("call-outs/<uuid:pk>/send/", call_outs.send, name="call_out_send"),
    path("call-outs/<uuid:pk>/cancel/", call_outs.cancel, name="call_out_cancel"),
    path("call-outs/<uuid:pk>/close/", call_outs.close, name="call_out_close"),
    path("incidents/", incidents.incident_list, name="incidents"),
    path("incidents/<uuid:pk>/", incidents.incident, name="incident"),
    path("incidents/<uuid:pk>/edit/", incidents.edit, name="incident_edit"),
    path("incidents/<uuid:pk>/reports/", incidents.report, name="incident_report"),
    path("incidents/<uuid:pk>/card/", response_cards.of_incident, name="incident_card"),
    path("response-cards/", response_cards.card_list, name="response_cards"),
    path("response-cards/install/", response_cards.install, name="response_cards_install"),
    path("response-cards/new/", response_cards.new, name="response_card_new"),
    path("response-cards/<uuid:pk>/", response_cards.card, name="response_card"),
    path("response-cards/<uuid:pk>/edit/", response_cards.edit, name="response_card_edit"),
    path("bulletins/", bulletins.bulletin_list, name="bulletins"),
    path("bulletins/new/", bulletins.new, name="bulletin_new"),
    path("bulletins/<uuid:pk>/", bulletins.bulletin, name="bulletin"),
    path("bulletins/<uuid:pk>/edit/", bulletins.edit, name="bulletin_edit"),
    path("bulletins/<uuid:pk>/issue/", bulletins.issue, name="bulletin_issue"),
    path("bulletins/<uuid:pk>/send/", bulletins.send, name="bulletin_send"),
    path("bulletins/<uuid:pk>/retract/", bulletins.retract, name="bulletin_retract"),
    path("bulletins/<uuid:pk>/correct/", bulletins.correct, name="bulletin_correct"),
    path("bulletins/<uuid:pk>/discard/", bulletins.discard, name="bulletin_discard"),
    path("bulletins/<uuid:pk>/docx/", bulletins.as_docx, name="bulletin_docx"),
    path("bulletins/<uuid:pk>/pdf/", bulletins.as_pdf, name="bulletin_pdf"),
    path("whistles/", whistles.whistle_list, name="whistles"),
    path("whistles/topics/", whistles.topic_list, name="whistle_topics"),
    path("whistles/topics/<uuid:pk>/", whistles.topic, name="whistle_topic"),
    path("whistles/reach/", whistles.reach, name="whistle_reach"),
    path("whistles/<uuid:pk>/", whistles.whistle, name="whistle"),
    path("complaints/", complaints.complaints, name="complaints"),
    path("complaints/<uuid:pk>/", complaints.complaint, name="complaint"),
    path("complaints/<uuid:pk>/withdraw/", complaints.withdraw, name="complaint_withdraw"),
    path("tasks/", followups.task_list, name="tasks"),
    path("tasks/new/", followups.new, name="task_new"),
    path("tasks/<uuid:pk>/", followups.task, name="task"),
    path("tasks/<uuid:pk>/files/", followups.add_file, name="task_files"),
    path("tasks/<uuid:pk>/files/<uuid:file>/", followups.file, name="task_file"),
    path("tasks/<uuid:pk>/files/<uuid:file>/retract/", followups.retract_file, name="task_file_retract"),
    path("inspections/", inspections.plan, name="inspections"),
    path("inspections/quiet-days/", inspections.quiet_day, name="quiet_days"),
    path("inspections/quiet-days/<uuid:pk>/withdraw/", inspections.quiet_day_withdraw, name="quiet_day_withdraw"),
    path("inspections/<uuid:pk>/", inspections.inspection, name="inspection"),
    path("supervision/", supervision.rounds, name="supervisions"),
    path("supervision/<uuid:pk>/", supervision.one_round, name="supervision"),
    path("supervision/<uuid:pk>/end/", supervision.end, name="supervision_end"),
    path("posture-orders/", orders.order_list, name="orders"),
    path("posture-orders/reach/", orders.reach, name="order_reach"),
    path("posture-orders/<uuid:pk>/", orders.one_order, name="order"),
    path("posture-orders/<uuid:pk>/end/", orders.end, name="order_end"),
    path("posture-orders/staff/<uuid:pk>/confirm/", orders.confirm, name="order_staff_confirm"),
    path("warnings/", warnings.warning_list, name="warnings"),
    path("warnings/rules/", warnings.rules, name="warning_rules"),
    path("warnings/rules/<str:kind>/<str:level>/", warnings.rule, name="warning_rule"),
    path("warnings/calls/<uuid:pk>/answer/", warnings.answer_call, name="warning_answer"),
    path("warnings/<uuid:pk>/", warnings.warning, name="warning"),
    path("warnings/<uuid:pk>/sign/", warnings.sign_warning, name="warning_sign"),
    path("warnings/<uuid:pk>/drop/", warnings.drop, name="warning_drop"),
    path("warnings/<uuid:pk>/close/", warnings.close, name="warning_close"),
    path("log/", duty_log.log, name="log"),
    path("log/nothing/", duty_log.nothing, name="log_nothing"),
    path("log/<uuid:pk>/done/", duty_log.finish, name="log_done"),
    path("my/duty/", own_watch.watch, name="my_watch"),
    path("my/duty/<uuid:pk>/handover/", own_watch.hand_over, name="hand_over"),
    path("my/duty/handovers/<uuid:pk>/accept/", own_watch.take_over, name="take_over"),
    path("my/duty/handovers/<uuid:pk>/withdraw/", own_watch.withdraw_handing_over, name="hand_over_withdraw"),
    path("my/duty/handovers/<uuid:pk>/undo/", own_watch.undo_taking_over, name="take_over_undo"),
    path("my/duty/<uuid:pk>/leave/", own_watch.leave, name="leave_post"),
    path("my/duty/leaves/<uuid:pk>/return/", own_watch.come_back, name="come_back"),
    path("messages/", messages.own, name="messages"),
    path("messages/read/", messages.read, name="messages_read"),
    path("messages/log/", messages.sent, name="message_log"),
    path("messages/contacts/", messages.own_contacts, name="contacts"),
    path("messages/contacts/choices/", messages.choose, name="contact_choices"),
    path("messages/contacts/<uuid:pk>/verify/", messages.verify, name="contact_verify"),
    path("messages/contacts/<uuid:pk>/resend/", messages.resend, name="contact_resend"),
    path("messages/contacts/<uuid:pk>/first/", messages.put_first, name="contact_first"),
    path("messages/contacts/<uuid:pk>/remove/", messages.remove, name="contact_remove"),
    path("contacts/directory/", directory.directory, name="directory"),
    path("contacts/readiness/", messages.ready, name="readiness"),
    path("contacts/readiness/ask/", messages.ask_to_verify, name="readiness_ask"),
    path("contacts/readiness/rule/", messages.reach_rule, name="reach_rule"),
    path("feeds/<str:secret>.ics", feeds.calendar, name="feed"),
    path("my/feeds/", feeds.own, name="feeds"),
    path("my/feeds/<uuid:pk>/revoke/", feeds.revoke, name="feed_revoke"),
    path("settings/", first_run.overview, name="settings"),
    path("settings/setup/", first_run.setup, name="setup"),
    path("settings/channels/", first_run.channels, name="channels"),
    path("settings/webhooks/", webhooks.webhook_list, name="webhooks"),
    path("settings/webhooks/<uuid:pk>/", webhooks.webhook, name="webhook"),
    path("settings/webhooks/<uuid:pk>/rotate/", webhooks.rotate, name="webhook_rotate"),
    path("settings/webhooks/<uuid:pk>/ping/", webhooks.ping, name="webhook_ping"),
    path("settings/webhooks/<uuid:pk>/revoke/", webhooks.revoke, name="webhook_revoke"),
    path("settings/webhooks/<uuid:pk>/deliveries/<uuid:delivery_id>/", webhooks.redeliver, name="webhook_redeliver"),
    path("engine/", health.engine, name="engine"),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("enginez", health.enginez, name="enginez"),
    path("metrics", health.metrics, name="metrics"),
]
