"""What every page stands in.

Lives here: base templates, components, design tokens, headers, errors, shared scripts.
Does not live here: any page of its own but errors and the choice of language.
May be called by: the other rooms of web.
"""
