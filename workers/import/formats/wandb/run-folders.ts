import { folderOf, nameOf } from '../../source.ts';

/** One run folder: `offline-run-20240505_100723-<id>`, `run-…`, `dryrun-…`. */
export interface RunFolder {
  readonly folder: string;
  readonly id: string;
  /** `run-<id>.wandb`; null in folders from before 0.10, or where it was too large for whoever copied them. */
  readonly log: string | null;
  /** Everything below the folder, the log included. */
  readonly files: readonly string[];
}

interface Draft extends RunFolder {
  readonly files: string[];
}

/** The folders of one run: one, or several where it was resumed. */
export interface RunFolders {
  readonly folder: string;
  readonly parts: readonly RunFolder[];
  /** Files of W&B beside the run folders that tell of no run. */
  readonly noise: readonly string[];
}

/** A link to the newest run folder; copied, a folder with the same run. */
const LATEST = 'latest-run';
const LOG_NAME = /^run-(.{1,128})\.wandb$/;
const FOLDER_NAME = /^(?:offline-)?(?:dry)?run-\d{8}_\d{6}-([\w-]{1,128})$/;
const FACT_FILES = new Set(['wandb-summary.json', 'wandb-metadata.json', 'wandb-history.jsonl']);
const NOISE =
  /^(?:debug(?:-[\w.-]+)?\.log|latest-run(?:\.symlink\.txt)?|wandb-resume\.json|settings|\.gitignore)$/;
/** What the agent of a sweep was told; the runs say it themselves. */
const SWEEP = /(?:^|\/)sweep-[^/]+\/config-[^/]+\.yaml$/;

/** Finds run folders by the names in them; two folders of one run beside each other are parts of it. */
export function findRunFolders(paths: readonly string[]): readonly RunFolders[] {
  const drafts = collectFolders(paths);
  const runs = new Map<string, { parts: Draft[]; noise: string[] }>();
  const byParent = new Map<string, { noise: string[] }>();
  const aliases: Draft[] = [];
  for (const draft of drafts.values()) {
    if (nameOf(draft.folder) === LATEST) {
      aliases.push(draft);
      continue;
    }
    const parent = folderOf(draft.folder);
    const key = JSON.stringify([parent, draft.id]);
    const run = runs.get(key) ?? { parts: [], noise: [] };
    run.parts.push(draft);
    runs.set(key, run);
    if (draft.folder !== '' && !byParent.has(parent)) byParent.set(parent, run);
  }
  for (const alias of aliases) {
    const parent = folderOf(alias.folder);
    const run = runs.get(JSON.stringify([parent, alias.id]));
    if (run) run.noise.push(...alias.files);
    else runs.set(JSON.stringify([parent, alias.id]), { parts: [alias], noise: [] });
  }
  for (const path of paths) {
    if (NOISE.test(nameOf(path))) byParent.get(folderOf(path))?.noise.push(path);
    else if (SWEEP.test(path)) byParent.get(folderOf(folderOf(path)))?.noise.push(path);
  }
  return [...runs.values()].map(({ parts, noise }) => ({ folder: parts[0]!.folder, parts, noise }));
}

function collectFolders(paths: readonly string[]): ReadonlyMap<string, Draft> {
  const found = new Map<string, Draft>();
  const logs = new Map<string, string[]>();
  /** SwanLab names its folders, and the config in them, just so. */
  const others = new Set(paths.filter((path) => path.endsWith('.swanlab')).map(folderOf));
  for (const path of paths) {
    if (!LOG_NAME.test(nameOf(path))) continue;
    const known = logs.get(folderOf(path));
    if (known) known.push(path);
    else logs.set(folderOf(path), [path]);
  }
  const begin = (folder: string): void => {
    if (found.has(folder) || others.has(folder)) return;
    const log = logOf(folder, logs.get(folder) ?? []);
    const id = (log && LOG_NAME.exec(nameOf(log))?.[1]) || FOLDER_NAME.exec(nameOf(folder))?.[1];
    found.set(folder, { folder, id: id ?? nameOf(folder), log, files: [] });
  };
  // A log that was dropped alone is a file of its own; one that has files of its run beside it is part of the folder.
  for (const path of paths) {
    const folder = folderOf(path);
    const isInFiles = nameOf(folder) === 'files';
    const runFolder = isInFiles ? folderOf(folder) : folder;
    const isNamed = FOLDER_NAME.test(nameOf(runFolder));
    const name = nameOf(path);
    if (FACT_FILES.has(name)) begin(runFolder);
    else if (isNamed && isInFiles && name === 'config.yaml') begin(runFolder);
    else if (isLogOfFolder(path)) begin(folder);
  }
  for (const folder of foldersWithFiles(paths)) if (logs.get(folder)?.length === 1) begin(folder);
  fill(found, paths);
  return found;
}

/** A log in a folder of its own, which is named after it, or in the link to the newest of them. */
function isLogOfFolder(path: string): boolean {
  const id = LOG_NAME.exec(nameOf(path))?.[1];
  const folder = nameOf(folderOf(path));
  return id !== undefined && (folder.endsWith(`-${id}`) || folder === LATEST);
}

/** Folders with a folder `files` in them. */
function foldersWithFiles(paths: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const path of paths) {
    const at = path.indexOf('/files/');
    if (at >= 0) found.add(path.slice(0, at));
    else if (path.startsWith('files/')) found.add('');
  }
  return found;
}

/** Of several logs in a folder, the one that the folder is named after. */
function logOf(folder: string, logs: readonly string[]): string | null {
  if (logs.length === 1) return logs[0]!;
  return logs.find((path) => nameOf(folder).endsWith(`-${LOG_NAME.exec(nameOf(path))?.[1]}`)) ?? null;
}

/** Every path goes to the innermost run folder around it; other logs in one stay files of their own. */
function fill(found: ReadonlyMap<string, Draft>, paths: readonly string[]): void {
  if (found.size === 0) return;
  for (const path of paths) {
    for (let folder = folderOf(path); ; folder = folderOf(folder)) {
      const run = found.get(folder);
      if (run) {
        const isOtherLog = folder === folderOf(path) && LOG_NAME.test(nameOf(path)) && path !== run.log;
        if (!isOtherLog) run.files.push(path);
        break;
      }
      if (folder === '') break;
    }
  }
}
