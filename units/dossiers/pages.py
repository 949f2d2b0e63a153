"""导出个人数据: one button, one file, kept by nobody on the way."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from units.dossiers.services import export_person
from units.people.models import Person
from units.web.reader import reader


@require_POST
def export(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = reader(request)
    person = get_object_or_404(Person.objects.visible_to(user).select_related("unit__county"), pk=pk)
    now = timezone.now()
    response = HttpResponse(export_person(person=person, by=user, now=now), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="person-{timezone.localtime(now):%Y%m%d}.zip"'
    response["Cache-Control"] = "no-store"
    return response
