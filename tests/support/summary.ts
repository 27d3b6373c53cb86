import type { ImportEvent } from '../../workers/import/format.ts';

/** Numbers that JSON has no word for are written as text. */
export type SummaryNumber = number | 'NaN' | 'Infinity' | '-Infinity';

export interface SeriesFacts {
  n: number;
  /** Value of the first line, and the one at the greatest (step, time, order). */
  first: SummaryNumber;
  last: SummaryNumber;
  firstStep: SummaryNumber;
  lastStep: SummaryNumber;
  min: SummaryNumber;
  max: SummaryNumber;
  nonFinite: number;
}

export interface RunFacts {
  name: string;
  experiment: string;
  status: string;
  lifecycle: string;
  startMs: number | null;
  endMs: number | null;
  parent: string | null;
  params: Record<string, string>;
  tags: number;
  datasets: string[];
  models: string[];
  artifacts: string[];
  series: Record<string, SeriesFacts>;
}

/** An import in a form that a person can read and compare. Every list and object is in key order. */
export interface ImportSummary {
  experiments: { id: string; name: string; lifecycle: string; tags: number }[];
  runs: Record<string, RunFacts>;
  datasets: string[];
  loggedModels: {
    key: string;
    name: string;
    status: string;
    lifecycle: string;
    metrics: number;
    artifacts: number;
  }[];
  registeredModels: { name: string; aliases: string[]; versions: string[] }[];
  problems: string[];
}

interface OpenSeries {
  facts: SeriesFacts;
  lastAt: readonly [step: number, timeMs: number];
  min: number;
  max: number;
}

/** Collects events; every event also passes the checks that the pipeline relies on (order, equal columns). */
export class Summariser {
  readonly summary: ImportSummary = {
    experiments: [],
    runs: {},
    datasets: [],
    loggedModels: [],
    registeredModels: [],
    problems: [],
  };
  private readonly experimentNames = new Map<string, string>();
  private readonly open = new Set<string>();
  private readonly series = new Map<string, Map<string, OpenSeries>>();
  private readonly artifacts = new Map<string, string[]>();
  private readonly versions = new Map<string, string[]>();

  add(event: ImportEvent): void {
    switch (event.kind) {
      case 'experiment':
        this.addExperiment(event);
        break;
      case 'run':
        this.addRun(event);
        break;
      case 'points':
        this.addPoints(event);
        break;
      case 'artifact':
        this.artifacts.set(event.owner, [...(this.artifacts.get(event.owner) ?? []), event.path]);
        break;
      case 'run-end':
        check(this.open.delete(event.run), `run-end without run: ${event.run}`);
        break;
      case 'dataset':
        this.summary.datasets.push(`${event.dataset.name} ${event.dataset.digest}`);
        break;
      case 'logged-model':
        this.addLoggedModel(event);
        break;
      case 'registered-model':
        this.summary.registeredModels.push({
          name: event.model.name,
          aliases: event.model.aliases.map(([alias, version]) => `${alias}=${version}`),
          versions: [],
        });
        break;
      case 'model-version':
        this.addVersion(event);
        break;
      case 'progress':
        check(event.bytesRead >= 0, 'progress goes back');
        break;
      case 'problem':
        this.summary.problems.push(event.problem.code);
        break;
      case 'record-pack':
      case 'fact-bytes':
      case 'edits':
        // Of bundles, which have tests of their own: what lies in packs is no event.
        break;
    }
  }

  finish(): ImportSummary {
    check(this.open.size === 0, `runs without run-end: ${[...this.open].join(', ')}`);
    const { summary } = this;
    for (const [run, bySeries] of this.series) {
      const facts = summary.runs[run]!;
      for (const [metric, { facts: series, min, max }] of [...bySeries].sort(byKey)) {
        facts.series[metric] = { ...series, min: toSummary(min), max: toSummary(max) };
      }
    }
    for (const [owner, paths] of this.artifacts) {
      const run = summary.runs[owner];
      const model = summary.loggedModels.find(({ key }) => key === owner);
      check(run !== undefined || model !== undefined, `artifact of unknown owner ${owner}`);
      if (run !== undefined) run.artifacts = paths.sort();
      if (model !== undefined) model.artifacts = paths.length;
    }
    for (const model of summary.registeredModels) {
      model.versions = (this.versions.get(model.name) ?? []).sort(
        (a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10),
      );
    }
    summary.runs = Object.fromEntries(Object.entries(summary.runs).sort(byKey));
    summary.experiments.sort((a, b) => (a.id + a.name < b.id + b.name ? -1 : 1));
    summary.datasets.sort();
    summary.loggedModels.sort((a, b) => (a.key < b.key ? -1 : 1));
    summary.registeredModels.sort((a, b) => (a.name < b.name ? -1 : 1));
    summary.problems.sort();
    return summary;
  }

