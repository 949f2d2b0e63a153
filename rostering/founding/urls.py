from django.urls import path

from rostering.founding.pages import first_steps, workbook

app_name = "founding"

urlpatterns = [
    path("setup/", first_steps.start, name="start"),
    path("setup/county/", first_steps.county, name="county"),
    path("settings/setup/workbook/", workbook.workbook, name="workbook"),
    path("settings/setup/workbook/template.xlsx", workbook.template, name="workbook_template"),
    path("setup/account/", first_steps.account, name="account"),
]
