import type { ModelLink, RunStatus, StoredRun } from '../../src/domain/run.ts';
import type { RunHead, SeriesFigures } from '../../src/storage/record-lines.ts';
import { resized } from './columns.ts';
import {
  BLOCK_FORM,
  type BlockMetric,
  type BlockTexts,
  type DatasetLink,
  KEY_MARK,
  type RunBlock,
  type TextAttribute,
} from './run-block.ts';

export function makeRunBlock(runs: readonly StoredRun[]): RunBlock {
  const builder = new BlockBuilder(runs.length);
  for (const run of runs) builder.add(run, run.series);
  return builder.block();
}

/** Takes run after run and keeps of each only what goes into the block. */
export class BlockBuilder {
  private readonly count: number;
  private readonly pool = new BlockTextPool();
  private readonly names: string[] = [];
  private readonly statuses: RunStatus[] = [];
  private readonly datasets: (readonly DatasetLink[] | null)[] = [];
  private readonly models: (readonly ModelLink[] | null)[] = [];
  private readonly deleted: Uint8Array;
  private readonly starts: Float64Array;
  private readonly ends: Float64Array;
  private readonly lastSigns: Float64Array;
  private readonly signGaps: Float64Array;
  private readonly texts: Readonly<Record<TextAttribute, Uint32Array>>;
  private readonly metrics = new Map<string, MetricDraft>();
  private readonly params = new Map<string, TextDraft>();
  private readonly tags = new Map<string, TextDraft>();
  private readonly knownDatasets = new Map<string, readonly DatasetLink[]>();
  private place = 0;

  /** For exactly so many runs. */
  constructor(count: number) {
    const ids = () => new Uint32Array(count);
    this.count = count;
    this.deleted = new Uint8Array(count);
    this.starts = new Float64Array(count);
    this.ends = new Float64Array(count);
    this.lastSigns = new Float64Array(count);
    this.signGaps = new Float64Array(count);
    this.texts = {
      experiments: ids(),
      parents: ids(),
      users: ids(),
      sources: ids(),
      sourceTypes: ids(),
      versions: ids(),
      origins: ids(),
      artifactUris: ids(),
    };
  }

  add(run: RunHead, series: readonly SeriesFigures[]): void {
    const { place, pool, texts } = this;
    this.names.push(run.name);
    this.statuses.push(run.status);
    this.datasets.push(this.linkDatasets(run.datasets));
    this.models.push(run.models.length === 0 ? null : run.models);
    this.deleted[place] = run.lifecycle === 'deleted' ? 1 : 0;
    this.starts[place] = run.startMs ?? Number.NaN;
    this.ends[place] = run.endMs ?? Number.NaN;
    this.addSigns(run, series);
    texts.experiments[place] = pool.idOf(run.experiment);
    texts.parents[place] = pool.idOf(run.parent ?? '');
    texts.users[place] = pool.idOf(run.user);
    texts.sources[place] = pool.idOf(run.source.name);
    texts.sourceTypes[place] = pool.idOf(run.source.type);
    texts.versions[place] = pool.idOf(run.source.gitCommit);
    texts.origins[place] = pool.idOf(run.origin.path);
    texts.artifactUris[place] = pool.idOf(run.artifactUri.replaceAll(run.key, KEY_MARK));
    for (const [key, text] of run.params) this.addText(this.params, key, text);
    for (const [key, text] of run.tags) this.addText(this.tags, key, text);
    for (const figures of series) {
      let draft = this.metrics.get(figures.key);
      if (!draft) {
        draft = new MetricDraft(this.count);
        this.metrics.set(figures.key, draft);
      }
      draft.add(place, figures);
    }
    this.place += 1;
  }

  block(): RunBlock {
    const { count, names, statuses, deleted, starts, ends, lastSigns, signGaps, datasets, models } = this;
    return {
      form: BLOCK_FORM,
      count,
      names,
      statuses,
      deleted,
      starts,
      ends,
      lastSigns,
      signGaps,
      datasets,
      models,
      ...this.texts,
      texts: this.pool.texts,
      metrics: Array.from(this.metrics, ([key, draft]) => draft.column(key)),
      params: Array.from(this.params, ([key, draft]) => draft.column(key)),
      tags: Array.from(this.tags, ([key, draft]) => draft.column(key)),
    };
  }

  private addSigns({ startMs }: RunHead, series: readonly SeriesFigures[]): void {
    let lastMs = Number.NaN;
    let most = 0;
    for (const { lastTimeMs, count } of series) {
      if (!(lastTimeMs <= lastMs) && Number.isFinite(lastTimeMs)) lastMs = lastTimeMs;
      if (count > most) most = count;
    }
    const spanMs = lastMs - (startMs ?? Number.NaN);
    this.lastSigns[this.place] = Number.isNaN(lastMs) ? (startMs ?? Number.NaN) : lastMs;
    this.signGaps[this.place] = spanMs >= 0 ? spanMs / most : Number.NaN;
  }

