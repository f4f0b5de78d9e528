"""What a student's record would have to be: expected grades and rules under other answers."""
