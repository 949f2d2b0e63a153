"""How first passwords are kept."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class FirstPassword(PBKDF2PasswordHasher):
    """For passwords by chance (57 bits), good until the first sign-in, which replaces this by the usual: nobody guesses them
    however fast the hash is, and a county's hundreds are made within one request.

    Of the usual algorithm, so that Django spends the missing rounds on a wrong guess: how long an answer takes tells nobody
    which accounts wait.
    """

    iterations = 20_000
