import type { Pair, RunRecord } from '../../../src/domain/run.ts';
import type { ImportEvent } from '../format.ts';
import { folderOf, joinPath, type SourceTree } from '../source.ts';
import { readSettings } from '../tables/beside.ts';
import { paramsOf, sortedPairs, textOf } from '../text/json-fields.ts';
import { toPythonText } from '../text/python-text.ts';

const CONFIG = '.hydra/config.yaml';
const OVERRIDES = '.hydra/overrides.yaml';

interface Settings {
  readonly params: readonly Pair[];
  /** What was said on the command line, as it was said. */
  readonly overrides: string;
}

/** The settings that Hydra wrote for the jobs whose runs lie in a drop. */
export class JobSettings {
  private readonly tree: SourceTree;
  private readonly jobs: ReadonlySet<string>;
  private readonly read = new Map<string, Promise<Settings>>();

  constructor(tree: SourceTree) {
    this.tree = tree;
    const inside = tree.files.filter(({ path }) => path.endsWith(CONFIG));
    this.jobs = new Set(inside.map(({ path }) => folderOf(folderOf(path))));
  }

  /** What a reader says, its runs with the params of the job they lie in. Their own params stand. */
  addTo(events: AsyncIterable<ImportEvent>): AsyncIterable<ImportEvent> {
    return this.jobs.size === 0 ? events : this.added(events);
  }

  private async *added(events: AsyncIterable<ImportEvent>): AsyncGenerator<ImportEvent> {
    for await (const event of events) {
      yield event.kind === 'run' ? { ...event, run: await this.completed(event.run) } : event;
    }
  }

  private async completed(run: RunRecord): Promise<RunRecord> {
    const job = jobOf(run.origin.path, this.jobs);
    if (job === null) return run;
    const settings = this.read.get(job) ?? this.readJob(job);
    this.read.set(job, settings);
    const { params, overrides } = await settings;
    const tags: Pair[] = overrides === '' ? [] : [['hydra.overrides', overrides]];
    return {
      ...run,
      params: sortedPairs([...params, ...run.params]),
      tags: sortedPairs([...tags, ...run.tags]),
    };
  }

  private async readJob(job: string): Promise<Settings> {
    const config = this.tree.get(joinPath(job, CONFIG));
    const said = this.tree.get(joinPath(job, OVERRIDES));
    const overrides = said ? await readSettings(said) : null;
    const words = Array.isArray(overrides) ? overrides.map((one) => textOf(one) || toPythonText(one)) : [];
    const params = config ? paramsOf((await readSettings(config)) ?? undefined) : [];
    return { params, overrides: words.join(' ').slice(0, 6000) };
  }
}

/** The nearest of the jobs whose folder this path is or lies in. */
export function jobOf(path: string, jobs: { has(folder: string): boolean }): string | null {
  for (let at = path; ; at = folderOf(at)) {
    if (jobs.has(at)) return at;
    if (at === '') return null;
  }
}
