import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A table in the long form: a row per point, so that an import takes long enough to be interrupted. */
export function writeManyRuns(folder: string, name: string, runs: number, pointsEach: number): string {
  const lines = ['run,step,metric,value'];
  // Multiplicative hashing: numbers that do not compress, the same on every machine.
  let state = 1;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  for (let run = 0; run < runs; run++) {
    let step = 0;
    for (let point = 0; point < pointsEach; point++) {
      step += 1 + Math.floor(next() * 1e6);
      lines.push(`${name}-${run},${step},loss,${next() + next() / 4294967296}`);
    }
  }
  const path = join(folder, `${name}.csv`);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}
