"""What leaves the students behind: figures of whole schools, data for research."""
