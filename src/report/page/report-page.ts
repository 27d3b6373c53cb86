/**
 * The script of a report: it makes what the file shows already sortable, zoomable and readable point by point. Built by
 * itself and written into the file (`inline-script` in vite.config.ts); it asks nothing of anybody.
 */
import { makeFigures } from './figures.ts';
import { makeSortable } from './sortable.ts';

for (const table of document.querySelectorAll<HTMLTableElement>('table.sortable')) makeSortable(table);
makeFigures(document);
document.documentElement.classList.add('is-live');
// A preview opens at what was changed last.
document.querySelector('.begin')?.scrollIntoView();
