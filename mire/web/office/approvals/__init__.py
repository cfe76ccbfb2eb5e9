"""Pages of the note's circuit: versions, steps, approvals, messages, files.

Lives here: views and forms of the circuit.
Does not live here: the rules of the circuit (programme.approvals), the note's own pages (note).
May be called by: the addresses of the office.
"""
