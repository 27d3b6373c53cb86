import { describe, expect, it } from 'vitest';
import { popoverPlace } from '../../src/ui/popover-place.ts';

const view = { width: 400, height: 300 };

describe('popoverPlace', () => {
  it('stands below its anchor, left edges in line', () => {
    const place = popoverPlace(
      { left: 50, right: 90, top: 20, bottom: 48 },
      { width: 100, height: 80 },
      view,
    );
    expect(place).toEqual({ left: 50, top: 52 });
  });

  it('goes above where there is no room below', () => {
    const place = popoverPlace(
      { left: 50, right: 90, top: 250, bottom: 278 },
      { width: 100, height: 80 },
      view,
    );
    expect(place).toEqual({ left: 50, top: 166 });
  });

  it('is pushed in from the right edge', () => {
    const place = popoverPlace(
      { left: 380, right: 398, top: 20, bottom: 48 },
      { width: 100, height: 80 },
      view,
    );
    expect(place.left).toBe(292);
  });

  it('stays inside a window that is too small for it', () => {
    const place = popoverPlace(
      { left: 10, right: 20, top: 120, bottom: 140 },
      { width: 390, height: 290 },
      view,
    );
    expect(place).toEqual({ left: 8, top: 8 });
  });
});
