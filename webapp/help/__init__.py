"""What each room is for, in a minute's reading, and what the words mean."""
