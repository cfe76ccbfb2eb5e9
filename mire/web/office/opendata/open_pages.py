"""Open data without an account: the index, a meeting's files. Up to date, or not given."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mire.documents.tree import Block, Document, Heading, Link, List, Paragraph
from mire.live.engine.engine import current_engine
from mire.programme.chronicle.queries.public import open_sites
from mire.programme.opendata.queries.openings import Opening, all_open, open_by_key
from mire.programme.opendata.queries.package import open_package
from mire.programme.opendata.rules.opening import LICENCES
from mire.programme.opendata.rules.zipped import zipped
from mire.technique_api.refusal import Refusal
from mire.web.document_pages import document_page
from mire.web.following import follow_programme
from mire.web.office.pages import open_page
from mire.web.shell import errors
from mire.words import words

PUBLIC_SECONDS = 300
"""How long files may be kept on the way: a mask is seen within this time."""

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "md": "text/markdown; charset=utf-8",
}
FOR_TOOLS = "datapackage.json"


@require_safe
@open_page
def index(request: HttpRequest) -> HttpResponse:
    """List the meetings that are open, programme by programme."""
    by_programme: dict[str, list[Opening]] = {}
    for each in all_open():
        by_programme.setdefault(str(each.meeting.programme), []).append(each)
    blocks: list[Block] = []
    for name, openings in by_programme.items():
        blocks += [Heading(2, name), List(tuple(_line(each) for each in openings))]
    if not blocks:
        blocks = [Paragraph(_("Aucune réunion n'est ouverte."))]
    sites = [
        Link(each.programme.name, reverse("public_home", kwargs={"site": each.slug}))
        for each in open_sites()
    ]
    if sites:
        blocks += [Heading(2, _("Les programmes et leur récit")), List(tuple((s,) for s in sites))]
    document = Document(
        _("Données ouvertes"),
        _("Les réunions dont les données peuvent être reprises par tout le monde."),
        get_language() or "fr",
        blocks,
    )
    return _public(document_page(document))


def _line(opening: Opening) -> tuple[str | Link, ...]:
    meeting = opening.meeting
    day = words.day(timezone.localtime(meeting.held_at))
    archive = reverse("open_data_zip", kwargs={"key": opening.key})
    described = reverse("open_data_file", kwargs={"key": opening.key, "file": FOR_TOOLS})
    return (
        _("%(title)s, %(day)s (%(licence)s) : ")
        % {"title": meeting.title, "day": day, "licence": LICENCES[opening.licence].title},
        Link(_("tout, en ZIP"), archive),
        ", ",
        Link(_("la description"), described),
    )


@require_safe
@open_page
def whole(request: HttpRequest, *, key: str) -> HttpResponse:
    """Give all files of an open meeting."""
    files = _files(request, key)
    if isinstance(files, HttpResponse):
        return files
    name = f"mire-{key}"
    answer = HttpResponse(zipped(files, name), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    return _public(answer)


@require_safe
@open_page
def one(request: HttpRequest, *, key: str, file: str) -> HttpResponse:
    """Give one file of an open meeting."""
    files = _files(request, key)
    if isinstance(files, HttpResponse):
        return files
    if file not in files:
        raise Http404
    kind = KINDS.get(file.rpartition(".")[2], "text/plain; charset=utf-8")
    answer = HttpResponse(files[file], content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{file}"'
    answer["Access-Control-Allow-Origin"] = "*"
    return _public(answer)


def _files(request: HttpRequest, key: str) -> dict[str, bytes] | HttpResponse:
    opening = open_by_key(key)
    if opening is None or opening.meeting.programme is None:
        return errors.say(request, _("Aucune donnée n'est ouverte à cette adresse."), status=404)
    programme = opening.meeting.programme
    try:
        follow_programme(programme)
        return open_package(programme, [opening], engine=current_engine(), is_whole=False)
    except Refusal as refusal:
        return errors.refused(request, refusal, status=503)


def _public(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = f"public, max-age={PUBLIC_SECONDS}"
    return answer
