import { throwIfAborted } from '../../../../src/base/abort.ts';
import type { Follower, FollowRestart, ImportEvent, ImportSource, ReadContext } from '../../format.ts';
import { folderOf, joinPath, nameOf } from '../../source.ts';
import { findRunFolders, type RunFolder } from './run-folders.ts';
import { RunFollower, type Turn } from './run-follower.ts';

/** Follows the run of a run folder, of several where it was resumed, or of a log alone. */
export class WandbFollower implements Follower {
  private readonly runs = new Map<string, RunFollower>();
  /** Set while something is told: whoever breaks off then cannot go on. */
  private isTelling = false;

  async *advance(source: ImportSource, context: ReadContext): AsyncGenerator<ImportEvent | FollowRestart> {
    if (!(yield* this.take(source, context, false))) yield { kind: 'restart' };
  }

  async *end(source: ImportSource, context: ReadContext): AsyncGenerator<ImportEvent> {
    yield* this.take(source, context, true);
  }

  /** False where what is new does not go on from what was told; nothing but progress was told then. */
  private async *take(
    source: ImportSource,
    { signal }: ReadContext,
    isOver: boolean,
  ): AsyncGenerator<ImportEvent, boolean> {
    throwIfAborted(signal);
    if (this.isTelling) return false;
    const turns = new Map<RunFollower, Turn>();
    const gone = new Set(this.runs.keys());
    for (const folders of runsOf(source)) {
      const id = joinPath(folderOf(folders[0]!.folder), folders[0]!.id);
      const run = this.runs.get(id) ?? new RunFollower();
      this.runs.set(id, run);
      gone.delete(id);
      turns.set(run, { tree: source.tree, folders, isOver, signal });
    }
    if (gone.size > 0) return false;
    for (const [run, turn] of turns) if (!(yield* run.readOn(turn))) return false;
    this.isTelling = true;
    for (const [run, turn] of turns) {
      for await (const event of run.tell(turn)) {
        throwIfAborted(signal);
        yield event;
      }
    }
    this.isTelling = false;
    return true;
  }
}

function runsOf({ file, files }: ImportSource): readonly (readonly RunFolder[])[] {
  if (files) return findRunFolders(files.map(({ path }) => path)).map(({ parts }) => parts);
  if (!file) return [];
  const id = /^run-(.+)\.wandb$/.exec(nameOf(file.path))?.[1] ?? nameOf(file.path);
  return [[{ folder: folderOf(file.path), id, log: file.path, files: [file.path] }]];
}
