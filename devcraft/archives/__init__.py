"""All of one person's data in one file, and back in on another desk; see docs/ARCHIVE.md."""
