"""Seeing whom to coach first: the chart, the list, the knobs, the flags."""
