"""The documents of a restitution: on screen, and as files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from mire.documents.builders.told_gathering import restitution_document
from mire.documents.frozen import thawed
from mire.documents.tree import Document
from mire.programme.findings.rules import Status
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.programme.restitutions.queries import Restitution, released_versions
from mire.programme.restitutions.rules import Length
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.handing_out import give_document
from mire.web.office.pages import GROUP
from mire.web.office.restitutions.telling import addresses_of, may_see_themes, source_of
from mire.web.office.restitutions.views import restitution_of


@require_safe
@evidence_page(*GROUP, Right.MANAGEMENT)
def document(
    request: HttpRequest, member: Member, *, restitution: str, length: str
) -> HttpResponse:
    """Show a restitution of one length, or give it as a file (``?format=pdf``).

    ``?version=2``: as it was released then. A released one is shown as it was released.
    """
    found = restitution_of(member, restitution)
    if length not in [each.value for each in Length]:
        raise Http404
    version = request.GET.get("version", "")
    if not version and found.status == Status.RELEASED:
        version = str(found.version)
    made = (
        _released(found, length, version)
        if version
        else restitution_document(
            source_of(found),
            Length(length),
            addresses_of(request, found),
            today=timezone.localdate(),
            has_themes=may_see_themes(found, member),
        )
    )
    return give_document(request, made)


def _released(found: Restitution, length: str, version: str) -> Document:
    for each in released_versions(found):
        if str(each.version) == version and length in each.documents:
            return thawed(each.documents[length])
    raise Http404
