import type { PointColumns } from '../../../../src/base/columns.ts';
import type { MetricKey } from '../../../../src/domain/ids.ts';
import type { Insert, OutputDatabase } from './output-database.ts';

/** Writes the points of series, and which of them is the latest by MLflow's rule. */
export class MetricRows {
  private readonly point: Insert;
  private readonly latest: Insert;

  constructor(database: OutputDatabase) {
    this.point = database.insert('metrics(key,run_uuid,value,timestamp,step,is_nan)');
    this.latest = database.insert('latest_metrics(key,run_uuid,value,timestamp,step,is_nan)');
  }

  add(run: string, key: MetricKey, { steps, timesMs, values }: PointColumns): void {
    if (steps.length === 0) return;
    let last = 0;
    this.point.bind(1, key);
    this.point.bind(2, run);
    for (let i = 0; i < steps.length; i++) {
      const value = values[i]!;
      this.point.bind(3, toStored(value));
      this.point.bind(4, timesMs[i]!);
      this.point.bind(5, steps[i]!);
      this.point.bind(6, Number.isNaN(value) ? 1 : 0);
      this.point.run();
      if (isLater(i, last)) last = i;
    }
    const value = values[last]!;
    const isNan = Number.isNaN(value) ? 1 : 0;
    this.latest.row(key, run, toStored(value), timesMs[last]!, steps[last]!, isNan);

    /** Greatest step, then time, then value as it is stored: NaN counts as 0 there. */
    function isLater(one: number, other: number): boolean {
      const byPlace = steps[one]! - steps[other]! || timesMs[one]! - timesMs[other]!;
      return byPlace > 0 || (byPlace === 0 && toStored(values[one]!) > toStored(values[other]!));
    }
  }
}

/** MLflow's column has no NaN and no infinities: 0 with a flag, and the largest doubles. */
function toStored(value: number): number {
  if (Number.isNaN(value)) return 0;
  return Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE);
}
