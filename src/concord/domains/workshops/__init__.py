"""The live workshop: an agenda, a room that votes, decisions taken on screen, and what they lead to."""
