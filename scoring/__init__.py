"""What the rules and the grades amount to: need, priority, rank, places, and the expected grade.

Arrays and frames in, arrays and frames out: nothing here knows a clock, a file or a request,
and no student is anything but an index.
"""
