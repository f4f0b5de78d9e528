"""Grades of any school's scale: its ends, its pass mark, and how a grade is said."""
