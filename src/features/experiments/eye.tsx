import type { JSX } from 'solid-js';
import type { RunColour } from '../../domain/run-colour.ts';
import './eye.css';

/** The colour of a run or group, and the button that draws it in charts or leaves it out: filled or hollow. */
export function Eye(props: {
  readonly colour: RunColour;
  /** Of what it draws. */
  readonly name: string;
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
  /** In a grid the grid has the keyboard: E there does the same. */
  readonly inGrid?: boolean;
}): JSX.Element {
  const label = () => `${props.open ? 'Hide' : 'Show'} ${props.name} in charts`;
  return (
    <button
      type="button"
      class={`eye run-hue-${props.colour.hue}${props.colour.dashed ? ' is-dashed' : ''}${props.open ? ' is-open' : ''}`}
      aria-label={label()}
      title={props.inGrid ? `${label()} (E)` : label()}
      tabindex={props.inGrid ? -1 : undefined}
      onClick={() => props.onOpen(!props.open)}
    />
  );
}
