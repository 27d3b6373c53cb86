/** What the browser says about the place of this site. null: it does not say. */
export interface StorageState {
  /** The browser does not clear the data on its own. Clearing site data still removes it. */
  readonly persisted: boolean | null;
  readonly usageBytes: number | null;
  /** Not a measure of free space: Chromium names 10 GiB more than is used, whatever the disk holds. */
  readonly quotaBytes: number | null;
}

export async function readStorageState(): Promise<StorageState> {
  const storage = storageManager();
  const [persisted, estimate] = await Promise.all([
    storage?.persisted?.().catch(() => null),
    storage?.estimate?.().catch(() => null),
  ]);
  return {
    persisted: persisted ?? null,
    usageBytes: estimate?.usage ?? null,
    quotaBytes: estimate?.quota ?? null,
  };
}

/**
 * Asks the browser to keep the data. Firefox asks the person; the others decide alone and say yes more readily to
 * installed apps and bookmarked pages.
 */
export async function requestPersistence(): Promise<boolean> {
  try {
    return (await storageManager()?.persist?.()) ?? false;
  } catch {
    return false;
  }
}

/** Missing on pages that are not secure (plain http on a local network). */
function storageManager(): StorageManager | undefined {
  return navigator.storage as StorageManager | undefined;
}
