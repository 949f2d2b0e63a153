from django.urls import path

from alerts.web.views import board

app_name = "alerts"

urlpatterns = [
    path("", board.board, name="board"),
    path("now/<str:code>/", board.unit_now, name="unit_now"),
]
