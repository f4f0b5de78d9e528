"""How far a model can be trusted: calibration, gaps, groups, drift, versions compared."""
