import { FIRST_WORKSPACE } from '../../src/storage/home-db.ts';
import { removeViewCache } from '../../src/storage/view-cache.ts';
import type { FindTimes } from './find-answers.ts';
import {
  measureDocument,
  measureOpening,
  type OpenedLog,
  seedEdits,
  type WeighedDocument,
} from './seed-edits.ts';
import { type FactsShape, type SeededFacts, seedFacts } from './seed-facts.ts';
import { seedRuns } from './seed-runs.ts';
import type { WideShape } from './wide-runs.ts';

/** Fills the first workspace of the profile that this page is opened in; it has to have the app's origin. */
export interface Seed {
  facts(shape: FactsShape): Promise<SeededFacts>;
  /** Wide runs as packs of records; answers their bytes. */
  runs(shape: WideShape, from?: number): Promise<number>;
  /** What the query worker takes for each question about the workspace; ends with nothing kept of its records. */
  find(repeats: number): Promise<FindTimes>;
  /** A signed log of so many envelopes, each naming a run and giving it two tags. */
  edits(envelopes: number): Promise<void>;
  /** The log alone, as it is opened behind the app. */
  opening(): Promise<OpenedLog>;
  document(): Promise<WeighedDocument>;
}

async function find(repeats: number): Promise<FindTimes> {
  const worker = new Worker(new URL('./find.worker.ts', import.meta.url), { type: 'module' });
  try {
    return await new Promise<FindTimes>((resolve, reject) => {
      worker.onmessage = (event: MessageEvent<FindTimes>) => resolve(event.data);
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage(repeats);
    });
  } finally {
    worker.terminate();
    await removeViewCache(FIRST_WORKSPACE);
  }
}

declare global {
  interface Window {
    seed: Seed;
  }
}

window.seed = {
  facts: seedFacts,
  runs: seedRuns,
  find,
  edits: seedEdits,
  opening: measureOpening,
  document: measureDocument,
};
