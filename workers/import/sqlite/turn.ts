import type { ImportEvent } from '../format.ts';

/** Said instead of an event where the reading may be interrupted. What reads rows is synchronous, for speed. */
export const PAUSE = null;

export type Turn = ImportEvent | typeof PAUSE;
