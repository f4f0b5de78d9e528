"""What people read and in which language: the languages, messages, and their translations."""
