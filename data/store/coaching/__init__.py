"""Coaching as the database keeps it: interventions and dismissals."""
