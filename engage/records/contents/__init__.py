"""What lies in a records package, file by file: paths with their bytes, read as a stream."""

from engage.records.contents.listing import members_of, policies

__all__ = ["members_of", "policies"]
