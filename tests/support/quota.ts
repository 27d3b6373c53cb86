import type { BrowserContext } from '@playwright/test';

export interface QuotaLimit {
  /** The disk is as large as ever again. */
  lift(): Promise<void>;
}

/**
 * Lets the browser store no more than this for an origin. Called before the app is opened: Chromium remembers the
 * free space of an origin while its database is open, and would not notice. Only content that cannot be compressed
 * counts in full.
 */
export async function limitQuota(
  context: BrowserContext,
  url: string,
  sizeBytes: number,
): Promise<QuotaLimit> {
  const page = context.pages()[0] ?? (await context.newPage());
  const session = await context.newCDPSession(page);
  const { origin } = new URL(url);
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: sizeBytes });
  return {
    lift: async () => {
      await session.send('Storage.overrideQuotaForOrigin', { origin });
    },
  };
}
