"""What pandas says of tables that Cairn exported, as JSON on standard output.

    <venv>/bin/python tables-back.py <folder with runs, long and wide in csv, parquet and ndjson>

Needs pandas and pyarrow. Points of each run and metric in the order of the file; last metrics, params and tags of runs.
"""

import json
import math
import sys

import pandas as pd
import pyarrow.parquet as pq

folder = sys.argv[1]
# From 3.1 on the default reads to the last digit.
EXACT = {} if tuple(map(int, pd.__version__.split(".")[:2])) >= (3, 1) else {"float_precision": "round_trip"}
POINT_TYPES = {"run_id": str, "run_name": str, "experiment_name": str, "metric": str}


def number(value):
    if value is None or value is pd.NA:
        return None
    value = float(value)
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return value


def of_ndjson(value):
    return value if not isinstance(value, str) else number(float(value.replace("Infinity", "inf")))


def ms(moment):
    if moment is None or moment is pd.NaT or pd.isna(moment):
        return None
    return int(pd.Timestamp(moment).value // 1_000_000)


def grouped(rows):
    runs = {}
    for run, metric, step, time, value in rows:
        runs.setdefault(run, {}).setdefault(metric, []).append([time, step, value])
    return runs


def step_of(value):
    return None if value is None or pd.isna(value) else float(value)


def long_csv():
    na = {"value": [], "step": [""], "time": [""]}
    frame = pd.read_csv(f"{folder}/long.csv", **EXACT, dtype=POINT_TYPES, keep_default_na=False,
                        na_values=na | {"value": ["NaN"]}, parse_dates=["time"], date_format="ISO8601")
    return grouped((r.run_id, r.metric, step_of(r.step), ms(r.time), number(r.value)) for r in frame.itertuples())


def long_parquet():
    table = pq.read_table(f"{folder}/long.parquet").to_pydict()
    columns = (table[name] for name in ("run_id", "metric", "step", "time", "value"))
    return grouped((run, metric, step_of(step), ms(time), number(value)) for run, metric, step, time, value in zip(*columns))


def long_ndjson():
    with open(f"{folder}/long.ndjson", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    frame = pd.read_json(f"{folder}/long.ndjson", lines=True, dtype=False) if rows else []
    assert len(frame) == len(rows)
    return grouped((r["run_id"], r["metric"], step_of(r.get("step")), ms(r.get("time")), of_ndjson(r["value"])) for r in rows)


def nested():
    runs = {}
    with open(f"{folder}/nested.ndjson", encoding="utf-8") as lines:
        for line in lines:
            run = json.loads(line)
            runs[run["run_id"]] = {
                metric: [[time, step, of_ndjson(value)] for time, step, value in zip(own["time_ms"], own["step"], own["value"])]
                for metric, own in run["metrics"].items()
            }
    return {run: metrics for run, metrics in runs.items() if metrics}


def wide(frame, is_missing):
    """By step, as a stable sort of the points gives them."""
    runs = {}
    metrics = [name for name in frame if name.startswith("metrics.")]
    columns = {name: list(frame[name]) for name in metrics}
    for at, (run, step) in enumerate(zip(frame["run_id"], frame["step"])):
        for name in metrics:
            value = columns[name][at]
            if not is_missing(value):
                runs.setdefault(run, {}).setdefault(name[len("metrics."):], []).append([step_of(step), number(value)])
    return runs


def wide_csv():
    frame = pd.read_csv(f"{folder}/wide.csv", **EXACT, dtype=str, keep_default_na=False)
    return wide(frame, lambda value: value == "")


def wide_parquet():
    return wide(pq.read_table(f"{folder}/wide.parquet").to_pydict(), lambda value: value is None)


def run_rows(frame, is_missing):
    runs = {}
    for at, run in enumerate(frame["run_id"]):
        said = {name: frame[name][at] for name in frame if not is_missing(frame[name][at])}
        part = lambda prefix: {name[len(prefix):]: value for name, value in said.items() if name.startswith(prefix)}
        runs[run] = {
            "name": said.get("run_name", ""),
            "status": said.get("status", ""),
            "experiment": said.get("experiment_name", ""),
            "lifecycle": said["lifecycle_stage"],
            "startMs": ms(said.get("start_time")),
            "endMs": ms(said.get("end_time")),
            "params": part("params."),
            "tags": part("tags."),
            "latest": {key: number(value) for key, value in part("metrics.").items()},
        }
    return runs


def runs_csv():
    frame = pd.read_csv(f"{folder}/runs.csv", dtype=str, keep_default_na=False)
    return run_rows({name: list(frame[name]) for name in frame}, lambda value: value == "")


def runs_parquet():
    return run_rows(pq.read_table(f"{folder}/runs.parquet").to_pydict(), lambda value: value is None)


def frames():
    """What people type; only that it opens, with how many rows."""
    return {name: len(pd.read_parquet(f"{folder}/{name}.parquet")) for name in ("runs", "long", "wide", "artifacts")}


print(json.dumps({
    "long": {"csv": long_csv(), "parquet": long_parquet(), "ndjson": long_ndjson(), "nested": nested()},
    "wide": {"csv": wide_csv(), "parquet": wide_parquet()},
    "runs": {"csv": runs_csv(), "parquet": runs_parquet()},
    "rows": frames(),
}))
