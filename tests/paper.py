"""Whether this machine can draw PDF: WeasyPrint needs pango from the system."""

from ctypes.util import find_library

import pytest

HAS_PANGO = find_library("pango-1.0") is not None
needs_pango = pytest.mark.skipif(not HAS_PANGO, reason="libpango is not installed: this machine cannot draw PDF")
DRAWN = "200" if HAS_PANGO else "409"
