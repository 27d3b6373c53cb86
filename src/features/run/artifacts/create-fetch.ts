import { type Accessor, createSignal } from 'solid-js';
import type { Hash } from '../../../domain/ids.ts';
import { useShare } from '../../../state/share.ts';

/** Asks others for chunks. */
export function createFetch(): {
  readonly isAsking: Accessor<boolean>;
  readonly failed: Accessor<boolean>;
  run(chunks: readonly Hash[]): Promise<void>;
} {
  const share = useShare();
  const [isAsking, setAsking] = createSignal(false);
  const [failed, setFailed] = createSignal(false);
  return {
    isAsking,
    failed,
    run: async (chunks) => {
      setFailed(false);
      setAsking(true);
      try {
        await share.fetchArtifacts(chunks);
      } catch (error) {
        console.warn('artifacts not fetched', error);
        setFailed(true);
      } finally {
        setAsking(false);
      }
    },
  };
}
