"""人员排序: in which order a unit's people are named."""

from itertools import chain

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from units.counties.models.unit import Unit
from units.labels import RANK_LABELS
from units.people.models import Person
from units.people.queries import people_to_order
from units.people.rules import placed
from units.people.services.ordering import order_people
from units.permissions import check_manage_people
from units.web.ordering import lines, places_sent
from units.web.reader import reader


@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest, code: str) -> HttpResponse:
    """Rank by rank: nobody is moved above a higher one."""
    user = reader(request)
    unit = get_object_or_404(Unit.objects.visible_to(user).select_related("county"), code=code)
    check_manage_people(user, unit)
    ranks = _by_rank(list(people_to_order(unit, timezone.localdate())))
    if request.method == "POST":
        keys = [[person.pk for person in people] for people in ranks.values()]
        wanted = places_sent(request, list(chain(*keys)))
        order_people(unit=unit, order=list(chain(*(placed(of_rank, wanted) for of_rank in keys))), by=user)
        messages.success(request, _("人员顺序已保存。"))
        return redirect("units:people_order", unit.code)
    context = {
        "title": _("人员排序"),
        "why": _("名单、选人、打印和导出都按此顺序，同职级内调整；不按姓名排列。"),
        "back": f"{reverse('units:people')}?unit={unit.code}",
        "back_name": unit.name,
        "sections": [
            (RANK_LABELS[rank], lines((one.pk, one.name, one.position) for one in people))
            for rank, people in ranks.items()
        ],
    }
    return render(request, "units/order.html", context)


def _by_rank(people: list[Person]) -> dict[int, list[Person]]:
    found: dict[int, list[Person]] = {}
    for person in people:
        found.setdefault(person.rank, []).append(person)
    return found
