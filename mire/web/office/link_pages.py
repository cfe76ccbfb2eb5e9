"""A link that was just made, on a page of its own: shown once, to be copied or scanned."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from mire.programme.people.queries import Member
from mire.web.addresses import qr_svg
from mire.web.office.pages import show


@dataclass(frozen=True, slots=True)
class MadeLink:
    """What the page says: its title, a sentence, the link and its label, the way back.

    ``more``: where else it leads, "" for nowhere.
    """

    address: str
    title: str
    said: str
    label: str
    back: str
    back_title: str
    more: str = ""
    more_title: str = ""

    @property
    def qr(self) -> str:
        """Return the link as a QR code."""
        return qr_svg(self.address)


def show_link(request: HttpRequest, member: Member, made: MadeLink, *, place: str) -> HttpResponse:
    """Show a link that was just made; its page can't show it again."""
    return show(request, member, "office/link_page.html", {"made": made}, place=place)
