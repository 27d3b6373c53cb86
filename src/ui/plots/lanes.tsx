import { createMemo, For, type JSX } from 'solid-js';
import { drawLanes, type Lane, type LanesModel, lanesHeight, laneTop } from './lanes-draw.ts';
import { type MakePicture, PlotCanvas } from './plot-canvas.tsx';

/** Horizontal bars or boxes, one above the other; many of them scroll. */
export function Lanes(props: {
  readonly model: LanesModel;
  readonly nameOf: (lane: Lane, at: number) => string;
  /** -1 for none. */
  readonly lit: number;
  readonly onLit: (at: number) => void;
  /** What a press on a lane does; without it lanes are read only. */
  readonly onPress?: ((at: number) => void) | undefined;
  readonly onPicture?: (make: MakePicture) => void;
}): JSX.Element {
  const height = createMemo(() => lanesHeight(props.model));
  return (
    <div class="plot-scroll">
      <PlotCanvas
        layers={[(surface) => drawLanes(surface, props.model)]}
        heightPx={height()}
        onPicture={props.onPicture}
      >
        <For each={props.model.lanes}>
          {(lane, at) => (
            <button
              type="button"
              class="plot-lane"
              classList={{ 'is-lit': props.lit === at(), 'is-still': !props.onPress }}
              style={{ top: `${laneTop(props.model, at())}px`, height: `${props.model.lanePx}px` }}
              aria-label={props.nameOf(lane, at())}
              title={props.nameOf(lane, at())}
              onPointerEnter={() => props.onLit(at())}
              onPointerLeave={() => props.onLit(-1)}
              onFocus={() => props.onLit(at())}
              onBlur={() => props.onLit(-1)}
              onClick={() => props.onPress?.(at())}
            />
          )}
        </For>
      </PlotCanvas>
    </div>
  );
}
