"""The Vega-Lite specifications, built by Altair: a module for each kept file, of the same name, and
the frame that most of them share."""
