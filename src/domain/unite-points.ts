import { PointBuilder, type PointColumns } from '../base/columns.ts';

/**
 * The union of several tellings of one series: a point (step, time, value) occurs as often as in the telling that has
 * it most often. The first telling's order stands; what only later ones have follows in their order.
 */
export function unitePoints(tellings: readonly PointColumns[]): PointColumns {
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
