"""A room that is served, and browsers without a screen, as the pages' own tests have them."""

from tests.web.conftest import address, console, fresh_rates, new_browser, page_room, phone

__all__ = ["address", "console", "fresh_rates", "new_browser", "page_room", "phone"]
