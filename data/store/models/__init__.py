"""Models as the database keeps them: versions, predictions, comparisons."""
