# The digest is that of all architectures. The tag says what it is: change both together.
ARG PYTHON=python:3.11.14-slim-bookworm@sha256:65a93d69fa75478d554f4ad27c85c1e69fa184956261b4301ebaf6dbb0a3543d

FROM ${PYTHON} AS build
COPY requirements.txt .
# The environment itself has neither pip nor setuptools: nothing installs anything where it runs.
RUN python -m pip install --no-cache-dir pip==26.3 \
    && python -m venv --without-pip /venv \
    && python -m pip --python /venv/bin/python install --no-cache-dir --require-hashes -r requirements.txt

FROM ${PYTHON}
RUN python -m pip uninstall --yes --root-user-action=ignore setuptools wheel pip
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 FLASK_APP=app DATA_DIR=/data
RUN useradd --system --uid 10001 finsight && install -d -o finsight -m 0700 /data
WORKDIR /srv
COPY --from=build /venv /venv
COPY . .
USER finsight
EXPOSE 8000
CMD ["gunicorn", "-w", "4", "-b", "0.0.0.0:8000", "app:app"]
