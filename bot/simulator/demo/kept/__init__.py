"""Keep a stage as one file, and open such a file again."""
