"""The data dictionaries that are known here: the shipped ones, the site's, the schools' own."""
