"""What the office asks: noun phrases that read and return.

Lives here: one file per noun; results are models or plain values, in a stated order.
Does not live here: anything that writes, or decides.
May be called by: actions, documents, web, cli.
"""
