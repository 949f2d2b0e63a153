"""Who may give, do and judge a task."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from alerts.permissions import can_act_for_unit, can_command, check_act_for_unit
from units.enums import Scope
from units.errors import NotAllowed

if TYPE_CHECKING:
    from alerts.followups.models import Task
    from units.models import Unit, User


def check_give(user: "User", unit: "Unit") -> None:
    """The office to any unit; a unit's people within the unit, such as a hazard they have found themselves."""
    check_act_for_unit(user, unit.pk)


def can_work(user: "User", task: "Task") -> bool:
    return can_act_for_unit(user, task.unit_id)


def check_work(user: "User", task: "Task") -> None:
    check_act_for_unit(user, task.unit_id)


def can_add_file(user: "User", task: "Task") -> bool:
    """Whoever does it shows what was done, whoever asks what is meant."""
    return can_work(user, task) or can_judge(user, task)


def can_judge(user: "User", task: "Task") -> bool:
    """Whoever asked, the leader whose instruction it is, whoever leads the asking unit; the office for all of them."""
    if not user.has_scope(Scope.ALERTS_WRITE):
        return False
    own = task.asker_id is not None and user.person_id == task.asker_id
    leads = task.asker_unit_id is not None and user.leads(task.asker_unit_id)
    return own or leads or user.pk == task.asked_by_id or can_command(user)


def check_judge(user: "User", task: "Task") -> None:
    if not can_judge(user, task):
        raise NotAllowed("permission_denied", _("任务由交办方评价"))
