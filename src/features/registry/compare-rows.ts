import { formatInColumn, type NumberStyle, numberStyle } from '../../base/column-number.ts';
import { formatBytes, formatDuration, formatNumber, formatTime } from '../../base/format.ts';
import type { DirectionOf, MetricDirection } from '../../domain/metric-direction.ts';
import type { MlModel } from '../../domain/ml-model.ts';
import type { ModelVersion } from '../../domain/registry/registry-view.ts';
import type { ArtifactEntry } from '../../domain/run.ts';
import type { Difference } from '../../rpc/query-api.ts';

/** One line of two versions side by side; null where one has nothing. */
export interface CompareRow {
  readonly key: string;
  readonly left: string | null;
  readonly right: string | null;
  readonly differs: boolean;
  /** From the left to the right, of numbers; '' for none. */
  readonly change?: string;
  /** What that means for a metric with a good end. */
  readonly verdict?: 'better' | 'worse';
  /** Where both can be read side by side. */
  readonly href?: string;
}

export interface CompareGroup {
  readonly title: string;
  readonly rows: readonly CompareRow[];
}

const SECTION_TITLES: Readonly<Record<Difference['section'], string>> = {
  run: 'Run',
  params: 'Parameters',
  metrics: 'Metrics',
  tags: 'Tags of the run',
  datasets: 'Datasets',
  environment: 'Environment',
  source: 'Source',
};

function row(key: string, left: string | null, right: string | null): CompareRow {
  return { key, left, right, differs: left !== right };
}

/** What the registry says of both. */
/** `withRun`: the runs themselves are not compared below. */
export function registryGroup(left: ModelVersion, right: ModelVersion, withRun: boolean): CompareGroup {
  const said = (text: string) => text || null;
  const tagKeys = new Set([...left.tags, ...right.tags].map(([key]) => key));
  const tag = (version: ModelVersion, key: string) => version.tags.find(([one]) => one === key)?.[1] ?? null;
  const aliases = (version: ModelVersion) => said(version.aliases.map((alias) => `@${alias}`).join(' '));
  const time = (atMs: number | null) => (atMs === null ? null : formatTime(atMs));
  return {
    title: 'Registry',
    rows: [
      row('Stage', left.stage, right.stage),
      row('Aliases', aliases(left), aliases(right)),
      row('Registered', time(left.createdMs), time(right.createdMs)),
      row('User', said(left.user), said(right.user)),
      row('Description', said(left.description), said(right.description)),
      row('Source', said(left.source), said(right.source)),
      ...(withRun ? [row('Run', left.run, right.run)] : []),
      row('Logged model', left.loggedModel, right.loggedModel),
      ...[...tagKeys].sort().map((key) => row(`tags.${key}`, tag(left, key), tag(right, key))),
    ],
  };
}

/** What was logged, in sections; times stand as people read them. */
export function differenceGroups(
  differences: readonly Difference[],
  directionOf: DirectionOf,
): readonly CompareGroup[] {
  const groups = new Map<Difference['section'], CompareRow[]>();
  for (const { section, key, values, differs, cut } of differences) {
    const style = numberStyle(rangeOf(values));
    const [left = null, right = null] = values.map((value) => valueText(section, key, value, cut, style));
    const rows = groups.get(section) ?? [];
    groups.set(section, rows);
    const of = section === 'metrics' ? directionOf(key) : null;
    const change = changeOf(section, values, of);
    rows.push({ key, left, right, differs, ...change });
  }
  return [...groups].map(([section, rows]) => ({ title: SECTION_TITLES[section], rows }));
}

const TIMES = new Set(['started', 'ended']);

function valueText(
  section: Difference['section'],
  key: string,
  value: string | number | null,
  cut: boolean,
  style: NumberStyle,
): string | null {
  if (value === null) return null;
  if (typeof value === 'string') return cut ? `${value}…` : value;
  if (section === 'run' && TIMES.has(key)) return formatTime(value);
  return section === 'run' && key === 'duration' ? formatDuration(value) : formatInColumn(value, style);
}

