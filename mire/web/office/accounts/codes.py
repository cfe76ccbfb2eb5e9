"""Signing in by a code that comes by e-mail.

The same pages, the same writing and the same time whether or not an address has an account: a
code is made and sent for who has one with a role today alone.
"""

import math
import time

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.internal.stagekit import clear_login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.core.internal.cryptokit import compare_user_code
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mire.programme.accounts.queries import Account
from mire.programme.people.queries import account_to_sign_in, has_a_role
from mire.web import rates
from mire.web.office.accounts import opening
from mire.web.office.accounts.opening import address_of, lead_on, may_try, open_session, refuse
from mire.web.office.forms import OfficeForm
from mire.web.office.pages import open_page

AGAIN_SECONDS = 60
"""How long a first code is waited for before another may be asked."""


class EmailForm(OfficeForm):
    """Who wants a code."""

    email = forms.EmailField(
        label=gettext_lazy("Adresse électronique"),
        widget=forms.EmailInput(attrs={"autocomplete": "username webauthn"}),
    )


class CodeForm(OfficeForm):
    """The code, as it was read."""

    code = forms.CharField(
        label=gettext_lazy("Code reçu"),
        max_length=20,
        help_text=gettext_lazy("Huit lettres ; majuscules, espaces et tiret ne comptent pas."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "control office-code",
            }
        ),
    )


def ask_for_code(request: HttpRequest, email: str) -> str:
    """Send a code to an address, if it may have one; return what refuses it, "" for nothing."""
    if not rates.codes_asked.allows(address_of(request)) or not may_try(request):
        return _("Trop d'essais depuis ce réseau : attendez une minute, puis recommencez.")
    if not rates.code_mistakes.has_left(email) or not rates.codes_sent.allows(email):
        return _(
            "Trop de codes ont été demandés pour cette adresse : attendez quelques minutes, ou "
            "demandez un lien de connexion à qui administre le programme."
        )
    account = account_to_sign_in(email, on=timezone.localdate())
    clear_login(request)
    LoginCodeVerificationProcess.initiate(request=request, user=account, email=email)
    return ""


@open_page
def code(request: HttpRequest) -> HttpResponse:
    """Take the code; send another at a press, once the first had time to come."""
    process = _pending(request)
    if process is None:
        return redirect("sign_in")
    if request.method != "POST":
        return _show(request, process, CodeForm())
    if "again" in request.POST:
        return _send_again(request, process)
    form = CodeForm(request.POST)
    if form.is_valid():
        opened = _try(request, process, form)
        if opened is not None:
            return opened
    return _show(request, process, form)


def _try(
    request: HttpRequest, process: LoginCodeVerificationProcess, form: CodeForm
) -> HttpResponse | None:
    """Open the session, or say in the form why not."""
    email = process.state["email"]
    if not may_try(request) or not rates.code_mistakes.has_left(email):
        form.add_error("code", _("Trop d'essais : attendez quelques minutes, puis recommencez."))
        return None
    account = process.user if isinstance(process.user, Account) else None
    is_right = compare_user_code(actual=form.cleaned_data["code"], expected=process.code)
    if is_right and account is not None and has_a_role(account, on=timezone.localdate()):
        clear_login(request)
        open_session(request, account, how="code", now=timezone.now())
        return lead_on(request)
    rates.code_mistakes.allows(email)
    refuse(request, account, how="code")
    if not process.record_invalid_attempt():
        return render(
            request,
            "office/code_over.html",
            {"next": request.session.get(opening.NEXT, "")},
            status=422,
        )
    left = process.max_attempts - process.state["failed_attempts"]
    form.add_error(
        "code",
        ngettext(
            "Ce n'est pas le code reçu. Relisez-le : il reste %(n)s essai.",
            "Ce n'est pas le code reçu. Relisez-le : il reste %(n)s essais.",
            left,
        )
        % {"n": left},
    )
    return None


def _send_again(request: HttpRequest, process: LoginCodeVerificationProcess) -> HttpResponse:
    email, wait = process.state["email"], _seconds_left(process)
    refusal = (
        ngettext(
            "Le code vient de partir : attendez encore %(n)s seconde avant d'en demander un autre.",
            "Le code vient de partir : attendez encore %(n)s secondes avant d'en demander un "
            "autre.",
            wait,
        )
        % {"n": wait}
        if wait
        else ask_for_code(request, email)
    )
    if refusal:
        return _show(request, process, CodeForm(), notice=refusal, status=429)
    return redirect("sign_in_code")


def _seconds_left(process: LoginCodeVerificationProcess) -> int:
    since = time.time() - float(process.state["at"])
    return max(0, math.ceil(AGAIN_SECONDS - since))


def _pending(request: HttpRequest) -> LoginCodeVerificationProcess | None:
    stage = LoginStageController.enter(request, LoginByCodeStage.key)
    return LoginCodeVerificationProcess.resume(stage) if stage else None


def _show(
    request: HttpRequest,
    process: LoginCodeVerificationProcess,
    form: CodeForm,
    *,
    notice: str = "",
    status: int = 0,
) -> HttpResponse:
    return render(
        request,
        "office/code.html",
        {
            "form": form,
            "email": process.state["email"],
            "minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60,
            "next": request.session.get(opening.NEXT, ""),
            "notice": notice,
        },
        status=status or (422 if form.is_bound else 200),
    )
