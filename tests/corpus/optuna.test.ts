import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ImportEvent } from '../../workers/import/format.ts';
import { sqlite } from '../../workers/import/formats/sqlite/index.ts';
import { openFolderSource } from '../support/memory-source.ts';
import { type RunFacts, summarise } from '../support/summary.ts';

const CORPUS = process.env.CAIRN_CORPUS ?? '../shared/corpus';
const CASES = ['optuna_schemas', 'optuna_dashboard_sample'];

interface TruthRun {
  readonly run_id: string;
  readonly name: string;
  readonly experiment_id: string;
  readonly status: string;
  readonly datetime_start: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly metrics: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly n_tags: number;
}

interface TruthSource {
  readonly entry: string;
  readonly experiments: readonly { readonly id: string; readonly name: string }[];
  readonly runs: readonly TruthRun[];
}

/** Optuna says PRUNED and COMPLETE; a tag keeps the former. */
const STATUSES: Readonly<Record<string, string>> = {
  COMPLETE: 'finished',
  PRUNED: 'killed',
  RUNNING: 'running',
};

describe.skipIf(!existsSync(join(CORPUS, 'truth')))('Optuna databases of the corpus', () => {
  for (const name of CASES) {
    const truthPath = join(CORPUS, 'truth', `${name}.json`);
    const sources: readonly TruthSource[] = existsSync(truthPath)
      ? JSON.parse(readFileSync(truthPath, 'utf8')).sources
      : [];
    it.each(sources)(`${name} $entry`, async (truth) => {
      const { tree } = openFolderSource(join(CORPUS, 'wild', name));
      const file = tree.get(truth.entry)!;
      const userTags = new Map<string, number>();
      const summary = await summarise(
        countTags(
          sqlite.read({ path: file.path, file, tree }, { signal: new AbortController().signal }),
          userTags,
        ),
      );
      expect(summary.problems).toEqual([]);
      expect(summary.experiments.map(({ id, name: study }) => [id, study])).toEqual(
        truth.experiments.map((one) => [one.id, one.name]),
      );
      const runs = Object.entries(summary.runs).map(([key, run]) => ({
        ...run,
        tags: userTags.get(key) ?? 0,
      }));
      expect(runs.length).toBe(truth.runs.length);
      const experimentNames = new Map(truth.experiments.map((one) => [one.id, one.name]));
      for (const run of truth.runs) {
        const startMs = Math.floor(Date.parse(`${run.datetime_start.slice(0, 23).replace(' ', 'T')}Z`));
        const found = runs.find((one) => one.startMs === startMs)!;
        expect(comparable(found)).toEqual({
          // Before numbers were stored the truth has a question mark.
          name: run.name === 'trial ?' ? 'trial 0' : run.name,
          experiment: experimentNames.get(run.experiment_id),
          status: STATUSES[run.status],
          params: run.params,
          metrics: run.metrics,
          tags: run.n_tags,
        });
      }
    });
  }
});

/** The truth counts what people set; what Optuna keeps has tags of its own. */
async function* countTags(events: AsyncIterable<ImportEvent>, counts: Map<string, number>) {
  for await (const event of events) {
    if (event.kind === 'run') {
      counts.set(event.run.key, event.run.tags.filter(([key]) => !key.startsWith('optuna.')).length);
    }
    yield event;
  }
}

function comparable(run: RunFacts): unknown {
  const metrics = Object.entries(run.series).map(([key, series]) => [
    key,
    {
      n: series.n,
      last: series.last,
      last_row: series.last,
      min: series.min,
      max: series.max,
      n_nan_inf: series.nonFinite,
      first_step: series.firstStep,
      last_step: series.lastStep,
    },
  ]);
  const params = Object.entries(run.params).map(([key, text]) => [key, readParam(text)]);
  const { name, experiment, status, tags } = run;
  return {
    name,
    experiment,
    status,
    tags,
    params: Object.fromEntries(params),
    metrics: Object.fromEntries(metrics),
  };
}

function readParam(text: string): unknown {
  return /^-?[\d.]+(e[-+]?\d+)?$/.test(text) ? Number(text) : text;
}
