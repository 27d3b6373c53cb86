import { lazy } from 'solid-js';

/** Nothing of it before a folder is watched or a run is live. */
export const LiveMark = lazy(async () => ({ default: (await import('./live-mark.tsx')).LiveMark }));
export const ResumeNotice = lazy(async () => ({
  default: (await import('./resume-notice.tsx')).ResumeNotice,
}));
export const WatchOffer = lazy(async () => ({ default: (await import('./watch-offer.tsx')).WatchOffer }));
export const WatchedFoldersDialog = lazy(async () => ({
  default: (await import('./watched-folders-dialog.tsx')).WatchedFoldersDialog,
}));
