"""How long each kind of data is kept, what then becomes of it, and making it so.

Lives here: the rule of each kind with its source, what is due on a day, the two acts: personal
data erased, archives disposed of under a visa.
Does not live here: how a person is erased (personal), how a room lets its log go (live).
May be called by: web and cli.
"""
