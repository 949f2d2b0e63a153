"""Swagger UI from our own files: no inline script, no inline style, no other host."""

from drf_spectacular.views import SpectacularSwaggerSplitView


class Docs(SpectacularSwaggerSplitView):
    url_name = "api-schema"
    template_name = "units/api_docs.html"
