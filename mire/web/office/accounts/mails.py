"""Messages, sent by a thread of their own: no page waits for a mail server."""

import logging
import queue
import threading
from dataclasses import dataclass

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)

MOST_WAITING = 500


@dataclass(frozen=True, slots=True)
class CodeMail:
    """A code to send, and the language of the page where it was asked for."""

    email: str
    code: str
    language: str


_waiting: queue.Queue[CodeMail] = queue.Queue(MOST_WAITING)
_lock = threading.Lock()
_sender: threading.Thread | None = None


def send_code(email: str, code: str) -> None:
    """Have a code sent, in the reader's language; return at once."""
    global _sender
    with _lock:
        if _sender is None or not _sender.is_alive():
            _sender = threading.Thread(target=_send_all, name="mails", daemon=True)
            _sender.start()
    try:
        _waiting.put_nowait(CodeMail(email, code, get_language() or "fr"))
    except queue.Full:
        log.error("a message was not sent: %s wait for the server", MOST_WAITING)  # noqa: TRY400


def wait_until_sent() -> None:
    """Return once every message that waited was sent, or couldn't be."""
    _waiting.join()


def _send_all() -> None:
    while True:
        mail = _waiting.get()
        try:
            _send(mail)
        except (OSError, ValueError) as error:
            # Neither the address nor the server's answer, which may hold it.
            log.error("a message was not sent: %s", type(error).__name__)  # noqa: TRY400
        finally:
            _waiting.task_done()


def _send(mail: CodeMail) -> None:
    with override(mail.language):
        body = render_to_string("office/mail_code.txt", {"code": mail.code})
        subject = _("Mire : votre code de connexion")
    EmailMessage(subject, body, to=[mail.email]).send()
