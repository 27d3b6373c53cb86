import { nameOf } from '../source.ts';
import type { ColumnRule, TableSample } from './producers.ts';
import { isNumeric } from './profile.ts';

const BOUND = /__(?:MIN|MAX)$/;
const JOINT = ' - ';

export function fileStem(path: string): string {
  return nameOf(path).replace(/\.(?:csv|tsv)$/i, '');
}

/**
 * A chart exported from W&B: the x axis, then for each run `<run> - <metric>` with its `__MIN` and `__MAX`. Both
 * the run and the metric may hold ` - `, so the split is the one that gives every column the same metric.
 */
export function chartColumns(sample: TableSample): readonly ColumnRule[] | null {
  const [axis, ...rest] = sample.profiles;
  if (axis === undefined || rest.length === 0) return null;
  const names = rest.map((profile) => profile.name);
  const bounded = names.filter((name) => BOUND.test(name));
  const isChart =
    names.every((name) => name.includes(JOINT)) &&
    (bounded.length > 0 || /^wandb_export_/.test(nameOf(sample.path)));
  const isSingle =
    bounded.length > 0 && names.every((name) => names.includes(`${name.replace(BOUND, '')}__MAX`));
  if (!isChart && !isSingle) return null;
  const metrics = isChart ? new Set(names.map((name) => sharedMetric(name, names))) : null;
  const rules = rest.map((profile): ColumnRule => {
    if (metrics === null) return { role: 'metric' };
    const metric = sharedMetric(profile.name, names);
    const bound = BOUND.exec(profile.name)?.[0] ?? '';
    const run = profile.name.slice(0, profile.name.length - bound.length - metric.length - JOINT.length);
    if (metric === '_step' || !(isNumeric(profile) || profile.type === 'empty')) return { role: 'ignore' };
    return { role: 'metric', key: metric + bound, run };
  });
  return [{ role: axisRole(axis.name, isNumeric(axis)) }, ...rules];
}

function axisRole(name: string, numeric: boolean): 'step' | 'elapsed' | 'time' {
  if (/^relative time/i.test(name)) return 'elapsed';
  return /^wall ?time$/i.test(name) || !numeric ? 'time' : 'step';
}

/** The longest right-hand side that every column shares, else what follows the last joint. */
function sharedMetric(name: string, names: readonly string[]): string {
  const base = name.replace(BOUND, '');
  for (let at = base.indexOf(JOINT); at >= 0; at = base.indexOf(JOINT, at + 1)) {
    const ending = base.slice(at);
    const runs = new Set(names.map((other) => other.replace(BOUND, '')));
    if (runs.size > 1 && [...runs].every((other) => other.endsWith(ending) || other.endsWith(' - _step'))) {
      return ending.slice(JOINT.length);
    }
  }
  return base.slice(base.lastIndexOf(JOINT) + JOINT.length);
}
