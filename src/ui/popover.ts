import { type Box, popoverPlace } from './popover-place.ts';
import './popover.css';

/** Opens an element with a `popover` attribute beside its anchor. */
export function openPopover(panel: HTMLElement, anchor: Box): void {
  panel.showPopover();
  const { width, height } = panel.getBoundingClientRect();
  const place = popoverPlace(anchor, { width, height }, { width: innerWidth, height: innerHeight });
  panel.style.left = `${place.left}px`;
  panel.style.top = `${place.top}px`;
}