function rangeOf(values: readonly (string | number | null)[]): Parameters<typeof numberStyle>[0] {
  const usual = values.filter(
    (value): value is number => typeof value === 'number' && Number.isFinite(value),
  );
  if (usual.length === 0) return undefined;
  return { min: Math.min(...usual), max: Math.max(...usual), integers: usual.every(Number.isInteger) };
}

/** Params are texts; what reads as a number is told as one. */
function changeOf(
  section: Difference['section'],
  values: readonly (string | number | null)[],
  direction: MetricDirection | null,
): Pick<CompareRow, 'change' | 'verdict'> {
  if (section !== 'metrics' && section !== 'params') return {};
  const [from, to] = values.map((value) =>
    typeof value === 'string' && value.trim() !== '' ? Number(value) : value,
  );
  if (typeof from !== 'number' || typeof to !== 'number') return {};
  const by = to - from;
  if (!Number.isFinite(by) || by === 0) return {};
  const share = from === 0 ? '' : ` (${signed((by / Math.abs(from)) * 100, 3)} %)`;
  const change = `${signed(by, 4)}${share}`;
  if (direction === null) return { change };
  return { change, verdict: by < 0 === (direction === 'lower') ? 'better' : 'worse' };
}

function signed(value: number, digits: number): string {
  const size = Math.abs(value);
  const text =
    size >= 10 ** digits ? formatNumber(size) : formatNumber(Number(size.toPrecision(digits)), digits);
  return `${value < 0 ? '−' : '+'}${text}`;
}

const NO_SIGNATURE = { inputs: null, outputs: null, params: null };

/** What both models take and give, and what they were made with; null where a file could not be read. */
export function modelGroup(left: MlModel | null, right: MlModel | null): CompareGroup {
  const fieldsOf = (model: MlModel | null) => {
    const fields = new Map<string, string>();
    if (!model) return fields;
    fields.set('MLflow', model.mlflowVersion);
    fields.set('Python', model.pythonVersion);
    fields.set('Flavours', model.flavours.map(({ name }) => name).join(', '));
    const { inputs, outputs, params } = model.signature ?? NO_SIGNATURE;
    for (const [side, list] of [
      ['input', inputs],
      ['output', outputs],
      ['parameter', params],
    ] as const)
      for (const [i, { name, type, required }] of (list ?? []).entries())
        fields.set(`${side} ${name || i + 1}`, required ? type : `${type} (optional)`);
    return fields;
  };
  const lefts = fieldsOf(left);
  const rights = fieldsOf(right);
  const keys = new Set([...lefts.keys(), ...rights.keys()]);
  const rows = [...keys].map((key) => row(key, lefts.get(key) || null, rights.get(key) || null));
  return { title: 'Signature and flavours', rows };
}

/** The files of both models: equal are those whose bytes are; those that were not kept are told apart by their size. */
/** `hrefOf`: where a file that both have is compared; undefined where nowhere. */
export function filesGroup(
  left: readonly ArtifactEntry[],
  right: readonly ArtifactEntry[],
  hrefOf: (path: string) => string | undefined = () => undefined,
): CompareGroup {
  const byPath = (files: readonly ArtifactEntry[]) => new Map(files.map((file) => [file.path, file]));
  const lefts = byPath(left);
  const rights = byPath(right);
  const paths = [...new Set([...lefts.keys(), ...rights.keys()])].sort();
  const rows = paths.map((path): CompareRow => {
    const one = lefts.get(path);
    const other = rights.get(path);
    const isSame =
      one?.sizeBytes === other?.sizeBytes &&
      (one?.chunks?.join() === other?.chunks?.join() || !one?.chunks || !other?.chunks);
    const href = one && other && !isSame ? hrefOf(path) : undefined;
    return {
      key: path,
      left: one ? formatBytes(one.sizeBytes) : null,
      right: other ? fileText(other, one !== undefined && !isSame) : null,
      differs: !isSame,
      ...(href === undefined ? {} : { href }),
    };
  });
  return { title: 'Files of the model', rows };
}

function fileText({ sizeBytes }: ArtifactEntry, isOther: boolean): string {
  return `${formatBytes(sizeBytes)}${isOther ? ', other content' : ''}`;
}
