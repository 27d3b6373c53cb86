"""How long W&B's own reader takes for a log: every number of every row kept, as Cairn keeps it. Prints its name, ms, ms of processor time, points.

Needs a client that reads logs in Python: wandb==0.16.6 "protobuf<5" "numpy<2" "setuptools<80".
"""

import json
import sys
import time

from wandb.proto import wandb_internal_pb2
from wandb.sdk.internal.datastore import DataStore

started, busy = time.perf_counter(), time.process_time()
series = {}
store = DataStore()
store.open_for_scan(sys.argv[1])
while (data := store.scan_data()) is not None:
    record = wandb_internal_pb2.Record()
    record.ParseFromString(data)
    if record.WhichOneof('record_type') != 'history':
        continue
    row = {'.'.join(item.nested_key) or item.key: json.loads(item.value_json) for item in record.history.item}
    for key, value in row.items():
        if key.startswith('_') or not isinstance(value, (int, float)):
            continue
        kept = series.setdefault(key, ([], [], []))
        kept[0].append(row.get('_step'))
        kept[1].append(row.get('_timestamp'))
        kept[2].append(value)
ms = (time.perf_counter() - started) * 1000
cpu_ms = (time.process_time() - busy) * 1000
print('wandb', ms, cpu_ms, sum(len(steps) for steps, _, _ in series.values()))
