export type YamlValue = string | number | null | readonly never[] | ReadonlyMap<string, string>;

/** A flat mapping in block style with sorted keys, as MLflow's dumper writes its files. */
export function toYaml(fields: Readonly<Record<string, YamlValue>>): string {
  return Object.keys(fields)
    .sort()
    .map((key) => `${key}:${valueText(fields[key]!)}\n`)
    .join('');
}

function valueText(value: YamlValue): string {
  if (value === null) return ' null';
  if (typeof value === 'number') return ` ${value}`;
  if (typeof value === 'string') return ` ${yamlText(value)}`;
  if (!(value instanceof Map)) return ' []';
  if (value.size === 0) return ' {}';
  const entries = [...(value as ReadonlyMap<string, string>)].sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([key, text]) => `\n  ${yamlText(key)}: ${yamlText(text)}`).join('');
}

/** Words that YAML 1.1 or 1.2 takes for something else than text. */
const WORD = /^(~|null|true|false|yes|no|on|off|y|n)$/i;
/** Begins with a letter and holds nothing that any reader could take for more than text. */
const PLAIN = /^[A-Za-z_/][\w./-]*(?: [\w./-]+)*$/;
const PRINTABLE = /^[\u0020-\u007e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]*$/;

/** Text as one line of YAML; quoted more often than needed, which every reader takes. */
export function yamlText(text: string): string {
  if (PLAIN.test(text) && !WORD.test(text)) return text;
  if (PRINTABLE.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
