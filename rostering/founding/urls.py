from django.urls import path

from rostering.founding.pages import first_steps

app_name = "founding"

urlpatterns = [
    path("setup/", first_steps.start, name="start"),
    path("setup/county/", first_steps.county, name="county"),
    path("setup/account/", first_steps.account, name="account"),
]
