import type { WorkspaceId } from '../../../src/domain/ids.ts';
import { FactStore, importLockName } from '../../../src/storage/fact-store.ts';
import { ExistingFacts } from '../../import/storing/existing-facts.ts';

/** As much of the Web Locks as is used. */
export interface Locks {
  request<T>(
    name: string,
    options: { readonly signal?: AbortSignal; readonly ifAvailable?: boolean },
    work: (lock: object | null) => Promise<T>,
  ): Promise<T>;
}

/** The facts of a workspace for all its watched folders: read once, and what is committed since added. */
export class WatchedFacts {
  readonly store: FactStore;
  private readonly locks: Locks;
  private readonly lock: string;
  private loading: Promise<ExistingFacts> | null = null;

  constructor(workspace: WorkspaceId, locks: Locks = navigator.locks as unknown as Locks) {
    this.store = new FactStore(workspace);
    this.locks = locks;
    this.lock = importLockName(workspace);
  }

  /** What is known of the facts; `refresh` it under the lock. */
  existing(): Promise<ExistingFacts> {
    this.loading ??= ExistingFacts.load(this.store).catch((error: unknown) => {
      this.loading = null;
      throw error;
    });
    return this.loading;
  }

  /**
   * Takes the lock of imports, and removes what a dead one has left behind; resolves with its release. null where somebody
   * else has it and nobody wants to wait.
   */
  takeLock(isPatient: boolean, signal: AbortSignal): Promise<(() => void) | null> {
    return new Promise((resolve, reject) => {
      const hold = (lock: object | null): Promise<void> => {
        if (lock === null) {
          resolve(null);
          return Promise.resolve();
        }
        return new Promise((release, fail) => {
          this.sweep().then(() => resolve(release), fail);
        });
      };
      const how = isPatient ? { signal } : { ifAvailable: true };
      this.locks.request(this.lock, how, hold).catch(reject);
    });
  }

  close(): void {
    this.store.close();
  }

  private async sweep(): Promise<void> {
    for (const dead of await this.store.listInterrupted()) await this.store.rollBackImport(dead);
  }
}
