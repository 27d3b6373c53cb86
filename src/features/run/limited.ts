import { type Accessor, createSignal } from 'solid-js';

export interface Limited<T> {
  readonly shown: Accessor<readonly T[]>;
  readonly hiddenCount: Accessor<number>;
  readonly showMore: () => void;
  readonly step: number;
}

/** The first rows of a list of any length: a run with 20,000 metric keys costs a screen of rows until more are asked for. */
export function createLimited<T>(list: Accessor<readonly T[]>, step: number): Limited<T> {
  const [limit, setLimit] = createSignal(step);
  return {
    shown: () => (list().length > limit() ? list().slice(0, limit()) : list()),
    hiddenCount: () => Math.max(0, list().length - limit()),
    showMore: () => setLimit((old) => old + step),
    step,
  };
}
