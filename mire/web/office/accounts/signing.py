"""The page that signs in, one-use links, signing out."""

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mire.programme.accounts.actions import LinkLapsed, use_sign_in_link
from mire.programme.accounts.queries import Account, account_of_link, passkeys_of
from mire.programme.people.queries import has_a_role, programmes_of
from mire.web.office.accounts import opening
from mire.web.office.accounts.codes import EmailForm, ask_for_code
from mire.web.office.accounts.identity import end_address_of
from mire.web.office.accounts.passkeys import are_possible
from mire.web.office.pages import open_page, signed_in, signed_in_page
from mire.web.shell import errors


@open_page
def sign_in(request: HttpRequest) -> HttpResponse:
    """Say how one signs in; send a code."""
    form = EmailForm(request.POST if request.method == "POST" and settings.HAS_MAIL else None)
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            opening.keep_next(request)
            refusal = ask_for_code(request, form.cleaned_data["email"].strip().lower())
            if not refusal:
                return redirect("sign_in_code")
            form.add_error("email", refusal)
            status = 429
    return render(
        request,
        "office/sign_in.html",
        {
            "form": form,
            "has_mail": settings.HAS_MAIL,
            "signed_in": signed_in(request),
            "providers": settings.SIGN_IN_PROVIDERS,
            "passkeys": are_possible(request),
            "next": opening.next_of(request),
        },
        status=status,
    )


@open_page
def by_link(request: HttpRequest, *, secret: str) -> HttpResponse:
    """Open the session of a link at a press: who only looks at the address spends nothing."""
    now = timezone.now()
    account = account_of_link(secret, now=now) if opening.may_try(request) else None
    if account is None or not has_a_role(account, on=timezone.localdate()):
        opening.refuse(request, account, how="link")
        return _lapsed(request)
    if request.method == "POST":
        try:
            account = use_sign_in_link(secret=secret, now=now)
        except LinkLapsed:
            return _lapsed(request)
        opening.open_session(request, account, how="link", now=now)
        return opening.lead_on(request)
    # Under "no-referrer", browsers hide where the press comes from, and it would be refused.
    return render(request, "office/by_link.html", {"account": account})


def may_come_back(request: HttpRequest, account: Account) -> bool:
    """Say whether somebody has a way to sign in that needs nobody else."""
    has_mail = settings.HAS_MAIL and bool(account.email)
    has_passkey = are_possible(request) and bool(passkeys_of(account))
    return has_mail or has_passkey or bool(settings.SIGN_IN_PROVIDERS)


@require_POST
@open_page
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; ask first where this person could not come back by themselves."""
    account = signed_in(request)
    if account is not None and "sure" not in request.POST and not may_come_back(request, account):
        return render(request, "office/sign_out.html", {"account": account})
    end = end_address_of(request)
    logout(request)
    return render(request, "office/signed_out.html", {"end": end}) if end else redirect("sign_in")


@require_safe
@signed_in_page
def programmes(request: HttpRequest, account: Account) -> HttpResponse:
    """List one's programmes; with one alone, open it."""
    found = programmes_of(account, on=timezone.localdate())
    if len(found) == 1 and "tous" not in request.GET:
        return redirect("office_home", programme=found[0].key)
    return render(request, "office/programmes.html", {"programmes": found, "account": account})


def _lapsed(request: HttpRequest) -> HttpResponse:
    return errors.say(
        request,
        _(
            "Ce lien ne sert plus : il a déjà servi, ou son délai est passé. Demandez-en un autre "
            "à qui administre le programme."
        ),
        status=404,
    )
