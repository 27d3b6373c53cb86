import type { JSX } from 'solid-js';
import { isLive, type Life, lifeParts, lifeSentence } from '../../domain/live/life-text.ts';

/** A state has a shape as well as a colour: disc, ring, square, crossed square; the ring of a live run beats. */
export function RunStatusMark(props: { readonly life: Life; readonly nowMs: number }): JSX.Element {
  const shape = () => {
    if (isLive(props.life)) return 'live-dot is-beating';
    return props.life.liveness === 'stalled' && props.life.status === 'running'
      ? 'status-shape is-stalled'
      : `status-shape is-${props.life.status}`;
  };
  const parts = () => lifeParts(props.life, props.nowMs);
  return (
    <span class="run-status" title={lifeSentence(props.life, props.nowMs)}>
      <span class={shape()} aria-hidden="true" />
      <span class="run-life">
        <span class="cut">{parts().head}</span>
        <span>{parts().sign}</span>
      </span>
    </span>
  );
}
