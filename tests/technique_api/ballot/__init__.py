"""Plain ballots: the three that can be built, each keeping the laws; what makes none."""
