"""What real MLflow says of a store that Cairn exported, as JSON on standard output.

    <venv>/bin/python mlflow-back.py <folder that holds mlflow.db or mlruns>

Asks the client only, never the files: experiments, runs with the whole history of every metric, the registry with
aliases looked up one by one, and the bytes of every artifact. Runs with MLflow 1.0 and later; what an old one does not
know is null.
"""

import hashlib
import json
import math
import os
import re
import sys
import tempfile

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
os.chdir(sys.argv[1])

import mlflow  # noqa: E402
from mlflow.entities import ViewType  # noqa: E402
from mlflow.exceptions import MlflowException  # noqa: E402
from mlflow.tracking import MlflowClient  # noqa: E402

LIKE_NAN = {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}


# Before 2.0 a folder holds no registry; before 2.3 there are no aliases, before 2.4 no dataset inputs.
VERSION = tuple(int(part) for part in mlflow.__version__.split(".")[:2])
HAS_REGISTRY = VERSION >= (2, 3)
HAS_INPUTS = VERSION >= (2, 4)

LARGEST = 1.7976931348623157e308
"""MLflow's stand-in for infinity in a database; its own client shows it so."""


def number(value):
    if abs(value) == LARGEST:
        return "Infinity" if value > 0 else "-Infinity"
    return value if math.isfinite(value) else LIKE_NAN[str(float(value))]


def pages(search):
    token = None
    while True:
        page = search(token)
        yield from page
        token = getattr(page, "token", None)
        if not token:
            return


def artifacts_of(client, run, folder):
    found = {}
    if re.match("[a-z0-9-]{2,}:", client.get_run(run).info.artifact_uri):
        # Elsewhere, as recorded: no file of it was kept.
        return found
    for entry in client.list_artifacts(run, folder or None):
        if entry.is_dir:
            found.update(artifacts_of(client, run, entry.path))
        else:
            with tempfile.TemporaryDirectory() as target:
                path = client.download_artifacts(run, entry.path, target)
                with open(path, "rb") as file:
                    found[entry.path] = hashlib.sha256(file.read()).hexdigest()
    return found


def history_of(client, run):
    return {
        key: [[one.timestamp, one.step, number(one.value)] for one in client.get_metric_history(run.info.run_id, key)]
        for key in run.data.metrics
    }


def run_of(client, run, with_artifacts):
    info = run.info
    try:
        client.get_run(info.run_id)
        can_open = True
    except MlflowException:
        # A file store lists the runs of deleted experiments and then cannot open them.
        can_open = False
    data = run.data
    return {
        "experiment": info.experiment_id,
        "name": getattr(info, "run_name", None) or data.tags.get("mlflow.runName", ""),
        "status": info.status,
        "lifecycle": info.lifecycle_stage,
        "startMs": info.start_time,
        "endMs": info.end_time,
        "user": info.user_id,
        "params": dict(data.params),
        "tags": dict(data.tags),
        "latest": {metric.key: [metric.timestamp, metric.step, number(metric.value)] for metric in data._metric_objs},
        "history": history_of(client, run) if can_open else None,
        "inputs": sorted(
            [one.dataset.name, one.dataset.digest, one.dataset.source_type, sorted((t.key, t.value) for t in one.tags)]
            for one in (run.inputs.dataset_inputs if run.inputs else [])
        )
        if HAS_INPUTS
        else None,
        "artifacts": artifacts_of(client, info.run_id, "") if with_artifacts and can_open else None,
    }


def version_of(version):
    return {
        "stage": version.current_stage,
        "description": version.description or "",
        "tags": dict(version.tags),
        "run": version.run_id or "",
        "source": version.source,
        "status": version.status,
        "createdMs": version.creation_timestamp,
        "aliases": sorted(version.aliases),
    }


def models_of(client):
    models = {}
    for model in pages(lambda token: client.search_registered_models(max_results=100, page_token=token)):
        found = client.search_model_versions(f"name='{model.name}'")
        # The search of a database leaves aliases out.
        versions = [client.get_model_version(model.name, one.version) for one in found]
        models[model.name] = {
            "description": model.description or "",
            "tags": dict(model.tags),
            "aliases": {
                alias: int(client.get_model_version_by_alias(model.name, alias).version) for alias in model.aliases
            },
            "versions": {str(one.version): version_of(one) for one in versions},
            "latest": {one.current_stage: int(one.version) for one in client.get_latest_versions(model.name)},
        }
    return models


def experiments_of(client, view):
    if hasattr(client, "search_experiments"):
        return pages(lambda token: client.search_experiments(view, page_token=token))
    return client.list_experiments(view)


def runs_of(client, experiments, view):
    # A few at a time: a file store looks at every experiment for every page.
    if VERSION < (1, 2):
        return client.search_runs(experiments, "", view, 50_000)
    return pages(lambda token: client.search_runs(experiments, "", view, 1000, page_token=token))


def main():
    uri = "sqlite:///mlflow.db" if os.path.exists("mlflow.db") else os.path.abspath("mlruns")
    client = MlflowClient(uri, uri) if VERSION >= (1, 4) else MlflowClient(uri)
    with_artifacts = len(sys.argv) > 2
    experiments = {}
    runs = {}
    everything = ViewType.ALL
    for one in experiments_of(client, everything):
        tags = dict(getattr(one, "tags", {}))
        experiments[one.experiment_id] = {"name": one.name, "lifecycle": one.lifecycle_stage, "tags": tags}
    for run in runs_of(client, list(experiments), everything):
        runs[run.info.run_id] = run_of(client, run, with_artifacts)
    models = models_of(client) if HAS_REGISTRY else None
    print(json.dumps({"version": mlflow.__version__, "experiments": experiments, "runs": runs, "models": models}))


main()
