"""What real MLflow says of a store that Cairn exported, as JSON on standard output.

    <venv>/bin/python mlflow-back.py <folder that holds mlflow.db or mlruns>

Asks the client only, never the files: experiments, runs with the whole history of every metric, the registry with
aliases looked up one by one, and the bytes of every artifact. Runs with MLflow 2.8 and later.
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
        token = page.token
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
        "name": info.run_name or "",
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
        ),
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


def main():
    uri = "sqlite:///mlflow.db" if os.path.exists("mlflow.db") else os.path.abspath("mlruns")
    client = MlflowClient(uri, uri)
    with_artifacts = len(sys.argv) > 2
    experiments = {}
    runs = {}
    everything = ViewType.ALL
    for one in pages(lambda token: client.search_experiments(everything, page_token=token)):
        experiments[one.experiment_id] = {"name": one.name, "lifecycle": one.lifecycle_stage, "tags": dict(one.tags)}
    # A few at a time: a file store looks at every experiment for every page.
    for run in pages(lambda token: client.search_runs(list(experiments), "", everything, 1000, page_token=token)):
        runs[run.info.run_id] = run_of(client, run, with_artifacts)
    print(json.dumps({"version": mlflow.__version__, "experiments": experiments, "runs": runs, "models": models_of(client)}))


main()
