"""Start-up checks, in words: what is wrong and what to do."""
