"""How long TensorBoard's own loader takes for an event file: every point kept, as Cairn keeps it. Prints its name, ms, ms of processor time, points."""

import sys
import time

from tensorboard.backend.event_processing.event_file_loader import EventFileLoader

started, busy = time.perf_counter(), time.process_time()
series = {}
for event in EventFileLoader(sys.argv[1]).Load():
    for value in event.summary.value:
        kept = series.setdefault(value.tag, ([], [], []))
        kept[0].append(event.step)
        kept[1].append(event.wall_time)
        kept[2].append(value.tensor.float_val[0])
ms = (time.perf_counter() - started) * 1000
cpu_ms = (time.process_time() - busy) * 1000
print('tensorboard', ms, cpu_ms, sum(len(steps) for steps, _, _ in series.values()))
