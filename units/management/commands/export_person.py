"""`manage.py export_person`: everything stored about one person, as a zip."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from units.dossiers.services import export_person
from units.management.endings import SentenceCommand
from units.people.models import Person


class Command(SentenceCommand):
    help = "Writes everything stored about a person (the id in the address of their page) to a zip; it is on record."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("person", help="id of the person")
        parser.add_argument("file", help="where the zip goes")

    def handle(self, *_args: str, **options: Any) -> None:
        try:
            person = Person.objects.select_related("unit__county").get(pk=UUID(options["person"]))
        except (Person.DoesNotExist, ValidationError, ValueError) as error:
            raise CommandError(_("没有这个人员：%(id)s") % {"id": options["person"]}) from error
        content = export_person(person=person, by=None, now=timezone.now())
        path = Path(options["file"])
        try:
            path.touch(mode=0o600)
            path.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        self.stdout.write(_("%(name)s 的个人数据已写入 %(path)s。") % {"name": person.name, "path": path})
