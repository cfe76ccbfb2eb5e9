"""A decision by consent (« décision par consentement »): a proposal stands once nobody objects.

Lives here: the steps, what tables say, objections with what would lift them, amended texts.
Does not live here: when a proposal stands (choice.consent), who sits where, presses of the console.
May be called by: nobody by name; the registry loads ``manifest``.
"""
