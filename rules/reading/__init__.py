"""From a rule file's text to a `RuleSet`, with every problem at its line."""
