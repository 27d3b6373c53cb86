/** Gap between a popover and its anchor, and to the edge of the window, in pixels. */
const GAP = 4;
const EDGE = 8;

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Top left corner for a panel below its anchor; above it, or pushed in from the edge, where it would not fit. */
export function popoverPlace(
  anchor: Box,
  panel: { readonly width: number; readonly height: number },
  view: { readonly width: number; readonly height: number },
): { readonly left: number; readonly top: number } {
  const below = anchor.bottom + GAP;
  const above = anchor.top - GAP - panel.height;
  const top = below + panel.height <= view.height - EDGE || above < EDGE ? below : above;
  const left = Math.min(anchor.left, view.width - EDGE - panel.width);
  return {
    left: Math.max(EDGE, left),
    top: Math.max(EDGE, Math.min(top, view.height - EDGE - panel.height)),
  };
}
