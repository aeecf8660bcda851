"""A whole home in one file, and back: checked, never over what is there, never half."""
