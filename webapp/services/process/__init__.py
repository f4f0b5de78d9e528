"""What one process needs: settings, log, caches, and which jobs are dead."""
