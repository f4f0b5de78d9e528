"""Rule sets as the database keeps them: versions, drafts, publications, what-ifs."""
