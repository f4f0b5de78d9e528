"""The room of models: what is expected of a student and how far that can be trusted."""
