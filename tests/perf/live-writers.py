"""Trains a small model and logs it as real trackers do: `python live-writers.py KIND FOLDER SECONDS STARTED_MS [EVERY]`.

KIND is mlflow-file, mlflow-sqlite, tensorboardx, wandb, lightning. Every EVERY seconds (0.5) a step is logged, with `clock`:
the second since STARTED_MS at which it was, so that whoever sees the point knows how long it was under way. Prints
`{"steps": …, "written": …}` at its end, the second in bytes, 0 where the system does not count them. Where the writer holds
points back by itself, that is part of what is measured, but for tensorboardX, which is asked to flush after each step: it
waits two minutes otherwise.
"""

import json
import math
import os
import sys
import time

KIND, FOLDER = sys.argv[1:3]
SECONDS, STARTED = float(sys.argv[3]), float(sys.argv[4]) / 1000
EVERY = float(sys.argv[5]) if len(sys.argv) > 5 else 0.5


def steps():
    """Step, metrics: a line fitted by gradient descent."""
    xs = [i / 20 for i in range(20)]
    ys = [0.7 * x + 0.2 + 0.03 * math.sin(9 * x) for x in xs]
    # Of its own for each kind: what logs the same values at the same moment is taken for one run.
    slope, offset = 0.0, sum(map(ord, KIND)) % 97 / 97
    end = time.time() + SECONDS
    step = 0
    while time.time() < end:
        began = time.time()
        errors = [slope * x + offset - y for x, y in zip(xs, ys)]
        slope -= 0.05 * sum(e * x for e, x in zip(errors, xs)) / len(xs)
        offset -= 0.05 * sum(errors) / len(xs)
        loss = sum(e * e for e in errors) / len(xs)
        yield step, {"clock": time.time() - STARTED, "loss": loss, "val/mae": sum(map(abs, errors)) / len(xs)}
        step += 1
        time.sleep(max(0, EVERY - (time.time() - began)))


def mlflow_writer(uri):
    os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
    import mlflow

    mlflow.set_tracking_uri(uri)
    mlflow.set_experiment("live " + KIND)
    count = 0
    with mlflow.start_run(run_name=KIND):
        mlflow.log_params({"lr": 0.05, "max_steps": int(SECONDS / EVERY)})
        for step, metrics in steps():
            mlflow.log_metrics(metrics, step=step)
            count += 1
    return count


def tensorboardx():
    from tensorboardX import SummaryWriter

    count = 0
    with SummaryWriter(os.path.join(FOLDER, "runs", "fit")) as writer:
        for step, metrics in steps():
            for name, value in metrics.items():
                writer.add_scalar(name, value, step)
            writer.flush()
            count += 1
    return count


def wandb_writer():
    os.environ["WANDB_MODE"] = "offline"
    os.environ["WANDB_SILENT"] = "true"
    import wandb

    count = 0
    run = wandb.init(project="live", name="wandb", dir=FOLDER, config={"lr": 0.05})
    for step, metrics in steps():
        run.log(metrics, step=step)
        count += 1
    run.finish()
    return count


def lightning_writer():
    from lightning.pytorch.loggers import CSVLogger, TensorBoardLogger

    loggers = [CSVLogger(FOLDER, flush_logs_every_n_steps=1), TensorBoardLogger(FOLDER, name="lightning_tb")]
    count = 0
    for step, metrics in steps():
        for logger in loggers:
            logger.log_metrics(metrics, step)
        loggers[1].experiment.flush()
        loggers[0].save()
        count += 1
    for logger in loggers:
        logger.finalize("success")
    return count


WRITERS = {
    "mlflow-file": lambda: mlflow_writer("file:" + os.path.join(FOLDER, "mlruns")),
    "mlflow-sqlite": lambda: mlflow_writer("sqlite:///" + os.path.join(FOLDER, "mlflow.db")),
    "tensorboardx": tensorboardx,
    "wandb": wandb_writer,
    "lightning": lightning_writer,
}


def written():
    try:
        with open("/proc/self/io") as counts:
            return int(dict(line.split(": ") for line in counts)["wchar"])
    except OSError:
        return 0


if __name__ == "__main__":
    os.makedirs(FOLDER, exist_ok=True)
    before = written()
    logged = WRITERS[KIND]()
    print(json.dumps({"steps": logged, "written": written() - before}))
