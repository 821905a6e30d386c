"""The first page after sign-in. Rooms above say what belongs on it; it imports none of them."""
