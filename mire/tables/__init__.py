"""Tables that people make in a spreadsheet, read as rows of cells, and what a cell means.

Lives here: encodings, cuts, workbooks (``cells``); counts, days, names compared (``values``).
Does not live here: what a column is for, nor how what was guessed is told (who reads the table).
May be called by: programme, web and cli.
"""
