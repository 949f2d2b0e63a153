"""The one-time code as people read and type it."""

import unicodedata

# Without what is taken for one another on paper: 0 and O, 1, I and L.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
GROUPS, LETTERS = 3, 4


def shown(letters: str) -> str:
    """ABCDEFGHJKMN → ABCD-EFGH-JKMN."""
    return "-".join(letters[start : start + LETTERS] for start in range(0, len(letters), LETTERS))


def tidied(text: str) -> str:
    """What was typed as the letters of a code: full width, lower case, blanks and strokes don't matter."""
    wide = unicodedata.normalize("NFKC", text).upper()
    return "".join(letter for letter in wide if letter in ALPHABET)
