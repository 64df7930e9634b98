"""The buffer's adapters."""
