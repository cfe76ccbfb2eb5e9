"""Pages of the prefiguration note: written passage by passage, cited, remarked on, read.

Lives here: the note's page, forms of sections and passages, remarks, versions, coverage, files.
Does not live here: what decides (programme.note), how the note is printed (documents).
May be called by: urls.
"""
