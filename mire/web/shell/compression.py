"""Pages are compressed on their way; files are not: most are already, and some are long."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class PageCompression(GZipMiddleware):
    """Compress what is HTML, for browsers that take it.

    Each answer gets up to a hundred bytes of random length, so that its size tells nobody what
    a page holds (BREACH); and no other site can have a page fetched with our cookies, which are
    ``SameSite=Lax``.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Compress a page; leave everything else as it is."""
        is_page = response.get("Content-Type", "").startswith("text/html")
        if response.streaming or not is_page:
            return response
        return super().process_response(request, response)
