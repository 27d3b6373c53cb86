import { make } from './elements.ts';
import type { Reading } from './readings.ts';

/** Writes a reading into its card. */
export function fillTip(tip: HTMLElement, { title, rows, more }: Reading): void {
  const head = make('div', 'tip-title', title);
  const list = make('table', '');
  for (const { className, name, value } of rows) {
    const line = list.insertRow();
    const label = make('th', '');
    label.scope = 'row';
    if (className !== '') label.append(make('span', `swatch ${className}`));
    label.append(make('bdi', '', name));
    line.append(label, make('td', '', value));
  }
  const rest = more > 0 ? [make('div', 'tip-more', `${more} more`)] : [];
  tip.replaceChildren(head, list, ...rest);
}
