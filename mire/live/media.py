"""By what an answer came. Kept only where it tells nobody."""

PHONE, LAPTOP, PAPER = "phone", "laptop", "paper"
