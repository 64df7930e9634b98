# One image for the web server, the worker and the clock; docker-compose.yml says which is which.
FROM python:3.11-slim AS packages
WORKDIR /build
RUN python -m venv /venv
COPY requirements.txt constraints.txt ./
RUN /venv/bin/pip install --no-cache-dir -r requirements.txt -c constraints.txt

FROM python:3.11-slim
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=ooumph.settings.production
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin ooumph \
 && install --directory --owner=ooumph /var/lib/ooumph
WORKDIR /app
COPY --from=packages /venv /venv
COPY . .
# Production settings refuse to start without these two; no value given here is kept.
RUN OOUMPH_SECRET_KEY=build OOUMPH_ALLOWED_HOSTS=build python manage.py collectstatic --no-input
USER ooumph
EXPOSE 8000
CMD ["gunicorn", "-c", "python:ooumph.gunicorn", "--bind", "0.0.0.0:8000"]
