from django.urls import path

from rostering.web.views import my

app_name = "my"

urlpatterns = [
    path("", my.my, name="duties"),
    path("<uuid:pk>/acknowledge/", my.answer, name="acknowledge"),
]
