import { formatCount, formatPlural } from '../../../src/base/format.ts';
import type { TableSettings } from '../../../src/rpc/export-api.ts';
import type { ColumnType, OutColumn } from './out-table.ts';
import { familyOf } from './run-rows.ts';

type Format = TableSettings['format'];

/** A file that the README tells of. */
export interface ReadmeFile {
  readonly path: string;
  readonly about: string;
  readonly columns: readonly OutColumn[];
}

const TYPES: Readonly<Record<Format, Readonly<Record<ColumnType, string>>>> = {
  csv: {
    text: 'text',
    number: 'number',
    whole: 'whole number',
    time: 'time, ISO 8601 in UTC',
    flag: 'true or false',
  },
  parquet: {
    text: 'string',
    number: 'double',
    whole: 'int64',
    time: 'timestamp, milliseconds, UTC',
    flag: 'boolean',
  },
  ndjson: {
    text: 'text',
    number: 'number, or the texts "NaN", "Infinity", "-Infinity"',
    whole: 'whole number',
    time: 'time, ISO 8601 in UTC',
    flag: 'true or false',
  },
};

const READING: Readonly<Record<Format, (path: string) => string>> = {
  csv: (
    path,
  ) => `UTF-8, RFC 4180: fields with commas, quotes or line ends stand in quotes. An empty field is no value, an
empty text is two quotes. With pandas:

    pandas.read_csv('${path}', dtype={'run_id': str})

With \`dtype=str\` params such as 0.10 and 0012 stay as they were logged. Before pandas 3.1, \`float_precision='round_trip'\` reads numbers to the last digit. Texts such as NA or None that were
logged as params stay texts with \`keep_default_na=False\`.`,
  parquet: (path) => `With pandas or pyarrow:

    pandas.read_parquet('${path}')

A null is no value; NaN and the infinities were logged.`,
  ndjson: (path) => `One JSON object a line. With pandas:

    pandas.read_json('${path}', lines=True, dtype=False)

What an object has no value for is left out. Without \`dtype=False\`, ids and params such as 0012 become numbers.`,
};

/** What is in an archive of tables: files, columns, types. */
export function tablesReadme(format: Format, files: readonly ReadmeFile[], runs: number): string {
  const parts = files.map(
    ({ path, about, columns }) => `## ${path}\n\n${capitalised(about)}.\n\n${columnLines(format, columns)}`,
  );
  return `# Runs from Cairn\n\n${formatPlural(runs, 'run')}.\n\n${parts.join('\n')}\n## Reading\n\n${READING[format](files[0]?.path ?? '')}\n`;
}

function columnLines(format: Format, columns: readonly OutColumn[]): string {
  const own = columns.filter(({ name }) => familyOf(name) === null);
  const families = new Map<string, OutColumn[]>();
  for (const one of columns) {
    const family = familyOf(one.name)?.family;
    if (!family) continue;
    const others = families.get(family);
    if (others) others.push(one);
    else families.set(family, [one]);
  }
  const lines = own.map(({ name, type, about }) => row(`\`${name}\``, TYPES[format][type], about));
  for (const [family, [first, ...others]] of families) {
    const name = `\`${family}.…\`, ${formatCount(others.length + 1)} of them`;
    if (first) lines.push(row(name, TYPES[format][first.type], first.about));
  }
  return `| column | type | |\n|---|---|---|\n${lines.join('')}`;
}

function row(...cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
