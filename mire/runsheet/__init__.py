"""The run sheet: what a facilitator prepares, its checks, and its TOML file.

Lives here: the model (meeting, activities), what makes a sheet impossible, reading it from
TOML with the line of each problem, writing it with what people wrote in its file kept.
Does not live here: the meeting as it is played (``live``), what a technique's settings mean.
May be called by: ``live`` and all that stands above it.
"""
