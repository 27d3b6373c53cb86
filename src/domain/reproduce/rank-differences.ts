import { isSet, wordsOf } from './recorded-values.ts';

/** A key that two runs differ in, as the comparison of runs tells it. */
export interface TwoValues {
  readonly section: 'run' | 'params' | 'metrics' | 'tags' | 'datasets' | 'environment' | 'source';
  readonly key: string;
  readonly values: readonly (string | number | null)[];
  readonly differs: boolean;
}

export type CauseKind = 'data' | 'params' | 'code' | 'seed' | 'environment' | 'start';

/** Something that differs and could be why the metrics differ. */
export interface Cause {
  readonly kind: CauseKind;
  readonly section: TwoValues['section'];
  readonly key: string;
  readonly a: string | null;
  readonly b: string | null;
  /** 0 … 100; only their order means something. */
  readonly likelihood: number;
  readonly reason: string;
}

/** Words of params that say where and how fast something runs, rather than what is learnt. */
const ASIDE_WORDS = new Set(
  `dir path output out log logging verbose verbosity jobs workers name file url uri host port device save version
  project tracking checkpoint id`.split(/\s+/),
);
const LEARNING_PACKAGES =
  /^(?:torch|tensorflow|keras|jax|flax|scikit-learn|xgboost|lightgbm|catboost|transformers|numpy|scipy|pandas|statsmodels|prophet|lightning|pytorch-lightning|accelerate|datasets|timm)$/;

/**
 * What two runs differ in, the likeliest reason for different metrics first; of a kind, the values that are farthest
 * apart for their size. An order of plausibility, no proof.
 */
export function rankDifferences(rows: readonly TwoValues[]): readonly Cause[] {
  return rows
    .filter(({ differs }) => differs)
    .flatMap((row) => toCause(row) ?? [])
    .sort((x, y) => y.likelihood - x.likelihood || distanceOf(y) - distanceOf(x));
}

/** How far apart two values are, 0 … 1: numbers for their size; of anything else, other is other. */
function distanceOf({ a, b }: Cause): number {
  const [x, y] = [Number(a?.trim() || Number.NaN), Number(b?.trim() || Number.NaN)];
  if (!Number.isFinite(x) || !Number.isFinite(y)) return 1;
  const scale = Math.max(Math.abs(x), Math.abs(y));
  return scale === 0 ? 0 : Math.min(1, Math.abs(x - y) / scale);
}

function toCause(row: TwoValues): Cause | null {
  const [a = null, b = null] = row.values.map((value) => (value === null ? null : String(value)));
  const cause = (kind: CauseKind, likelihood: number, reason: string): Cause => ({
    kind,
    section: row.section,
    key: row.key,
    a,
    b,
    likelihood,
    reason,
  });
  switch (row.section) {
    case 'datasets':
      return a !== null && b !== null
        ? cause('data', 95, 'Other data of the same name')
        : cause('data', 90, 'Data that only one of them recorded');
    case 'params':
      return paramCause(row.key, a, b, cause);
    case 'source':
      return sourceCause(row.key, cause);
    case 'environment':
      return environmentCause(row.key, a, b, cause);
    case 'tags':
      return /seed|random_?state/.test(row.key.toLowerCase()) ? cause('seed', 50, 'Another seed') : null;
    case 'run':
    case 'metrics':
      return null;
  }
}

type MakeCause = (kind: CauseKind, likelihood: number, reason: string) => Cause;

function paramCause(key: string, a: string | null, b: string | null, cause: MakeCause): Cause {
  if (/seed|random_?state/.test(key.toLowerCase())) {
    const set = [a, b].filter((value) => value !== null && isSet({ key, value, from: 'param' }));
    return cause('seed', 50, set.length === 2 ? 'Another seed' : 'A seed that only one of them set');
  }
  if (wordsOf(key).some((word) => ASIDE_WORDS.has(word)))
    return cause('params', 25, 'A parameter that seems to say where or how, not what');
  if (a === null || b === null) return cause('params', 75, 'A parameter that only one of them recorded');
  return cause('params', 85, 'Another value of a parameter');
}

function sourceCause(key: string, cause: MakeCause): Cause {
  if (key === 'commit') return cause('code', 80, 'Another commit');
  if (key.startsWith('uncommitted changes')) return cause('code', 70, 'Other uncommitted changes');
  if (key === 'branch') return cause('code', 20, 'Another branch, which the commit says better');
  if (key === 'repository') return cause('code', 60, 'Another repository');
  if (key === 'type') return cause('start', 10, 'Started in another way');
  return cause('start', 88, 'Another program was started');
}

function environmentCause(key: string, a: string | null, b: string | null, cause: MakeCause): Cause {
  const learns = LEARNING_PACKAGES.test(key);
  if (key === 'python') return cause('environment', 30, 'Another Python');
  if (a === null || b === null)
    return cause('environment', learns ? 28 : 8, 'A package that only one of them listed');
  const isMajor = a.split('.')[0] !== b.split('.')[0];
  if (learns)
    return cause('environment', isMajor ? 45 : 35, isMajor ? 'Another major version' : 'Another version');
  return cause('environment', isMajor ? 15 : 12, 'Another version of a package around it');
}

/** A metric of two runs. */
export interface MetricChange {
  readonly key: string;
  readonly a: number | null;
  readonly b: number | null;
  /** b − a; NaN where either is missing or not finite. */
  readonly change: number;
}

/** Metrics that differ, those that changed most for their size first; measurements of the machine last. */
export function changedMetrics(rows: readonly TwoValues[]): readonly MetricChange[] {
  return rows
    .filter(({ section, differs }) => section === 'metrics' && differs)
    .map(({ key, values }): MetricChange => {
      const [a = null, b = null] = values.map((value) => (typeof value === 'number' ? value : null));
      const change = a === null || b === null ? Number.NaN : b - a;
      return { key, a, b, change: Number.isFinite(change) ? change : Number.NaN };
    })
    .sort((x, y) => weightOf(y) - weightOf(x));
}

function weightOf({ key, a, b, change }: MetricChange): number {
  if (key.startsWith('system/')) return -1;
  const scale = Math.max(Math.abs(a ?? 0), Math.abs(b ?? 0));
  return Number.isNaN(change) || scale === 0 ? 0 : Math.abs(change) / scale;
}
