import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * Other readers on the same file, where `BENCH_PYTHON` names a Python that has them: adds a time to each reader's list.
 * @param {string} script of this folder; prints a line a reader: name, ms, ms of processor time, what was read
 * @param {string} path
 * @param {Map<string, number[]>} times
 * @param {'ms' | 'cpuMs'} which
 */
export function timeOthers(script, path, times, which) {
  const python = process.env.BENCH_PYTHON;
  if (!python) return;
  const printed = execFileSync(python, [join(import.meta.dirname, script), path], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 600_000,
  });
  for (const line of printed.trim().split('\n')) {
    const [name, ms, cpuMs] = line.split(' ');
    times.set(name, [...(times.get(name) ?? []), Number(which === 'ms' ? ms : cpuMs)]);
  }
}
