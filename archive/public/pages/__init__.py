"""What each page shows, as frozen records; templates draw them and ask nothing else."""
