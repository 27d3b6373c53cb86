import { lazy } from 'solid-js';

export { ShareFrame } from './share-frame.tsx';

/** Loaded when they are first opened. */
export const ShareDialog = lazy(async () => ({ default: (await import('./share-dialog.tsx')).ShareDialog }));
export const JoinDialog = lazy(async () => ({ default: (await import('./join-dialog.tsx')).JoinDialog }));