  private addText(columns: Map<string, TextDraft>, key: string, text: string): void {
    let draft = columns.get(key);
    if (!draft) {
      draft = new TextDraft(this.count);
      columns.set(key, draft);
    }
    draft.add(this.place, this.pool.idOf(text));
  }

  /** Thousands of runs use the same few datasets: they share the lists. */
  private linkDatasets(datasets: RunHead['datasets']): readonly DatasetLink[] | null {
    if (datasets.length === 0) return null;
    const links = datasets.map(({ dataset, context }) => ({ dataset, context }));
    const about = JSON.stringify(links);
    const known = this.knownDatasets.get(about);
    if (!known) this.knownDatasets.set(about, links);
    return known ?? links;
  }
}

class BlockTextPool {
  readonly texts: string[] = [];
  private readonly ids = new Map<string, number>();

  idOf(text: string): number {
    let id = this.ids.get(text);
    if (id === undefined) {
      id = this.texts.push(text) - 1;
      this.ids.set(text, id);
    }
    return id;
  }
}

/** Most columns of a block are short or as long as the block. */
const FIRST_ROOM = 64;
const GROWTH = 8;

class TextDraft {
  private readonly count: number;
  private length = 0;
  private places: Uint32Array;
  private ids: Uint32Array;

  constructor(count: number) {
    this.count = count;
    const room = Math.min(count, FIRST_ROOM);
    this.places = new Uint32Array(room);
    this.ids = new Uint32Array(room);
  }

  add(place: number, id: number): void {
    const { length } = this;
    if (isTaken(this.places, length, place)) return;
    if (length === this.ids.length) {
      this.places = resized(this.places, length * GROWTH, length);
      this.ids = resized(this.ids, length * GROWTH, length);
    }
    this.places[length] = place;
    this.ids[length] = id;
    this.length += 1;
  }

  column(key: string): BlockTexts {
    const places = toPlaces(this.places.subarray(0, this.length), this.count);
    return { key, places, ids: this.ids.slice(0, this.length) };
  }
}

class MetricDraft {
  private readonly count: number;
  private length = 0;
  private places: Uint32Array;
  private counts: Uint32Array;
  private last: Float64Array;
  private first: Float64Array;
  private min: Float64Array;
  private max: Float64Array;
  private mean: Float64Array;
  /** Every summary was the last value, as where each run logged the metric once: it is kept once. */
  private readonly isLast = { first: true, min: true, max: true, mean: true };

  constructor(count: number) {
    this.count = count;
    const room = Math.min(count, FIRST_ROOM);
    this.places = new Uint32Array(room);
    this.counts = new Uint32Array(room);
    this.last = new Float64Array(room);
    this.first = new Float64Array(room);
    this.min = new Float64Array(room);
    this.max = new Float64Array(room);
    this.mean = new Float64Array(room);
  }

  add(place: number, { count, last, first, min, max, mean }: SeriesFigures): void {
    const { length, isLast } = this;
    if (isTaken(this.places, length, place)) return;
    if (length === this.last.length) this.grow();
    this.places[length] = place;
    this.counts[length] = count;
    this.last[length] = last;
    this.first[length] = first;
    this.min[length] = min;
    this.max[length] = max;
    this.mean[length] = mean;
    if (!Object.is(first, last)) isLast.first = false;
    if (!Object.is(min, last)) isLast.min = false;
    if (!Object.is(max, last)) isLast.max = false;
    if (!Object.is(mean, last)) isLast.mean = false;
    this.length += 1;
  }

  column(key: string): BlockMetric {
    const { isLast, length } = this;
    const last = this.last.slice(0, length);
    const counts = this.counts.slice(0, length);
    const [count = 0] = counts;
    return {
      key,
      places: toPlaces(this.places.subarray(0, length), this.count),
      counts: counts.every((one) => one === count) ? count : counts,
      last,
      first: isLast.first ? last : this.first.slice(0, length),
      min: isLast.min ? last : this.min.slice(0, length),
      max: isLast.max ? last : this.max.slice(0, length),
      mean: isLast.mean ? last : this.mean.slice(0, length),
    };
  }

  private grow(): void {
    const { length } = this;
    const room = length * GROWTH;
    this.places = resized(this.places, room, length);
    this.counts = resized(this.counts, room, length);
    this.last = resized(this.last, room, length);
    this.first = resized(this.first, room, length);
    this.min = resized(this.min, room, length);
    this.max = resized(this.max, room, length);
    this.mean = resized(this.mean, room, length);
  }
}

/** Another browser may send a key twice in one run: the first one stands. Runs come one after the other. */
function isTaken(places: Uint32Array, length: number, place: number): boolean {
  return length > 0 && places[length - 1] === place;
}

function toPlaces(places: Uint32Array, count: number): Uint32Array | null {
  const isEvery = places.length === count && places.every((place, index) => place === index);
  return isEvery ? null : places.slice();
}
