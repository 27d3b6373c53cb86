import type { JSX } from 'solid-js';
import { Button } from '../../ui/button.tsx';

/** A page within the dialog: its heading, which takes the focus, and the way back. */
export function SubPage(props: {
  readonly title: string;
  readonly back: string;
  readonly onBack: () => void;
  readonly children: JSX.Element;
}): JSX.Element {
  return (
    <div class="share-page">
      <div class="share-page-head">
        <h3 ref={(heading) => queueMicrotask(() => heading.focus())} tabindex="-1">
          {props.title}
        </h3>
        <Button small onClick={() => props.onBack()}>
          {props.back}
        </Button>
      </div>
      {props.children}
    </div>
  );
}
