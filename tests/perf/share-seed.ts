import {
  measureDocument,
  measureOpening,
  type OpenedLog,
  seedEdits,
  type WeighedDocument,
} from './seed-edits.ts';
import { type FactsShape, type SeededFacts, seedFacts } from './seed-facts.ts';

/** Fills the first workspace of the profile that this page is opened in; it has to have the app's origin. */
export interface Seed {
  facts(shape: FactsShape): Promise<SeededFacts>;
  /** A signed log of so many envelopes, each naming a run and giving it two tags. */
  edits(envelopes: number): Promise<void>;
  /** The log alone, as it is opened behind the app. */
  opening(): Promise<OpenedLog>;
  document(): Promise<WeighedDocument>;
}

declare global {
  interface Window {
    seed: Seed;
  }
}

window.seed = { facts: seedFacts, edits: seedEdits, opening: measureOpening, document: measureDocument };
