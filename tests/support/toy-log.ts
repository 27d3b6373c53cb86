import { fromUtf8, toUtf8 } from '../../src/base/bytes.ts';
import type { MetricKey, RunKey } from '../../src/domain/ids.ts';
import type {
  Follower,
  FollowRestart,
  ImportEvent,
  ImportFormat,
  ImportSource,
} from '../../workers/import/format.ts';
import { Seam } from '../../workers/import/reading/seam.ts';
import type { SourceFile } from '../../workers/import/source.ts';
import { runRecord } from './made-run.ts';

/** A log of one metric: `toy` on the first line, then a value a line. It is followed, and is one run of the file's path. */
export const toyLog: ImportFormat = {
  id: 'toy',
  label: 'Toy log',
  match: (probe) => (probe.kind === 'file' && fromUtf8(probe.head).startsWith('toy\n') ? 'signature' : 'no'),
  follow: async () => new ToyFollower(),
  async *read({ file }) {
    if (!file) return;
    const bytes = await file.slice(0, file.sizeBytes);
    const found = values(bytes.subarray(4));
    if (found.length > 0) yield* tell(file, 0, found);
  },
};

class ToyFollower implements Follower {
  private at = 0;
  private step = 0;
  private readonly seam = new Seam();

  async *advance({ file }: ImportSource): AsyncGenerator<ImportEvent | FollowRestart> {
    if (!file) return;
    const growth = await this.seam.look(file);
    if (growth === 'replaced') yield { kind: 'restart' };
    if (growth !== 'grown') return;
    const bytes = await file.slice(this.at, file.sizeBytes);
    const whole = bytes.subarray(0, bytes.lastIndexOf(10) + 1);
    const found = values(this.at === 0 ? whole.subarray(4) : whole);
    this.at += whole.length;
    this.seam.note(whole, this.at);
    this.seam.settle(file);
    if (found.length === 0) return;
    yield* tell(file, this.step, found);
    this.step += found.length;
  }
}

function* tell(file: SourceFile, from: number, found: readonly number[]): Generator<ImportEvent> {
  const run = file.path as RunKey;
  yield { kind: 'run', run: { ...runRecord({ id: file.path, loss: '' }), key: run } };
  const points = {
    steps: Float64Array.from(found, (_, at) => from + at),
    timesMs: Float64Array.from(found, (_, at) => from + at),
    values: Float64Array.from(found),
  };
  yield { kind: 'points', run, metric: 'loss' as MetricKey, points };
  yield { kind: 'run-end', run };
}

function values(bytes: Uint8Array): number[] {
  return fromUtf8(bytes).split('\n').slice(0, -1).map(Number);
}

export const toyLines = (...numbers: readonly number[]): Uint8Array =>
  toUtf8(numbers.map((one) => `${one}\n`).join(''));
