"""The writer is killed, starved and cut off at every place a file system lets one; what is left is judged."""
