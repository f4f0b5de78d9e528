"""The model of expected grades: features, training, what it says and how far it is off."""
