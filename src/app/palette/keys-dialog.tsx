import { For, type JSX } from 'solid-js';
import { Dialog } from '../../ui/dialog.tsx';
import { ScrollBox } from '../../ui/scroll-box.tsx';
import './palette.css';

type Key = readonly [keys: readonly string[], does: string];

const PARTS: readonly (readonly [title: string, keys: readonly Key[]])[] = [
  [
    'Anywhere',
    [
      [['Ctrl K'], 'Find anything'],
      [['Ctrl Z'], 'Undo the last edit'],
      [['Shift Ctrl Z', 'Ctrl Y'], 'Redo'],
      [['?'], 'This list'],
    ],
  ],
  [
    'In the table of runs',
    [
      [['Arrows'], 'Move from cell to cell'],
      [['Enter'], 'Open the run; on a header, sort'],
      [['Space'], 'Choose the run'],
      [['Shift ↓', 'Shift ↑'], 'Choose several'],
      [['Ctrl A'], 'Choose all'],
      [['F2'], 'Rename the run'],
      [['E'], 'Draw the run in charts, or leave it out'],
      [['/'], 'To the filter'],
      [['Shift F10'], 'Menu of the run'],
      [['Alt ←', 'Alt →'], 'Move the column, on its header'],
      [['Shift ←', 'Shift →'], 'Narrow or widen the column, on its header'],
      [['Alt ↓'], 'Menu of the column, on its header'],
    ],
  ],
  [
    'In a chart',
    [
      [['←', '→'], 'Move the reading; with Shift in long steps'],
      [['Home', 'End'], 'To the first or the last step in sight'],
      [['↑', '↓'], 'Another line'],
      [['Enter'], 'What a press on the lit line does'],
      [['+', '−'], 'Zoom in or out'],
      [['0'], 'The whole range again'],
      [['Escape'], 'Take the reading away'],
    ],
  ],
];

/** What the keys do. */
export function KeysDialog(props: { readonly open: boolean; readonly onClose: () => void }): JSX.Element {
  const isMac = navigator.platform.startsWith('Mac');
  return (
    <Dialog open={props.open} onClose={props.onClose} title="Keys" class="keys-dialog">
      <ScrollBox class="keys-box" label="What the keys do">
        <For each={PARTS}>
          {([title, keys]) => (
            <>
              <h3 class="keys-part">{title}</h3>
              <dl class="keys-list">
                <For each={keys}>
                  {([names, does]) => (
                    <>
                      <dt>
                        <For each={names}>
                          {(name, index) => (
                            <>
                              {index() > 0 ? ' or ' : ''}
                              <kbd>{isMac ? name.replace('Ctrl', '⌘') : name}</kbd>
                            </>
                          )}
                        </For>
                      </dt>
                      <dd>{does}</dd>
                    </>
                  )}
                </For>
              </dl>
            </>
          )}
        </For>
      </ScrollBox>
    </Dialog>
  );
}
