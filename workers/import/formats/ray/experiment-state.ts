import { folderOf, readText, type SourceFile, type SourceTree } from '../../source.ts';
import { fieldOf, finiteOf, listOf, textOf } from '../../text/json-fields.ts';
import { type JsonValue, parseLenientJson } from '../../text/lenient-json.ts';
import { isStateFile } from './folders.ts';

/** What the experiment knows of one trial. */
export interface TrialState {
  /** RUNNING, TERMINATED … */
  readonly status: string;
  readonly trainable: string;
  readonly tag: string;
  readonly startMs: number | null;
  /** When the trial last reported. */
  readonly lastMs: number | null;
}

const LARGEST_BYTES = 128 * 1024 * 1024;
const LIMITS = { length: LARGEST_BYTES, values: 4_000_000 };
const MOST_TRIALS = 200_000;

export type ExperimentState = ReadonlyMap<string, TrialState>;

const states = new WeakMap<SourceTree, Map<string, Promise<ExperimentState>>>();

/** Trials by id, from the state files of a folder; empty where there are none. Read once for all trials of a drop. */
export function experimentState(tree: SourceTree, folder: string): Promise<ExperimentState> {
  let ofTree = states.get(tree);
  if (!ofTree) {
    ofTree = new Map();
    states.set(tree, ofTree);
  }
  let state = ofTree.get(folder);
  if (!state) {
    state = readStates(
      tree.under(folder).filter(({ path }) => folderOf(path) === folder && isStateFile(path)),
    );
    ofTree.set(folder, state);
  }
  return state;
}

/** An experiment that was resumed has several; their names tell their order, and the last counts. */
async function readStates(files: readonly SourceFile[]): Promise<ExperimentState> {
  const trials = new Map<string, TrialState>();
  for (const file of files) {
    if (file.sizeBytes > LARGEST_BYTES) continue;
    const parsed = parseLenientJson(await readText(file), LIMITS);
    if (!parsed.ok) continue;
    // Each trial is text of its own in the text: before 2.6 one, since then a pair.
    const old = listOf(fieldOf(parsed.value, 'checkpoints')).map((one) => [one]);
    const listed = listOf(fieldOf(parsed.value, 'trial_data')).map(listOf);
    for (const [about, news] of [...old, ...listed]) {
      if (trials.size < MOST_TRIALS) addTrial(trials, about, news);
    }
  }
  return trials;
}

function addTrial(
  trials: Map<string, TrialState>,
  about: JsonValue | undefined,
  news: JsonValue | undefined,
): void {
  const trial = parseInner(about);
  const id = textOf(fieldOf(trial, 'trial_id'));
  if (id === '') return;
  const later = parseInner(news) ?? trial;
  trials.set(id, {
    status: textOf(fieldOf(trial, 'status')),
    trainable: textOf(fieldOf(trial, 'trainable_name')),
    tag: textOf(fieldOf(trial, 'experiment_tag')),
    startMs: toMs(finiteOf(fieldOf(later, 'start_time'))),
    lastMs: toMs(
      finiteOf(fieldOf(later, 'last_result_time')) ?? finiteOf(fieldOf(later, 'last_update_time')),
    ),
  });
}

function parseInner(value: JsonValue | undefined): JsonValue | undefined {
  if (typeof value !== 'string') return value;
  const parsed = parseLenientJson(value);
  return parsed.ok ? parsed.value : undefined;
}

function toMs(seconds: number | null): number | null {
  return seconds === null || seconds <= 0 ? null : Math.floor(seconds * 1000);
}
