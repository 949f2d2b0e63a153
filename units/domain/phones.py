"""How a phone number is shown to people who need not know it."""


def mask_phone(number: str) -> str:
    """`13812345678` → `138****5678`; short numbers keep their last two digits. Empty stays empty."""
    if len(number) < 8:
        return "*" * max(len(number) - 2, 0) + number[-2:]
    return f"{number[:3]}****{number[-4:]}"
