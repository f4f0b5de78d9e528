"""Who is who: the students of a new file among those whom a school knows.

`people` says what is known of each, `ids` when two ids are one, `names` how like two names are,
`matching` who is joined and about whom somebody is asked, `merge` how a source's columns come into
a roster.
"""

from data.identity.people import KnownStudent, PersonOnFile, WrittenPerson

__all__ = ["KnownStudent", "PersonOnFile", "WrittenPerson"]
