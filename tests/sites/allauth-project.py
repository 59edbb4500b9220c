"""A Django project with allauth's stock templates, in one file. Run with DJANGO_PACKAGES and DJANGO_DATABASE set."""

import os
import sys

sys.path.insert(0, os.environ["DJANGO_PACKAGES"])

import django
from django.conf import settings

settings.configure(
    DEBUG=True,
    SECRET_KEY="only for a test on loopback, forgotten when it ends",
    ROOT_URLCONF="__main__",
    ALLOWED_HOSTS=["127.0.0.1"],
    SITE_ID=1,
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["DJANGO_DATABASE"]}},
    EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
    ACCOUNT_EMAIL_VERIFICATION="none",
    INSTALLED_APPS=[
        "django.contrib." + app for app in ("auth", "contenttypes", "sessions", "messages", "sites", "staticfiles")
    ]
    + ["allauth", "allauth.account", "allauth.socialaccount"],
    AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    STATIC_URL="/static/",
    LOGIN_REDIRECT_URL="/accounts/email/",
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
)
django.setup()

from django.core.management import execute_from_command_line
from django.urls import include, path

urlpatterns = [path("accounts/", include("allauth.urls"))]

execute_from_command_line(sys.argv)
