from django.contrib.auth.views import LogoutView
from django.urls import path

from units.web.views import account

app_name = "units"

urlpatterns = [
    path("login/", account.Login.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("language/", account.language, name="language"),
    path("text-size/", account.text_size, name="text_size"),
]
