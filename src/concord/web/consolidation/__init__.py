"""The board, assigning, review, agreeing and signing."""
