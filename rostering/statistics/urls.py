"""分析: effect statistics of a range, the rows behind each figure, and what is written from them."""

from django.urls import path

from rostering.statistics.pages import circulars, statistics

app_name = "analysis"

CIRCULAR = "circulars/<uuid:pk>/"

urlpatterns = [
    path("", statistics.overview, name="overview"),
    path("statistics.xlsx", statistics.as_xlsx, name="xlsx"),
    path("statistics.pdf", statistics.as_pdf, name="pdf"),
    path("rows/<slug:figure>/", statistics.rows, name="rows"),
    path("circulars/", circulars.circular_list, name="circulars"),
    path(CIRCULAR, circulars.circular, name="circular"),
    path(f"{CIRCULAR}edit/", circulars.edit, name="circular_edit"),
    path(f"{CIRCULAR}delete/", circulars.delete, name="circular_delete"),
    path(f"{CIRCULAR}versions/<int:number>/", circulars.version, name="circular_version"),
    path(f"{CIRCULAR}circular.docx", circulars.as_docx, name="circular_docx"),
    path(f"{CIRCULAR}circular.pdf", circulars.as_pdf, name="circular_pdf"),
]
