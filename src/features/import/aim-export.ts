/**
 * Gets the runs of an Aim repository out, as a table that Cairn reads. Tried with Aim 3.29, whose index is only as new as
 * its last `aim up` or `aim storage reindex`.
 */
export const AIM_EXPORT = `aim storage reindex
python - <<'END'
import csv
from aim import Repo

def flat(key, value):
    if isinstance(value, dict) and value:
        return [pair for k, v in value.items() for pair in flat(f"{key}.{k}", v)]
    return [(key, value)]

rows, columns = [], {}
for run in Repo(".").iter_runs():
    about = {"run": f"{run.name} {run.hash[:8]}", "experiment": run.experiment or "aim"}
    for key, value in run[...].items():
        if not key.startswith("__"):
            about.update(flat(key, value))
    for metric in run.metrics():
        name = metric.name.replace("__system__", "system/")
        context = "/".join(str(v) for v in metric.context.to_dict().values())
        steps, (values, _, times) = metric.data.items_list()
        for step, value, time in zip(steps, values, times):
            row = {"metric": name, "context": context, "step": step, "value": value, "timestamp": time, **about}
            rows.append(row)
            columns.update(row)
with open("aim.csv", "w", newline="") as file:
    writer = csv.DictWriter(file, columns)
    writer.writeheader()
    writer.writerows(rows)
END`;
