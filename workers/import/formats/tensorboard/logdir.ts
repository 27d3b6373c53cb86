import { isArchiveName } from '../../source/archive-kind.ts';
import { folderOf } from '../../source.ts';

/** What people, tutorials and loggers call the folder that TensorBoard is started with. */
const LOG_FOLDERS: ReadonlySet<string> = new Set([
  'events',
  'lightning_logs',
  'log',
  'log_dir',
  'logdir',
  'logs',
  'runs',
  'summaries',
  'summary',
  'tb',
  'tb_log',
  'tb_logs',
  'tblogs',
  'tensorboard',
  'tensorboard_log',
  'tensorboard_logs',
]);

export interface RunPlace {
  /** Name of the folder that TensorBoard would be started with; '' where nothing is known above the run. */
  readonly logdir: string;
  /** The path of the run below it; '' where the run is all that there is. */
  readonly name: string;
}

/**
 * Where a run stands by its own path alone, so that nothing that is added beside it changes what it is called: the
 * folder that was dropped, or one in it that is called as such folders are. Deeper ones are left in the name: a folder
 * with several projects has `runs` in each of them. Archives are passed over, but where there is nothing else.
 */
export function placeOf(folder: string): RunPlace {
  const run = withoutGuild(folder).split('/');
  const archives = run.slice(0, -1).findIndex((name) => !isArchiveName(name));
  const inside = archives === -1 ? run.length - 1 : archives;
  const above = run.slice(inside, -1);
  const [first = run[inside - 1] ?? '', second = ''] = above;
  if (above.length > 1 && !isLogFolder(first) && isLogFolder(second))
    return { logdir: second, name: run.slice(inside + 2).join('/') };
  return { logdir: first, name: run.slice(above.length > 0 ? inside + 1 : inside).join('/') };
}

/** Guild puts the events of a run into a folder of its own in that of the run. */
function withoutGuild(folder: string): string {
  return folder === '.guild' || folder.endsWith('/.guild') ? folderOf(folder) : folder;
}

function isLogFolder(name: string): boolean {
  return LOG_FOLDERS.has(name.toLowerCase());
}
