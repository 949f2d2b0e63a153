from django.urls import path

from alerts.web import health
from alerts.web.views import board

app_name = "alerts"

urlpatterns = [
    path("", board.board, name="board"),
    path("now/<str:code>/", board.unit_now, name="unit_now"),
    path("readyz", health.readyz, name="readyz"),
    path("enginez", health.enginez, name="enginez"),
    path("metrics", health.metrics, name="metrics"),
]
