import type { JSX } from 'solid-js';
import type { Layout } from '../../domain/view-state.ts';
import { ChoiceBar } from '../../ui/choice-bar.tsx';
import type { RunsView } from './runs-view-state.ts';

const LAYOUTS: readonly { readonly value: Layout; readonly label: string }[] = [
  { value: 'table', label: 'Table' },
  { value: 'charts', label: 'Charts' },
  { value: 'split', label: 'Split' },
];

/** Table, charts or both; a narrow screen has no room for both and shows the table. */
export function LayoutSwitch(props: { readonly view: RunsView; readonly isNarrow: boolean }): JSX.Element {
  const options = () => (props.isNarrow ? LAYOUTS.slice(0, 2) : LAYOUTS);
  return (
    <ChoiceBar
      name="Layout"
      options={options()}
      value={shownLayout(props.view.view().layout, props.isNarrow)}
      onChange={(layout) => props.view.setLayout(layout)}
    />
  );
}

export function shownLayout(layout: Layout, isNarrow: boolean): Layout {
  return isNarrow && layout === 'split' ? 'table' : layout;
}
