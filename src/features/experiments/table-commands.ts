import { formatPlural } from '../../base/format.ts';
import type { Layout } from '../../domain/view-state.ts';
import type { ScreenCommand } from '../../state/screen-commands.ts';

const LAYOUT_NAMES: readonly (readonly [Layout, string])[] = [
  ['table', 'Table'],
  ['charts', 'Charts'],
  ['split', 'Split'],
];

/** What the palette offers of a table of runs: its layouts, the comparison, its panels and the saved views. */
export function tableCommands(options: {
  /** The layout that is shown. */
  readonly layout: Layout;
  readonly isNarrow: boolean;
  readonly setLayout: (layout: Layout) => void;
  /** Runs that are chosen. */
  readonly selected: number;
  readonly compare: () => void;
  /** By the name of their button. */
  readonly panels: ReadonlyMap<string, () => void>;
  readonly views: readonly { readonly name: string; readonly open: () => void }[];
}): readonly ScreenCommand[] {
  const action = (label: string, run: () => void): ScreenCommand => ({ label, kind: 'action', run });
  const layouts = LAYOUT_NAMES.filter(
    ([layout]) => layout !== options.layout && !(options.isNarrow && layout === 'split'),
  );
  return [
    ...(options.selected > 0
      ? [action(`Compare selected: ${formatPlural(options.selected, 'run')}`, options.compare)]
      : []),
    ...layouts.map(([layout, name]) => action(`Layout: ${name}`, () => options.setLayout(layout))),
    ...[...options.panels].map(([name, open]) => action(name, open)),
    ...options.views.map(({ name, open }): ScreenCommand => ({ label: name, kind: 'view', run: open })),
  ];
}
