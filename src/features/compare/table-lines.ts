import type { Difference, DifferenceSection } from '../../rpc/query-api.ts';
import { SECTIONS } from './comparison.ts';

export interface SectionLine {
  readonly kind: 'section';
  readonly id: string;
  readonly section: DifferenceSection;
  readonly title: string;
  readonly total: number;
  readonly differing: number;
  readonly folded: boolean;
}

export interface RowLine {
  readonly kind: 'row';
  readonly id: string;
  readonly row: Difference;
}

export type TableLine = SectionLine | RowLine;

export interface LineChoice {
  readonly onlyDifferences: boolean;
  /** Part of a key, whatever its case. */
  readonly search: string;
  readonly folded: ReadonlySet<DifferenceSection>;
}

/** The rows to show under the headings of their sections. A section without any row to show is left out. */
export function toTableLines(rows: readonly Difference[], choice: LineChoice): readonly TableLine[] {
  const search = choice.search.trim().toLowerCase();
  const lines: TableLine[] = [];
  for (const { id: section, title } of SECTIONS) {
    const all = rows.filter((row) => row.section === section);
    const shown = all.filter(
      (row) => (row.differs || !choice.onlyDifferences) && row.key.toLowerCase().includes(search),
    );
    if (shown.length === 0) continue;
    const folded = choice.folded.has(section);
    const differing = all.filter((row) => row.differs).length;
    lines.push({ kind: 'section', id: `# ${section}`, section, title, total: all.length, differing, folded });
    if (!folded) for (const row of shown) lines.push({ kind: 'row', id: `${section} ${row.key}`, row });
  }
  return lines;
}

/** A row's key as people read it. */
export function rowLabel({ section, key }: Pick<Difference, 'section' | 'key'>): string {
  return section === 'run' ? (RUN_LABELS[key] ?? key) : section === 'source' ? sourceLabel(key) : key;
}

const RUN_LABELS: Readonly<Record<string, string>> = {
  name: 'Run name',
  run: 'Run ID',
  status: 'Status',
  started: 'Started',
  duration: 'Duration',
  user: 'User',
  experiment: 'Experiment',
};

function sourceLabel(key: string): string {
  const label = key.split(',')[0]!;
  return label.slice(0, 1).toUpperCase() + label.slice(1);
}
