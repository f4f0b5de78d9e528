"""The dictionaries that come with the product, read once for all the tests: that takes a second."""

from data import dictionary

DICTIONARIES = dictionary.load_all()
COLUMNS = {name: known.columns for name, known in DICTIONARIES.items()}
