"""Rule sets in force, drafts on trial, review and publication."""
