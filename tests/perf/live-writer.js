import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { EventLog } from '../support/write-events.js';

/**
 * Trains nothing and logs all the same: `node live-writer.js FOLDER RUNS METRICS PER_SECOND SECONDS STARTED_MS`. Each run
 * has an event file of its own; `clock` is the second since STARTED_MS at which a point was written. Says at its end how
 * many points of each series there are.
 */
const [folder, ...numbers] = process.argv.slice(2);
const [runs, metrics, perSecond, seconds, startedMs] = numbers.map(Number);

const names = ['clock', ...Array.from({ length: metrics - 1 }, (_, at) => `train/metric_${at}`)];
const logs = Array.from({ length: runs }, (_, run) => {
  const path = join(folder, `run-${String(run).padStart(3, '0')}`);
  mkdirSync(path, { recursive: true });
  return new EventLog(join(path, `events.out.tfevents.1700000000.writer.${run}.0`));
});

let step = 0;
let late = 0;
const beganMs = performance.now();
while (step < seconds * perSecond) {
  for (const [run, log] of logs.entries()) {
    const now = Date.now();
    log.append(
      names.map((name, metric) => {
        const value =
          metric === 0
            ? (now - startedMs) / 1000
            : Math.exp(-step / 500) + Math.sin(step * 0.7 + run + metric) / 20;
        return [name, step, now / 1000, value];
      }),
    );
  }
  step += 1;
  const waitMs = beganMs + (step * 1000) / perSecond - performance.now();
  if (waitMs < 0) late += 1;
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, waitMs)));
}
for (const log of logs) log.close();
console.log(JSON.stringify({ points: step, late, ms: performance.now() - beganMs }));
