"""Pictures that the server draws, with one frame of axes."""
