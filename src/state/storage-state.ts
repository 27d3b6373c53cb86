import { type Accessor, createSignal } from 'solid-js';
import { readStorageState, requestPersistence, type StorageState } from '../storage/persistence.ts';
import { createStoredSignal } from './stored-signal.ts';

const UNKNOWN: StorageState = { persisted: null, usageBytes: null, quotaBytes: null };

const [storageState, setStorageState] = createSignal<StorageState>(UNKNOWN);
const [wasAsked, setWasAsked] = createStoredSignal(
  'persistence-asked',
  (raw) => (typeof raw === 'boolean' ? raw : undefined),
  false,
);

export interface StorageHealth {
  /** Scope: this browser. All null until the first reading. */
  readonly state: Accessor<StorageState>;
  /** Whether the person has answered the question, here or after an import. */
  readonly wasAsked: Accessor<boolean>;
  refresh(): Promise<void>;
  /** Asks the browser to keep the data; resolves with its answer. */
  ask(): Promise<boolean>;
  /** The person would rather not be asked again. */
  dismiss(): void;
}

/** One reading for all screens. Refresh it after an import and at start. */
export function createStorageHealth(): StorageHealth {
  const refresh = async () => {
    setStorageState(await readStorageState());
  };
  return {
    state: storageState,
    wasAsked,
    refresh,
    ask: async () => {
      const isKept = await requestPersistence();
      setWasAsked(true);
      await refresh();
      return isKept;
    },
    dismiss: () => setWasAsked(true),
  };
}
