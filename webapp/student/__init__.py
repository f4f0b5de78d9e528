"""One student: every number opened, who may see it, and why somebody did."""
