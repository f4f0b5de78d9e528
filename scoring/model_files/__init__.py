"""Files of models: written, looked at before anything is built, and read, here or elsewhere."""
