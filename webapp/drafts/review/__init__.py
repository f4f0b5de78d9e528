"""From a draft to a rule set in force: fairness, review, publishing."""
