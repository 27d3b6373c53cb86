import { make } from './elements.ts';

const collator = new Intl.Collator('en', { numeric: true });

/** Headers become buttons. Cells say what they sort by in `data-v` where that is a number; those without stay last. */
export function makeSortable(table: HTMLTableElement): void {
  const body = table.tBodies[0];
  const head = table.tHead?.rows[0];
  if (!body || !head) return;
  const headers = [...head.cells];
  for (const [column, header] of headers.entries()) {
    const button = make('button', 'sort');
    button.type = 'button';
    button.append(...header.childNodes);
    header.append(button);
    button.addEventListener('click', () => {
      const isDown = header.getAttribute('aria-sort') === 'ascending';
      for (const other of headers) other.removeAttribute('aria-sort');
      header.setAttribute('aria-sort', isDown ? 'descending' : 'ascending');
      sortRows(body, column, isDown ? -1 : 1);
    });
  }
}

function sortRows(body: HTMLTableSectionElement, column: number, sign: 1 | -1): void {
  const keyed = [...body.rows].map((row) => {
    const cell = row.cells[column];
    const number = cell?.dataset.v === undefined ? Number.NaN : Number(cell.dataset.v);
    return { row, number, text: cell?.textContent?.trim() ?? '' };
  });
  const isEmpty = ({ text }: { readonly text: string }) => text === '' || text === '–';
  keyed.sort((a, b) => {
    if (isEmpty(a) !== isEmpty(b)) return isEmpty(a) ? 1 : -1;
    const [aIs, bIs] = [!Number.isNaN(a.number), !Number.isNaN(b.number)];
    if (aIs !== bIs) return aIs ? -1 : 1;
    if (aIs && a.number !== b.number) return (a.number < b.number ? -1 : 1) * sign;
    return collator.compare(a.text, b.text) * sign;
  });
  body.append(...keyed.map(({ row }) => row));
}
