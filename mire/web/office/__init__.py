"""The office's pages: one folder for each room of the programme that has pages.

Lives here: the frame of a page, the right that each page asks, lists, forms; below them the
folders ``accounts people programmes meetings journal``, which ignore each other.
Does not live here: rules, queries, actions (programme).
May be called by: the wiring (config) alone.
"""
