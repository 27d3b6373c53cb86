import type { RunKey } from '../../../src/domain/ids.ts';
import type { RunRecord } from '../../../src/domain/run.ts';
import type { ImportEvent } from '../format.ts';

export interface Place {
  /** The metric's name in the run; null to leave it out. */
  metric(name: string): string | null;
  /** The artifact's path in the run; null to leave it out. */
  artifact(path: string): string | null;
}

/**
 * What one reader found, as part of a run that another knows more of: its runs become places in that run. Experiments,
 * params and names that it found are left out.
 */
export async function* withinRun(
  events: AsyncIterable<ImportEvent>,
  owner: RunKey,
  placeOf: (found: RunRecord) => Place,
): AsyncGenerator<ImportEvent> {
  const places = new Map<string, Place>();
  for await (const event of events) {
    switch (event.kind) {
      case 'run':
        places.set(event.run.key, placeOf(event.run));
        break;
      case 'points': {
        const metric = places.get(event.run)?.metric(event.metric) ?? null;
        if (metric !== null) yield { ...event, run: owner, metric };
        break;
      }
      case 'artifact': {
        const path = places.get(event.owner)?.artifact(event.path) ?? null;
        if (path !== null) yield { ...event, owner, path };
        break;
      }
      case 'problem':
      case 'progress':
        yield event;
        break;
      default:
    }
  }
}
