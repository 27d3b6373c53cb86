import type { Accessor } from 'solid-js';
import type { WorkspaceId } from '../../../domain/ids.ts';
import { createStoredSignal } from '../../../state/stored-signal.ts';

const MOST_KEPT = 12;
const LONGEST = 1000;

/** The filters used last in a workspace, the newest first. Scope: this browser. */
export function createFilterHistory(workspace: WorkspaceId): {
  readonly recent: Accessor<readonly string[]>;
  readonly remember: (filter: string) => void;
} {
  const [recent, setRecent] = createStoredSignal<readonly string[]>(`filters/${workspace}`, parseRecent, []);
  return {
    recent,
    remember: (filter) => {
      const text = filter.trim();
      if (text === '' || text.length > LONGEST) return;
      setRecent([text, ...recent().filter((one) => one !== text)].slice(0, MOST_KEPT));
    },
  };
}

function parseRecent(raw: unknown): readonly string[] | undefined {
  if (!Array.isArray(raw)) return undefined;
  const texts = (raw as readonly unknown[]).slice(0, MOST_KEPT);
  return texts.filter((one): one is string => typeof one === 'string' && one.length <= LONGEST);
}
