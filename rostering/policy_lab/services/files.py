"""Taking in the rules of another county: a file becomes a draft that says where it came from, never more."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from django.db import transaction

from rostering.enums import PolicyState
from rostering.permissions import check_draft_policies
from rostering.policies.models import PolicyVersion
from rostering.policies.queries.added import forget_added
from rostering.policies.rules.policy import PHASE_CELLS, POST_CELLS
from rostering.policy_lab.models import PolicyOrigin
from rostering.policy_lab.queries.comparing import Comparison, compared
from rostering.policy_lab.queries.files import file_sentence
from rostering.policy_lab.queries.versions import present_version
from rostering.policy_lab.rules.files import PolicyFile, UnreadableFile, parsed, read_file
from rostering.policy_lab.services.data import PhaseData, PostData, StaffingData, check_posts
from rostering.policy_lab.services.drafts import lock_policies, new_draft, staffing_data
from units.audit import services as audit
from units.db import write
from units.errors import InvalidInput
from units.models import County, User
from units.repeats.services.duplicates import one_a_minute


def read_policy(given: bytes | Mapping[str, Any]) -> PolicyFile:
    """Of a file as it was uploaded, or of its JSON. Raises InvalidInput with a sentence, field `file`."""
    try:
        file = read_file(parsed(given) if isinstance(given, bytes) else given)
        check_posts(_posts(file))
    except UnreadableFile as refused:
        raise InvalidInput(f"policy_file_{refused.code}", file_sentence(refused), field="file") from refused
    except InvalidInput as refused:
        raise InvalidInput(refused.code, refused.message, field="file") from refused
    return file


@write
@one_a_minute(PolicyState.DRAFT)
def take_policy(*, county: County, file: PolicyFile, by: User) -> PolicyVersion:
    """The county's next draft. Units keep the numbers of their own that they have in the version in force, where the file
    has the post; a file names no units."""
    check_draft_policies(by)
    lock_policies(county.pk)
    posts = _posts(file)
    values = {"name": file.origin.name, "source": file.source, **file.own}
    draft = new_draft(county.pk, values, posts, _staffing_that_fits(county, posts), by=by)
    PolicyOrigin.objects.bulk_create(
        PolicyOrigin(version=draft, step=step, **asdict(origin)) for step, origin in enumerate(file.origins, start=1)
    )
    audit.record(
        by=by,
        action="policy.imported",
        row=draft,
        county=county,
        after={
            "from_county": file.origin.county_name,
            "from_version": file.origin.number,
            "checksum": file.origin.checksum,
        },
    )
    return draft


@write
def look_at_policy(*, county: County, file: PolicyFile, by: User, against: PolicyVersion | None) -> Comparison:
    """What the draft would say beside `against` (both with their rules in memory); nothing of it stays."""
    with transaction.atomic():
        draft = take_policy(county=county, file=file, by=by)
        found = compared(loaded(draft), against)
        transaction.set_rollback(True)
    # They may have been read from the draft.
    forget_added()
    return found


def loaded(draft: PolicyVersion) -> PolicyVersion:
    """With everything that its page and the API show."""
    versions = PolicyVersion.objects.with_rules().select_related("county", "cloned_from")
    return versions.prefetch_related("unit_staffing__unit", "origins").get(pk=draft.pk)


def _posts(file: PolicyFile) -> list[PostData]:
    return [
        PostData(
            tier=post["tier"],
            tier_name=post["tier_name"],
            code=post["post"],
            seats_basis=post["seats_basis"],
            phases=tuple(
                PhaseData(**{cell.name: phase[cell.attribute] for cell in PHASE_CELLS}, basis=phase["basis"])
                for phase in post["phases"]
            ),
            **{cell.name: post[cell.attribute] for cell in POST_CELLS},
        )
        for post in file.posts
    ]


def _staffing_that_fits(county: County, posts: Iterable[PostData]) -> list[StaffingData]:
    present = present_version(county)
    codes = {post.code for post in posts}
    return [row for row in staffing_data(present) if row.post in codes] if present is not None else []
