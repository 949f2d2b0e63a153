"""分析: effect statistics of a range, the rows behind each figure, and what is written from them."""

from django.urls import path

from rostering.web.views import analysis

app_name = "analysis"

urlpatterns = [path("", analysis.overview, name="overview"), path("rows/<slug:figure>/", analysis.rows, name="rows")]
