import { PointBuilder, type PointColumns } from '../base/columns.ts';

/**
 * The union of several tellings of one series: a point (step, time, value) occurs as often as in the telling that has
 * it most often. The first telling's order stands; what only later ones have follows in their order.
 */
export function unitePoints(all: readonly PointColumns[]): PointColumns {
  const tellings = all.filter((one, index) => !all.some((other, at) => isHeadOf(one, other, at < index)));
  if (tellings.length === 1) return tellings[0]!;
  const united = new PointBuilder(tellings[0]?.steps.length ?? 16);
  const counts = new Map<string, number>();
  for (const { steps, timesMs, values } of tellings) {
    const here = new Map<string, number>();
    for (let i = 0; i < steps.length; i++) {
      const point = `${steps[i]}|${timesMs[i]}|${values[i]}`;
      const seen = (here.get(point) ?? 0) + 1;
      here.set(point, seen);
      if (seen <= (counts.get(point) ?? 0)) continue;
      counts.set(point, seen);
      united.push(steps[i]!, timesMs[i]!, values[i]!);
    }
  }
  return united.columns();
}

/** True when a telling is the beginning of another one and so adds nothing; of two equal ones only the later is. */
function isHeadOf(one: PointColumns, other: PointColumns, comesFirst: boolean): boolean {
  const count = one.steps.length;
  if (one === other || count > other.steps.length || (count === other.steps.length && !comesFirst))
    return false;
  for (let i = 0; i < count; i++) {
    // Object.is: a NaN that was logged equals itself.
    if (!Object.is(one.values[i], other.values[i]) || !Object.is(one.steps[i], other.steps[i])) return false;
    if (!Object.is(one.timesMs[i], other.timesMs[i])) return false;
  }
  return true;
}
