import type { Pair } from '../../../../src/domain/run.ts';
import { HeldPoints, type HeldSeries } from '../../reading/held-series.ts';
import { fieldOf, paramsOf } from '../../text/json-fields.ts';
import { eachLeaf, type JsonLeaf, leafOf } from '../../text/json-leaves.ts';
import { parseWrittenJson } from '../../text/lenient-json.ts';

/** Of every row: what says where and when it was got, and not how well it went. */
const NO_METRICS: ReadonlySet<string> = new Set([
  'config', 'done', 'pid', 'timestamp', 'training_iteration', 'date', 'hostname', 'node_ip', 'trial_id',
  'experiment_id', 'experiment_tag', 'should_checkpoint', 'checkpoint_dir_name',
]); // biome-ignore format: a list

const isNoMetric = (key: string): boolean => NO_METRICS.has(key);

/** The rows of `result.json` while they are read: points, and what they say of their trial. */
export class TrialResults {
  readonly points: HeldPoints;
  rows = 0;
  trialId = '';
  tag = '';
  host = '';
  startMs = Number.NaN;
  lastMs = Number.NaN;
  lastIteration = Number.NaN;
  isDone = false;
  /** From the first row; none where the rows have no config. */
  params: readonly Pair[] = [];
  private readonly series = new Map<string, HeldSeries | null>();

  constructor(isSecondReading = false) {
    this.points = new HeldPoints(isSecondReading ? Number.POSITIVE_INFINITY : HeldPoints.MOST);
  }

  /** `text` is the row as it was written, which tells `1.0` from `1` in its config. */
  take(row: object, text: string): void {
    const timeMs = numberAt(row, 'timestamp') * 1000;
    const iteration = numberAt(row, 'training_iteration');
    if (this.rows === 0) this.takeFirst(row, text, timeMs);
    const step = Number.isNaN(iteration) ? this.rows : iteration;
    this.rows += 1;
    this.lastIteration = step;
    if (!Number.isNaN(timeMs)) this.lastMs = timeMs;
    this.isDone = leafOf(row, 'done') === true;
    eachLeaf(row, '/', (key, leaf) => this.addPoint(key, leaf, step, timeMs), isNoMetric);
  }

  private addPoint(key: string, leaf: JsonLeaf, step: number, timeMs: number): void {
    const value = typeof leaf === 'number' ? leaf : typeof leaf === 'boolean' ? Number(leaf) : null;
    if (value === null || key.startsWith('config/')) return;
    let series = this.series.get(key);
    if (series === undefined) {
      series = this.points.get(key);
      this.series.set(key, series);
    }
    if (series !== null) this.points.push(series, step, timeMs, value);
  }

  private takeFirst(row: object, text: string, timeMs: number): void {
    const word = (key: string): string => {
      const found = leafOf(row, key);
      return typeof found === 'string' ? found : '';
    };
    this.trialId = word('trial_id');
    this.tag = word('experiment_tag');
    this.host = word('hostname');
    const total = numberAt(row, 'time_total_s');
    this.startMs = Math.floor(timeMs - (Number.isNaN(total) ? 0 : total * 1000));
    const written = parseWrittenJson(text);
    this.params = written.ok ? paramsOf(fieldOf(written.value, 'config')) : [];
  }
}

function numberAt(row: object, key: string): number {
  const value = leafOf(row, key);
  return typeof value === 'number' ? value : Number.NaN;
}
