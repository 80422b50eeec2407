# Two images: `api` for the API and beat, and `worker`, which adds what asks language models and reads receipts.
# Build one with `--target`; without it, as on Railway, the variable ROLE says which. What is installed takes 107 and 227 MB,
# beside Python and Debian. The digest is that of all architectures. The tag says what it is: change both together.
ARG PYTHON=python:3.11.14-slim-bookworm@sha256:65a93d69fa75478d554f4ad27c85c1e69fa184956261b4301ebaf6dbb0a3543d
ARG ROLE=api

FROM ${PYTHON} AS build-api
COPY requirements.txt .
# The environment itself has neither pip nor setuptools: nothing installs anything where it runs.
RUN python -m pip install --no-cache-dir pip==26.3 \
    && python -m venv --without-pip /venv \
    && python -m pip --python /venv/bin/python install --no-cache-dir --require-hashes -r requirements.txt

FROM build-api AS build-worker
COPY requirements-worker.txt .
# Descriptions of Google's other services, that nobody here asks.
RUN python -m pip --python /venv/bin/python install --no-cache-dir --require-hashes -r requirements-worker.txt \
    && rm -r /venv/lib/python3.11/site-packages/googleapiclient/discovery_cache/documents

FROM ${PYTHON} AS base
RUN python -m pip uninstall --yes --root-user-action=ignore setuptools wheel pip
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 FLASK_APP=app DATA_DIR=/data
RUN useradd --system --uid 10001 finsight && install -d -o finsight -m 0700 /data
WORKDIR /srv

FROM base AS worker
COPY --from=build-worker /venv /venv
COPY . .
USER finsight
CMD ["celery", "-A", "app.celery_app", "worker", "--loglevel=info"]

FROM base AS api
COPY --from=build-api /venv /venv
COPY . .
USER finsight
EXPOSE 8000
CMD ["gunicorn", "-w", "4", "-b", "0.0.0.0:8000", "app:app"]

FROM ${ROLE}
