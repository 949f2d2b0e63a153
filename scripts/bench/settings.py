"""The settings of the tests, with the floors beside the real addresses."""

from rostering.test_settings import *  # noqa: F403 - the settings as a whole

ROOT_URLCONF = "scripts.bench.urls"
