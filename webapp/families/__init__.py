"""A family's rights: data on request, objection, erasure with proof, the information sheet."""
