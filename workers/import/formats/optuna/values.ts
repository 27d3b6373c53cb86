import { toPythonFloat } from '../../../../src/base/python-float.ts';
import type { Pair } from '../../../../src/domain/run.ts';
import { fieldOf, listOf, textOf } from '../../text/json-fields.ts';
import { parseWrittenJson, type WrittenJson } from '../../text/lenient-json.ts';
import { toPythonText } from '../../text/python-text.ts';

/** Where optimisers keep themselves between trials: large, and nothing that was measured or chosen. */
const OWN_STATE =
  /^(?:cma|nsga|tpe|qmc|motpe|intermediate_values_|_number$|grid_id$|search_space$|fixed_params$)/;
const LONGEST_SYSTEM_TAG = 5000;
export const METRIC_NAMES = 'study:metric_names';

/** An attribute as a tag; null for what optimisers keep for themselves. */
export function attributeOf(key: string, text: string, isSystem: boolean): Pair | null {
  if (!isSystem) return [key, text];
  if (OWN_STATE.test(key) || key === METRIC_NAMES || text.length > LONGEST_SYSTEM_TAG) return null;
  return [`optuna.${key}`, text];
}

/** Names of objectives, where this attribute of a study holds them. */
export function metricNamesOf(key: string, valueJson: string): readonly string[] | null {
  if (key !== METRIC_NAMES) return null;
  const parsed = parseWrittenJson(valueJson);
  return parsed.ok ? listOf(parsed.value).map((name) => textOf(name)) : null;
}

/** What may be suggested, understood once for all trials that share it. */
export interface Distribution {
  readonly kind: 'category' | 'integer' | 'float';
  readonly choices: readonly string[];
}

export class Distributions {
  private readonly known = new Map<string, Distribution>();

  /** The value that was suggested, as Python prints it: storages keep the index of a category and floats of integers. */
  textOf(internal: number, distributionJson: string): string {
    let distribution = this.known.get(distributionJson);
    if (distribution === undefined) {
      distribution = readDistribution(distributionJson);
      if (this.known.size < 10_000) this.known.set(distributionJson, distribution);
    }
    if (distribution.kind === 'category') return distribution.choices[internal] ?? toPythonFloat(internal);
    return distribution.kind === 'integer' && Number.isFinite(internal)
      ? String(BigInt(Math.round(internal)))
      : toPythonFloat(internal);
  }
}

function readDistribution(json: string): Distribution {
  const parsed = parseWrittenJson(json);
  const value: WrittenJson | undefined = parsed.ok ? parsed.value : undefined;
  const name = textOf(fieldOf(value, 'name'));
  const choices = listOf(fieldOf(fieldOf(value, 'attributes'), 'choices')).map(toPythonText);
  if (name === 'CategoricalDistribution') return { kind: 'category', choices };
  return { kind: name.startsWith('Int') ? 'integer' : 'float', choices: [] };
}

/** `2023-11-14 22:13:20.000000`, with a T in journals; without a zone it counts as UTC. null where it is none. */
export function parseOptunaTime(text: string): number | null {
  const pattern = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)?$/;
  const found = pattern.exec(text.slice(0, 48));
  if (found === null) return null;
  const wholeMs = Date.parse(`${found[1]}T${found[2]}${found[4] ?? 'Z'}`);
  if (Number.isNaN(wholeMs)) return null;
  return wholeMs + Math.floor(Number(`${found[3] ?? ''}000`.slice(0, 3)));
}
