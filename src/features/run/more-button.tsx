import { type JSX, Show } from 'solid-js';
import { formatCount } from '../../base/format.ts';
import { Button } from '../../ui/button.tsx';
import type { Limited } from './limited.ts';

export function MoreButton(props: { readonly list: Limited<unknown>; readonly what: string }): JSX.Element {
  return (
    <Show when={props.list.hiddenCount() > 0}>
      <div class="runpage-more">
        <Button small onClick={props.list.showMore}>
          Show {formatCount(Math.min(props.list.step, props.list.hiddenCount()))} more
        </Button>
        <span class="muted">
          {formatCount(props.list.hiddenCount())} {props.what} not shown
        </span>
      </div>
    </Show>
  );
}
