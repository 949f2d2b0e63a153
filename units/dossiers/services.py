"""The file: the same twice, as JSON for programs and as a page for people, in a zip. Who had it made is on record first."""

import json
import zipfile
from datetime import datetime
from io import BytesIO
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from units.audit import services as audit
from units.counties.models.user import User
from units.db import write
from units.dossiers.queries import Section, sections_of
from units.people.models import Person
from units.permissions import check_export_person


@write
def export_person(*, person: Person, by: User | None, now: datetime) -> bytes:
    """A zip with `person.json` and `person.html`: full numbers, rows in every table that name them or their login.

    `by` is None for the administrator at the server. Raises NotAllowed.
    """
    if by is not None:
        check_export_person(by, person)
    sections = list(sections_of(person))
    unit = person.unit
    audit.record(by=by, action="person.exported", row=person, county=unit.county_id, unit=unit, now=now)
    return _zipped(person, sections, now)


def _zipped(person: Person, sections: list[Section], now: datetime) -> bytes:
    body: dict[str, Any] = {
        "person": str(person.pk),
        "name": person.name,
        "exported_at": timezone.localtime(now).isoformat(timespec="seconds"),
        "sections": [
            {
                "table": section.table,
                "title": str(section.title),
                "by": section.column,
                "count": section.count,
                "rows": [dict(row) for row in section.rows],
            }
            for section in sections
        ],
    }
    page = render_to_string("units/dossiers/person.html", {"person": person, "sections": sections, "now": now})
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("person.json", json.dumps(body, ensure_ascii=False, indent=1, default=str))
        archive.writestr("person.html", page)
    return file.getvalue()
