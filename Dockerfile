# The same locked packages as `make run`, built where there is a compiler and carried to where there is none.
FROM python:3.12-slim AS build
RUN apt-get update && apt-get install --yes --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/kbdiag
COPY requirements/ requirements/
RUN python -m venv .venv \
 && .venv/bin/python -m pip install --no-cache-dir --require-hashes -r requirements/build.txt \
 && .venv/bin/python -m pip install --no-cache-dir --require-hashes --no-build-isolation \
      -r requirements/postgresql.txt -r requirements/eventlogs.txt
COPY pyproject.toml LICENSE ./
COPY app/ app/
RUN .venv/bin/python -m pip install --no-index --no-deps --no-build-isolation --editable .

FROM python:3.12-slim
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin kbdiag \
 && install --directory --owner=kbdiag --group=kbdiag --mode=0700 /var/lib/kbdiag
WORKDIR /srv/kbdiag
COPY --from=build /srv/kbdiag/ ./
COPY migrations/ migrations/
COPY rules/ rules/
USER kbdiag
ENV PATH=/srv/kbdiag/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    KBDIAG_HOST=0.0.0.0 \
    KBDIAG_PORT=8000 \
    KBDIAG_DATA_DIR=/var/lib/kbdiag \
    KBDIAG_RULES_DIR=/srv/kbdiag/rules
VOLUME /var/lib/kbdiag
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['KBDIAG_PORT'] + '/readyz', timeout=4)"]
CMD ["kbdiag", "serve"]
