import type { PointColumns } from '../../src/base/columns.ts';
import type { Hash, MetricKey, ModelKey, RunKey } from '../../src/domain/ids.ts';
import type { ImportProblem } from '../../src/domain/problem.ts';
import type {
  DatasetRecord,
  ExperimentRecord,
  LoggedModelRecord,
  ModelVersionRecord,
  RegisteredModelRecord,
} from '../../src/domain/records.ts';
import type { RunRecord } from '../../src/domain/run.ts';
import type { TableGuess, TableLayout } from '../../src/domain/table-layout.ts';
import type { ForeignPack } from '../../src/storage/foreign-records.ts';
import type { StoredPackIndex } from '../../src/storage/workspace-db.ts';
import type { CarriedEdits } from '../../src/sync/bundle/carried-edits.ts';
import type { SourceFile, SourceTree } from './source.ts';

/** How sure a format is: by a magic number, by structure (folder layout, header words), or by the name alone. */
export type Match = 'no' | 'name' | 'structure' | 'signature';

/** What a format sees before anything is read. */
export type Probe =
  | { readonly kind: 'file'; readonly name: string; readonly head: Uint8Array; readonly sizeBytes: number }
  /** Paths of all files below the folder, relative to it, in path order. */
  | { readonly kind: 'folder'; readonly name: string; readonly paths: readonly string[] };

/** What a reader is given: the file or folder that matched, and the whole drop to look artifacts up in. */
export interface ImportSource {
  /** Path of the matched file or folder in the tree; '' when the drop itself matched. */
  readonly path: string;
  /** The matched file; null for a folder or a group. */
  readonly file: SourceFile | null;
  /** The files of a group, in the order of the group; absent for everything else. */
  readonly files?: readonly SourceFile[];
  readonly tree: SourceTree;
}

export interface ReadContext {
  readonly signal: AbortSignal;
  /** The person's choice for a table; absent where the guess stands. */
  readonly layout?: TableLayout;
  /** False where each folder of a run's writers shall be a run of its own; absent for one run of them all. */
  readonly foldRuns?: boolean;
}

/** Some files that make one source: of a folder, or of several that belong together. */
export interface SourceGroup {
  /** The folder that stands for it; of its own among the groups of a format. '' is the drop itself. */
  readonly folder: string;
  readonly files: readonly string[];
}

/**
 * A file format: one folder, one row in `registry.ts`. Knows nothing of storage, Comlink or the screen, and runs
 * under Node as it is.
 */
export interface ImportFormat {
  readonly id: string;
  readonly label: string;
  /** Synchronous and cheap: a name, at most 4 KiB, or a listing of paths. Never throws. */
  match(probe: Probe): Match;
  /**
   * Files beside the matched one that this source uses up (`-wal`, `-journal`, `hparams.yaml`), so that they are not
   * reported as unknown. Folders that match use up everything below them.
   */
  companions?(path: string, tree: SourceTree): readonly string[];
  /**
   * Folder formats only: the folders among these paths that it reads. Everything below them is used up, so that a
   * `metrics.csv` among a run's artifacts does not become a run. '' is the drop itself.
   */
  roots?(paths: readonly string[]): readonly string[];
  /**
   * Formats whose source is some files and not all that lies below a folder: what it finds among these paths, each a
   * source of its own. Nobody else reads a group's files. Names are all there is to go by; the reader looks at bytes.
   */
  groups?(paths: readonly string[]): readonly SourceGroup[];
  /**
   * Training often writes one run in several ways into one folder. The source that tells most of it is read, the others
   * are named in the report. null: not about a run of its folder; as absent.
   */
  richness?(path: string): number | null;
  /** Folders whose logs, also those further down, tell of the run that lies at this path. */
  logsBelow?(path: string): readonly string[];
  /** What it finds are settings and no runs: the runs at and below the path of each take them for theirs. */
  readonly isSettings?: boolean;
  /** Tables only: how the file would be read, for the person to confirm. */
  guess?(source: ImportSource, context: ReadContext): Promise<TableGuess | null>;
  /**
   * Yields what the source holds. Expected damage becomes a `problem` event and the reading goes on where the
   * container allows; only an abort or a bug throws. A run's events come in this order: `run`, then its points and
   * artifacts in any order, then `run-end`. Several runs may be open at once.
   */
  read(source: ImportSource, context: ReadContext): AsyncIterable<ImportEvent>;
  /** For sources that grow while somebody watches. Absent: a source that has changed is read again as a whole. */
  follow?(): Promise<Follower>;
}

