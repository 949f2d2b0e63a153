"""The county that a command is about."""

from django.core.management.base import CommandError

from units.counties.models.county import County

NONE_YET = (
    "There is no county yet: `import_county FILE.xlsx --county CODE --county-name NAME --apply` makes one,"
    " `seed_demo` the demo county."
)


def county_named(code: str | None) -> County:
    """The county of `code`, or the only one. Raises CommandError with the codes there are."""
    known = list(County.objects.order_by("code"))
    if not known:
        raise CommandError(NONE_YET if code is None else f"There is no county {code!r}. {NONE_YET}")
    codes = ", ".join(county.code for county in known)
    if code is None and len(known) > 1:
        raise CommandError(f"There are several counties: name one with --county CODE, one of {codes}.")
    found = next((county for county in known if code in (None, county.code)), None)
    if found is None:
        raise CommandError(f"There is no county {code!r}: choose one of {codes}.")
    return found
