import { createSignal, type JSX } from 'solid-js';
import type { RunKey } from '../../domain/ids.ts';
import type { ColumnId, QueryApi, TableFormat } from '../../rpc/query-api.ts';
import { Button } from '../../ui/button.tsx';
import { MenuButton, type MenuItem } from '../../ui/menu.tsx';
import { saveBlob, toFileName } from '../../ui/save-blob.ts';
import { showToast } from '../../ui/toast.tsx';

interface FormatChoice {
  readonly format: TableFormat;
  readonly label: string;
  readonly ending: string;
  /** Papers and notes take what is on the screen; the others everything that was logged. */
  readonly asShown: boolean;
}

const CSV: FormatChoice = { format: 'csv', label: 'CSV', ending: 'csv', asShown: false };
const FORMATS: readonly FormatChoice[] = [
  { format: 'parquet', label: 'Parquet', ending: 'parquet', asShown: false },
  { format: 'json', label: 'JSON', ending: 'json', asShown: false },
  { format: 'markdown', label: 'Markdown, columns shown', ending: 'md', asShown: true },
  { format: 'latex', label: 'LaTeX, columns shown', ending: 'tex', asShown: true },
];

/** The table as a file: CSV by its button, other formats by the menu beside it; all runs that match, or those chosen. */
export function DownloadTable(props: {
  readonly api: Pick<QueryApi, 'tableFile'>;
  /** Undefined until there is a table. */
  readonly table: number | undefined;
  /** Columns on the screen, in their order. */
  readonly shown: readonly ColumnId[];
  readonly selected: readonly RunKey[];
  /** What the table is of, for the file's name. */
  readonly title: string;
}): JSX.Element {
  const [isWriting, setWriting] = createSignal(false);
  const download = async ({ format, ending, asShown }: FormatChoice, runs: readonly RunKey[] | null) => {
    if (props.table === undefined) return;
    const name = toFileName(`${props.title} ${runs ? 'selected runs' : 'runs'}`, ending);
    const columns = asShown ? props.shown : null;
    setWriting(true);
    try {
      saveBlob(await props.api.tableFile({ table: props.table, format, runs, columns }), name);
    } catch (error) {
      console.warn('table not written', error);
      showToast({ text: 'The table changed while the file was written. Try again.', tone: 'failed' });
    } finally {
      setWriting(false);
    }
  };
  const items = (): readonly MenuItem[] => {
    const all = FORMATS.map(
      (one): MenuItem => ({ label: one.label, onSelect: () => void download(one, null) }),
    );
    const runs = props.selected;
    if (runs.length === 0) return all;
    const chosen = [CSV, ...FORMATS].map(
      (one, index): MenuItem => ({
        label: `Selected runs: ${one.label}`,
        onSelect: () => void download(one, runs),
        rule: index === 0,
      }),
    );
    return [...all, ...chosen];
  };
  return (
    <span class="download-table">
      <Button
        icon="download"
        label="Download CSV"
        disabled={isWriting()}
        onClick={() => void download(CSV, null)}
      >
        <span class="download-words">Download CSV</span>
      </Button>
      <MenuButton label="Other formats" icon="chevron-down" items={items()} />
    </span>
  );
}
