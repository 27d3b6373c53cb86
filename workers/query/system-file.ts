import type { RecordedPair } from '../../src/domain/reproduce/reproduction.ts';

/** What W&B's `wandb-metadata.json` says of the process and its machine; '' and null where it does not. */
export interface SystemFacts {
  readonly program: string;
  readonly command: readonly string[] | null;
  readonly python: string;
  readonly repo: string;
  readonly commit: string;
  readonly hardware: readonly RecordedPair[];
}

const NOTHING: SystemFacts = { program: '', command: null, python: '', repo: '', commit: '', hardware: [] };
const HARDWARE_FIELDS = ['gpu', 'gpu_count', 'cpu_count', 'os', 'host'];
const MOST_WORDS = 2_000;

/** Text of any origin. */
export function parseSystemFile(text: string): SystemFacts {
  const fields = toFields(parseJson(text));
  if (!fields) return NOTHING;
  const textOf = (key: string, of = fields) => {
    const value = of.get(key);
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  const git = toFields(fields.get('git')) ?? new Map<string, unknown>();
  const program = textOf('codePath') || textOf('program');
  const args = fields.get('args');
  const words =
    Array.isArray(args) && args.length <= MOST_WORDS && args.every(isWord) ? args.map(String) : null;
  return {
    program,
    command: program.endsWith('.py') && words ? ['python', program, ...words] : null,
    python: textOf('python'),
    repo: textOf('remote', git),
    commit: textOf('commit', git),
    hardware: HARDWARE_FIELDS.flatMap((key) =>
      textOf(key) === '' ? [] : [{ key, value: textOf(key), from: 'file' as const }],
    ),
  };
}

/** A list in lists, many deep, has no end as text. */
function isWord(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function toFields(value: unknown): Map<string, unknown> | null {
  return value instanceof Object && !Array.isArray(value) ? new Map(Object.entries(value)) : null;
}
