import { createSignal, type JSX } from 'solid-js';
import './split-pane.css';

const STEP = 0.02;
const LEAST = 0.2;
const MOST = 0.8;

/** Two panes side by side with a bar between them that moves by pointer and by keyboard. */
export function SplitPane(props: {
  /** Accessible name of the bar. */
  readonly name: string;
  /** Share of the width that the first pane has, 0.2 … 0.8. */
  readonly share: number;
  readonly onShare: (share: number) => void;
  readonly first: JSX.Element;
  readonly second: JSX.Element;
}): JSX.Element {
  const [dragged, setDragged] = createSignal<number | null>(null);
  const share = () => clamp(dragged() ?? props.share);
  let box!: HTMLDivElement;
  const follow = (event: PointerEvent) => {
    const { left, width } = box.getBoundingClientRect();
    setDragged(clamp((event.clientX - left) / width));
  };
  const end = (done: boolean) => {
    const at = dragged();
    setDragged(null);
    if (done && at !== null) props.onShare(at);
  };
  const handleKey = (event: KeyboardEvent) => {
    const next = {
      ArrowLeft: props.share - STEP,
      ArrowRight: props.share + STEP,
      Home: LEAST,
      End: MOST,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    props.onShare(clamp(next));
  };
  return (
    <div ref={box} class="split-pane" style={{ '--share': `${share() * 100}%` }}>
      <div class="split-part">{props.first}</div>
      {/* biome-ignore lint/a11y/useSemanticElements: a rule does not move. */}
      <div
        role="separator"
        class="split-bar"
        classList={{ 'is-dragged': dragged() !== null }}
        tabIndex={0}
        aria-label={props.name}
        aria-orientation="vertical"
        aria-valuenow={Math.round(share() * 100)}
        aria-valuemin={LEAST * 100}
        aria-valuemax={MOST * 100}
        onKeyDown={handleKey}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          follow(event);
        }}
        onPointerMove={(event) => dragged() !== null && follow(event)}
        onPointerUp={() => end(true)}
        onPointerCancel={() => end(false)}
      />
      <div class="split-part">{props.second}</div>
    </div>
  );
}

function clamp(share: number): number {
  return Math.min(MOST, Math.max(LEAST, share));
}
