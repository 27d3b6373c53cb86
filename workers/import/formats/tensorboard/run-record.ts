import { derivedKey, type RunKey, toRunKey } from '../../../../src/domain/ids.ts';
import type { ExperimentRecord } from '../../../../src/domain/records.ts';
import type { Pair, RunRecord } from '../../../../src/domain/run.ts';
import { folderExperiment } from '../../reading/foreign-run.ts';
import { nameOf } from '../../source.ts';
import type { FoldedRun } from './fold.ts';
import { isSplit, isTrainOf } from './folders.ts';
import { placeOf } from './logdir.ts';
import type { FolderScan } from './scan.ts';

export const FORMAT = 'tensorboard';
const UNNAMED = 'TensorBoard';
const NO_SOURCE = { name: '', type: '', entryPoint: '', gitCommit: '', gitBranch: '', gitRepo: '' };

/** The folder that TensorBoard would be started with, as an experiment. `path`: of the run's folder, or its one file. */
export function makeExperiment(path: string): ExperimentRecord {
  return folderExperiment(placeOf(path).logdir || UNNAMED);
}

export interface RunFacts {
  readonly run: FoldedRun;
  /** Of its members, in the same order. */
  readonly scans: readonly FolderScan[];
  /** Path to name the run by, where not its folder. */
  readonly path: string | null;
  /** From files beside the event files. */
  readonly params: readonly Pair[];
  /** The folder read alone, though others would be folded into it: then it is a run of its own. */
  readonly isApart: boolean;
}

export function makeRun(facts: RunFacts): RunRecord {
  const { run, scans } = facts;
  const session = scans.find((scan) => scan.hasSession)?.hparams;
  const sessionEnds = scans.map((scan) => (scan.hparams.endSeconds ?? Number.NEGATIVE_INFINITY) * 1000);
  const endMs = Math.max(...sessionEnds, ...scans.map((scan) => scan.endMs));
  const status = session?.status ?? 'unknown';
  return {
    kind: 'run',
    key: keyOf(facts),
    experiment: makeExperiment(facts.path ?? run.folder).key,
    name: runName(facts),
    status,
    startMs: whole(Math.min(...scans.map((scan) => scan.startMs))),
    endMs: status === 'running' ? null : whole(endMs),
    lifecycle: 'active',
    user: '',
    source: NO_SOURCE,
    parent: null,
    artifactUri: '',
    origin: { format: FORMAT, path: facts.path ?? run.folder },
    params: paramsOf(scans, facts.params),
    tags: tagsOf(scans[0]!.firstFile, session?.group ?? ''),
    datasets: [],
    models: [],
  };
}

/**
 * The same when the files grow or the folder is dropped from elsewhere: the name of the run's folder, and the first of
 * its files with the moment it was begun.
 */
function keyOf({ run, scans, path, isApart }: RunFacts): RunKey {
  const begun = firstBegun(run, scans);
  const place = path === null ? ownName(run.folder) : nameOf(path);
  const parts = [place, begun.firstFile, String(begun.firstTime)];
  return toRunKey(derivedKey(FORMAT, ...parts, ...(isApart ? ['apart'] : [])));
}

/** Of what a training begins with, what was begun first: parts that come later do not change it. */
function firstBegun(run: FoldedRun, scans: readonly FolderScan[]): FolderScan {
  const isFirst = ({ folder }: FolderScan): boolean => folder === run.folder || isTrainOf(folder, run.folder);
  const first = scans.filter(isFirst);
  return (first.length > 0 ? first : scans).reduce((a, b) => (b.firstTime < a.firstTime ? b : a));
}

/** Folders such as `train` and `.guild` say nothing without the folder around them. */
function ownName(folder: string): string {
  const parts = folder.split('/');
  const last = parts.at(-1) ?? '';
  return isSplit(folder) || last.startsWith('.') ? parts.slice(-2).join('/') : last;
}

function runName({ run, scans, path }: RunFacts): string {
  if (path !== null) return nameOf(path);
  return placeOf(run.folder).name || scans[0]!.firstFile;
}

/** What the events say first; files beside them add what the events do not have, also under another separator. */
function paramsOf(scans: readonly FolderScan[], beside: readonly Pair[]): readonly Pair[] {
  const params = new Map<string, string>();
  for (const scan of scans)
    for (const [key, value] of scan.hparams.params ?? []) if (!params.has(key)) params.set(key, value);
  const known = new Set([...params.keys()].map(plainKey));
  for (const [key, value] of beside) {
    const plain = plainKey(key);
    if (!known.has(plain) && !hasPrefix(known, plain)) params.set(key, value);
  }
  return [...params].sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
}

function tagsOf(fileName: string, group: string): readonly Pair[] {
  const tags: Pair[] = [];
  const host = hostOf(fileName);
  if (host !== '') tags.push(['host', host]);
  if (group !== '') tags.push(['hparams.group', group]);
  return tags;
}

const FILE_NAME = /tfevents\.\d{9,12}\.(.+)$/;
const LONGEST_HOST = 255;

/**
 * The machine that wrote an event file, by its name: `events.out.tfevents.<seconds>.<host>`, behind which process and
 * counter may stand. '' where the name says none.
 */
export function hostOf(fileName: string): string {
  const rest = FILE_NAME.exec(fileName)?.[1]?.slice(0, LONGEST_HOST) ?? '';
  const process = /\.\d+\.\d+(?:\.|$)/.exec(rest);
  const host = process ? rest.slice(0, process.index) : rest;
  return /[a-z]/i.test(host) ? host : '';
}

function plainKey(key: string): string {
  return key.replaceAll('/', '.');
}

function hasPrefix(known: ReadonlySet<string>, key: string): boolean {
  for (let at = key.indexOf('.'); at > 0; at = key.indexOf('.', at + 1))
    if (known.has(key.slice(0, at))) return true;
  return false;
}

function whole(ms: number): number | null {
  return Number.isFinite(ms) ? Math.floor(ms) : null;
}
