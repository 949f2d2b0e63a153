from django.urls import path

from rostering.own_duties import pages as my

app_name = "my"

urlpatterns = [
    path("", my.my, name="duties"),
    path("<uuid:pk>/acknowledge/", my.answer, name="acknowledge"),
]
