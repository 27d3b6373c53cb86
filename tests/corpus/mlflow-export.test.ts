import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { detect } from '../../workers/import/detect/detect.ts';
import type { ImportEvent } from '../../workers/import/format.ts';
import { FORMATS } from '../../workers/import/registry.ts';
import { openFolderSource } from '../support/memory-source.ts';
import { Summariser } from '../support/summary.ts';

const CORPUS = process.env.CAIRN_CORPUS ?? '../shared/corpus';
const NAME = 'export_mlflow_export_import';
const TRUTH = join(CORPUS, 'truth', `${NAME}.json`);

interface TruthRun {
  readonly run_id: string;
  readonly folder: string;
  readonly name: string;
  readonly experiment_id: string;
  readonly status: string;
  readonly start_ms: number;
  readonly end_ms: number;
  readonly params: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly n_tags: number;
  readonly n_artifacts: number;
}

describe.skipIf(!existsSync(TRUTH))('bundles of mlflow-export-import in the corpus', () => {
  it('hold what the truth says, run by run', async () => {
    const source = JSON.parse(readFileSync(TRUTH, 'utf8')).sources[0];
    const truth: readonly TruthRun[] = source.runs;
    const { tree } = openFolderSource(join(CORPUS, 'wild', NAME));
    const signal = new AbortController().signal;
    const { claims } = await detect(tree, FORMATS, signal);
    const bundles = claims.filter((claim) => claim.format.id === 'mlflow-export');
    const events: ImportEvent[] = [];
    for (const { format, path, file, files } of bundles) {
      const found = format.read(files ? { path, file, files, tree } : { path, file, tree }, { signal });
      for await (const event of found) events.push(event);
    }
    const runs = splitRuns(events);
    expect([...runs.keys()].sort()).toEqual(truth.map((run) => join(run.folder, 'run.json')).sort());
    for (const run of truth) {
      const { facts, key, tags } = runs.get(join(run.folder, 'run.json'))!;
      expect({
        id: key,
        name: facts.name,
        status: facts.status.toUpperCase(),
        start: facts.startMs,
        end: facts.endMs,
        params: facts.params,
        tags,
        artifacts: facts.artifacts.length,
        metrics: Object.fromEntries(
          Object.entries(facts.series).map(([metric, series]) => [metric, [series.n, series.last]]),
        ),
      }).toEqual({
        id: run.run_id,
        name: run.name,
        status: run.status,
        start: run.start_ms,
        end: run.end_ms,
        params: run.params,
        tags: run.n_tags,
        artifacts: run.n_artifacts,
        metrics: Object.fromEntries(
          Object.entries(run.metrics).map(([metric, series]) => [metric, [series.n, series.last]]),
        ),
      });
    }
    const models = new Set(
      events.flatMap((event) => (event.kind === 'registered-model' ? event.model.name : [])),
    );
    expect(models.size).toBeGreaterThan(0);
    const problems = events.flatMap((event) => (event.kind === 'problem' ? event.problem : []));
    expect(problems.filter(({ code }) => code === 'json-damaged').map(({ path }) => path)).toEqual([
      'samples/oss_mlflow/bulk/experiments/2/experiment.json',
    ]);
  });
});

/** Each run by the file that tells of it: the same id lies in several. */
function splitRuns(events: readonly ImportEvent[]) {
  const found = new Map<
    string,
    { key: string; facts: Summariser['summary']['runs'][string]; tags: number }
  >();
  const experiments = events.filter((event) => event.kind === 'experiment');
  let summariser = new Summariser();
  for (const event of events) {
    if (event.kind === 'run') {
      summariser = new Summariser();
      for (const experiment of experiments) summariser.add(experiment);
    }
    if (!['run', 'points', 'artifact', 'run-end'].includes(event.kind)) continue;
    if (event.kind === 'artifact' && !summariser.summary.runs[event.owner]) continue;
    summariser.add(event);
    if (event.kind !== 'run') continue;
    const { key, origin, tags } = event.run;
    const current = summariser;
    found.set(origin.path, {
      key,
      tags: tags.length,
      get facts() {
        return current.finish().runs[key]!;
      },
    });
  }
  return found;
}
