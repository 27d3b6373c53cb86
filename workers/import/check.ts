import { assert } from '../../src/base/assert.ts';
import type { RunKey } from '../../src/domain/ids.ts';
import type { ImportEvent } from './format.ts';

/** What every reader owes the pipeline. A breach is a bug in the reader, not damage in the file. */
export function checkEvent(event: ImportEvent, isOpen: (run: RunKey) => boolean): void {
  switch (event.kind) {
    case 'run':
      assert(event.run.key !== '', 'a run has a key');
      assert(!isOpen(event.run.key), `run ${event.run.key} begins once`);
      return;
    case 'points': {
      const { steps, timesMs, values } = event.points;
      assert(isOpen(event.run), `points of ${event.run} come after their run`);
      assert(steps.length === values.length && timesMs.length === values.length, 'columns have one length');
      return;
    }
    case 'run-end':
      assert(isOpen(event.run), `run ${event.run} ends once, after it began`);
      return;
    case 'artifact':
      assert(!/(^|\/)\.\.(\/|$)|^\//.test(event.path), 'an artifact path stays inside its root');
      return;
    default:
  }
}