/**
 * Reads one source again and again as it grows, each time only what was appended: it remembers how far it came in every
 * file, and leaves a record that is not whole for the next time. All it ever told together is what `read` tells of the
 * source as it is then: the last record of each run, and the points of each series one after the other.
 */
export interface Follower {
  /**
   * What is new since the last call; the first tells everything. `run` opens a run again, with its record as it is by
   * now, and comes before its new points; `run-end` says that this is all for the moment. A run of which nothing is new
   * is not told at all. `restart` instead of anything else: the source does not go on where it stood (another file in
   * the order before those that were read, damage): a new follower shall read it from the start.
   */
  advance(source: ImportSource, context: ReadContext): AsyncIterable<ImportEvent | FollowRestart>;
  /**
   * What `read` tells besides, once nobody will write any more: records that are not whole as problems, and values that
   * only the end makes points of. The last call. Absent where there is nothing of the kind. `restart` instead of anything
   * else: the end says that the rest is to be read in another way, so the source shall be read as a whole.
   */
  end?(source: ImportSource, context: ReadContext): AsyncIterable<ImportEvent | FollowRestart>;
  /** The last look left open whether more has changed: it wants to be asked again soon, also when nothing is written. */
  readonly isDoubtful?: boolean;
  /** Only a last row is left that may be whole although it has no end: `end` tells it, after less silence than otherwise. */
  hasLastRow?(): boolean;
}

export interface FollowRestart {
  readonly kind: 'restart';
}

export type ImportEvent =
  | { readonly kind: 'experiment'; readonly experiment: ExperimentRecord }
  /**
   * Complete but for points and artifacts. `isOpen`: what its writer adds next may make it a part of another run or give it
   * another key, so that whoever watches shows it and does not store it yet.
   */
  | { readonly kind: 'run'; readonly run: RunRecord; readonly isOpen?: boolean }
  /** Batches of a series in the order they were logged; columns may be reused by the reader after the next pull. */
  | {
      readonly kind: 'points';
      readonly run: RunKey;
      readonly metric: MetricKey;
      readonly points: PointColumns;
    }
  /** A file found for a run or logged model; bytes are read later and only within the budget. */
  | {
      readonly kind: 'artifact';
      readonly owner: RunKey | ModelKey;
      readonly path: string;
      readonly file: SourceFile;
    }
  | { readonly kind: 'run-end'; readonly run: RunKey }
  | { readonly kind: 'dataset'; readonly dataset: DatasetRecord }
  | { readonly kind: 'logged-model'; readonly model: LoggedModelRecord }
  | { readonly kind: 'registered-model'; readonly model: RegisteredModelRecord }
  | { readonly kind: 'model-version'; readonly version: ModelVersionRecord }
  /** A pack of records as it lay in another Cairn, checked line by line; `bytes` have the hash. */
  | {
      readonly kind: 'record-pack';
      readonly hash: Hash;
      readonly holds: StoredPackIndex['holds'];
      readonly bytes: Uint8Array<ArrayBuffer>;
      readonly contents: ForeignPack;
    }
  /** What such records name by hash: points, or a chunk of an artifact. Loaded where it is wanted; null: damaged. */
  | {
      readonly kind: 'fact-bytes';
      readonly hash: Hash;
      readonly load: () => Promise<Uint8Array<ArrayBuffer> | null>;
    }
  /** What people decided in another Cairn; `isPart`: of some of its runs, without its history. */
  | { readonly kind: 'edits'; readonly edits: CarriedEdits; readonly isPart: boolean }
  /** Bytes of the source dealt with since the last such event, for the progress bar. */
  | { readonly kind: 'progress'; readonly bytesRead: number; readonly file: string }
  | { readonly kind: 'problem'; readonly problem: ImportProblem };
