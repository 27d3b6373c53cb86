import { WireReader } from '../../../../src/base/protobuf.ts';
import type { HeldPoints } from '../../reading/held-series.ts';
import type { JsonValue } from '../../text/lenient-json.ts';
import { jsonAt } from './history.ts';
import { ItemWalker } from './items.ts';
import { beginsNumber, numberAt } from './json-number.ts';
import { KeyTable, type LoggedKey } from './key-table.ts';
import { readTimeMs } from './records.ts';

const TIMESTAMP = 2;
const ITEM = 3;
const MOST_LEAVES = 1000;

/** System metrics: each record one moment, the steps count them. */
export class StatsReader {
  private readonly points: HeldPoints;
  private readonly keys = new KeyTable();
  private readonly walker = new ItemWalker(this.keys);
  private count = 0;
  lastTimeMs = Number.NaN;

  constructor(points: HeldPoints) {
    this.points = points;
  }

  read(bytes: Uint8Array, start: number, end: number): void {
    // The time stands before the items; where it does not, they have none.
    let timeMs = Number.NaN;
    const step = this.count++;
    const record = new WireReader(bytes, start, end);
    while (record.next()) {
      if (record.field === TIMESTAMP && record.wire === 2) timeMs = readTimeMs(record.message());
      if (record.field !== ITEM || record.wire !== 2) continue;
      if (!this.walker.read(bytes, record.valueStart, record.valueEnd)) continue;
      const { key, valueStart, valueEnd } = this.walker;
      if (valueStart < 0 || key === null) continue;
      const isNumber = beginsNumber(bytes[valueStart]);
      const value = isNumber ? numberAt(bytes, valueStart, valueEnd) : undefined;
      if (value !== undefined) this.push(key, step, timeMs, value);
      else this.addJson(key.path, jsonAt(bytes, valueStart, valueEnd), step, timeMs, { left: MOST_LEAVES });
    }
    if (Number.isFinite(timeMs)) this.lastTimeMs = timeMs;
  }

  /** A row of `wandb-events.jsonl`: keys begin with `system.`. */
  readJson(row: ReadonlyMap<string, JsonValue>): void {
    const time = row.get('_timestamp');
    const timeMs = typeof time === 'number' ? Math.round(time * 1000) : Number.NaN;
    const step = this.count++;
    for (const [key, value] of row) {
      if (!key.startsWith('system.')) continue;
      this.addJson([key.slice('system.'.length)], value, step, timeMs, { left: MOST_LEAVES });
    }
  }

  private push(key: LoggedKey, step: number, timeMs: number, value: number): void {
    if (key.series === undefined) key.series = this.points.get(`system/${key.name}`);
    if (key.series !== null) this.points.push(key.series, step, timeMs, value);
  }

  /** In older files one item holds several numbers: `network` is `{sent, recv}`. */
  private addJson(
    path: readonly string[],
    value: JsonValue | undefined,
    step: number,
    timeMs: number,
    budget: { left: number },
  ): void {
    budget.left -= 1;
    if (budget.left < 0) return;
    if (typeof value === 'number') {
      const key = this.keys.ofPath(path);
      if (key) this.push(key, step, timeMs, value);
    } else if (value instanceof Map) {
      for (const [name, one] of value as ReadonlyMap<string, JsonValue>) {
        this.addJson([...path, name], one, step, timeMs, budget);
      }
    }
  }
}