  private addExperiment({ experiment }: ImportEvent & { kind: 'experiment' }): void {
    this.experimentNames.set(experiment.key, experiment.name);
    const { id, name, lifecycle, tags } = experiment;
    this.summary.experiments.push({ id, name, lifecycle, tags: tags.length });
  }

  private addRun({ run }: ImportEvent & { kind: 'run' }): void {
    check(!this.open.has(run.key), `run ${run.key} is open already`);
    check(this.experimentNames.has(run.experiment), `run ${run.key} before its experiment`);
    this.open.add(run.key);
    if (!this.series.has(run.key)) this.series.set(run.key, new Map());
    this.summary.runs[run.key] = {
      name: run.name,
      experiment: this.experimentNames.get(run.experiment) ?? '',
      status: run.status,
      lifecycle: run.lifecycle,
      startMs: run.startMs,
      endMs: run.endMs,
      parent: run.parent,
      params: Object.fromEntries(run.params),
      tags: run.tags.length,
      datasets: run.datasets.map(({ dataset, context }) => `${dataset} ${context}`.trim()).sort(),
      models: run.models.map(({ model, direction, step }) => `${direction} ${model} ${step}`).sort(),
      artifacts: [],
      series: {},
    };
  }

  private addPoints({ run, metric, points }: ImportEvent & { kind: 'points' }): void {
    check(this.open.has(run), `points of ${run} outside of the run`);
    const { steps, timesMs, values } = points;
    check(
      steps.length === values.length && timesMs.length === values.length,
      `columns of ${metric} are not of one length`,
    );
    const bySeries = this.series.get(run)!;
    let open = bySeries.get(metric);
    if (open === undefined) {
      open = makeSeries(steps[0] ?? Number.NaN, values[0] ?? Number.NaN);
      bySeries.set(metric, open);
    }
    for (let i = 0; i < values.length; i++) addPoint(open, steps[i]!, timesMs[i]!, values[i]!);
  }

  private addLoggedModel({ model }: ImportEvent & { kind: 'logged-model' }): void {
    const { key, name, status, lifecycle, metrics } = model;
    this.summary.loggedModels.push({ key, name, status, lifecycle, metrics: metrics.length, artifacts: 0 });
  }

  private addVersion({ version }: ImportEvent & { kind: 'model-version' }): void {
    // A deleted version is kept, but nobody shows it.
    if (version.stage === 'Deleted_Internal') return;
    const known = this.versions.get(version.model) ?? [];
    this.versions.set(version.model, [...known, `${version.version} ${version.stage}`]);
  }
}

export async function summarise(events: AsyncIterable<ImportEvent>): Promise<ImportSummary> {
  const summariser = new Summariser();
  for await (const event of events) summariser.add(event);
  return summariser.finish();
}

function makeSeries(step: number, value: number): OpenSeries {
  const facts: SeriesFacts = {
    n: 0,
    first: toSummary(value),
    last: 'NaN',
    firstStep: toSummary(step),
    lastStep: 'NaN',
    min: 'NaN',
    max: 'NaN',
    nonFinite: 0,
  };
  return { facts, lastAt: [Number.NEGATIVE_INFINITY, 0], min: Number.NaN, max: Number.NaN };
}

function addPoint(open: OpenSeries, step: number, timeMs: number, value: number): void {
  const { facts } = open;
  facts.n += 1;
  if (Number.isFinite(value)) {
    if (!(open.min <= value)) open.min = value;
    if (!(open.max >= value)) open.max = value;
  } else {
    facts.nonFinite += 1;
  }
  const [lastStep, lastTimeMs] = open.lastAt;
  if (step < lastStep || (step === lastStep && timeMs < lastTimeMs)) return;
  open.lastAt = [step, timeMs];
  facts.last = toSummary(value);
  facts.lastStep = toSummary(step);
}

function toSummary(value: number): SummaryNumber {
  return Number.isFinite(value) ? value : (String(value) as SummaryNumber);
}

function byKey(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0;
}

function check(condition: boolean, message: string): void {
  if (!condition) throw new Error(`The reader broke the contract: ${message}`);
}
