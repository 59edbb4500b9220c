"""Django's admin as `startproject` makes it, in one file. Run with DJANGO_PACKAGES and DJANGO_DATABASE set."""

import os
import sys

sys.path.insert(0, os.environ["DJANGO_PACKAGES"])

import django
from django.conf import settings

validators = "django.contrib.auth.password_validation."
settings.configure(
    DEBUG=True,
    SECRET_KEY="only for a test on loopback, forgotten when it ends",
    ROOT_URLCONF="__main__",
    ALLOWED_HOSTS=["127.0.0.1"],
    LANGUAGE_CODE=os.environ.get("DJANGO_LANGUAGE", "en"),
    USE_I18N=True,
    STATIC_URL="/static/",
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["DJANGO_DATABASE"]}},
    INSTALLED_APPS=[
        "django.contrib." + app for app in ("admin", "auth", "contenttypes", "sessions", "messages", "staticfiles")
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
    AUTH_PASSWORD_VALIDATORS=[
        {"NAME": validators + name}
        for name in (
            "UserAttributeSimilarityValidator",
            "MinimumLengthValidator",
            "CommonPasswordValidator",
            "NumericPasswordValidator",
        )
    ],
)
django.setup()

from django.contrib import admin
from django.core.management import execute_from_command_line
from django.urls import path

urlpatterns = [path("admin/", admin.site.urls)]

execute_from_command_line(sys.argv)
