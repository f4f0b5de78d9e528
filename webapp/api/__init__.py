"""What programs ask for, with a token: predictions, models, rosters, the ranking, the rules."""
