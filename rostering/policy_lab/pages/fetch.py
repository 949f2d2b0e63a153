"""A version and whether this reader may see it: unknown and invisible are both 404."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from rostering.permissions import check_draft_policies
from rostering.policies.models import PolicyVersion
from rostering.web.fetch import reader


def version_for(request: HttpRequest, number: int) -> PolicyVersion:
    """With its rules: three queries."""
    versions = PolicyVersion.objects.visible_to(reader(request)).with_rules().select_related("county", "cloned_from")
    return get_object_or_404(versions, number=number)


def draft_for(request: HttpRequest, number: int) -> PolicyVersion:
    """A version that this reader may edit; a published one is refused by the service. Raises NotAllowed."""
    version = version_for(request, number)
    check_draft_policies(reader(request))
    return version
