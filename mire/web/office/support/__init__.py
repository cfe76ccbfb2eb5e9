"""« Soutien » : what is known of the support that the laboratory has, by facts that bear a day.

Lives here: the page, the same for everybody; soundings and their waves; the page that a link opens.
Does not live here: what may be said of two waves (programme), the register (outcomes).
May be called by: the office's addresses alone.
"""
