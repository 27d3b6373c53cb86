import { type JSX, Show } from 'solid-js';
import { Button } from '../../../ui/button.tsx';
import type { SavedViews } from './saved-views.ts';

/** The saved view that the table is, or has left: 'best models · changed · Save · Reset'. */
export function ViewStateLine(props: { readonly views: SavedViews; readonly canEdit: boolean }): JSX.Element {
  const { views } = props;
  return (
    <Show when={views.opened()}>
      {(opened) => (
        <span class="view-line">
          <span class="unseen">Saved view: </span>
          <span class="view-line-name cut">{opened().name}</span>
          <Show when={views.isChanged()}>
            <span class="muted">changed</span>
            <Show when={props.canEdit}>
              <Button
                variant="quiet"
                small
                label={`Save ${opened().name}`}
                onClick={() => void views.update(opened().id)}
              >
                Save
              </Button>
            </Show>
            <Button variant="quiet" small label={`Reset to ${opened().name}`} onClick={() => views.reset()}>
              Reset
            </Button>
          </Show>
        </span>
      )}
    </Show>
  );
}
