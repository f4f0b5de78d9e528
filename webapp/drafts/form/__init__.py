"""The form that edits a draft."""
