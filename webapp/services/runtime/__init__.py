"""What a running process hands to its services."""
