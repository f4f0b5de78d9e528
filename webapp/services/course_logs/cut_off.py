"""After how many minutes without an action a pause begins in a course's log."""

CUT_OFF = 5
SHORTEST_CUT_OFF, LONGEST_CUT_OFF = 1, 240
