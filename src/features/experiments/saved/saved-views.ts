import { useNavigate } from '@solidjs/router';
import { createMemo } from 'solid-js';
import { canonicalJson } from '../../../base/canonical-json.ts';
import type { SavedView } from '../../../domain/edits.ts';
import { toViewId, type ViewId } from '../../../domain/ids.ts';
import type { ViewState } from '../../../domain/view-state.ts';
import { useEdits } from '../../../state/edits.ts';
import { createNewestAnswer } from '../../../state/newest-answer.ts';
import { useQuery } from '../../../state/query.ts';
import { createStoredSignal } from '../../../state/stored-signal.ts';
import { decodeView, encodeView } from '../../../state/view-code.ts';
import { showToast } from '../../../ui/toast.tsx';
import type { RunsView } from '../runs-view-state.ts';

export interface ListedView extends SavedView {
  readonly id: ViewId;
}

const collator = new Intl.Collator('en', { numeric: true });

/** The saved views of the workspace as one table has them: which is open, and whether the table has left it. */
export function createSavedViews(view: RunsView) {
  const edits = useEdits();
  const { workspace } = useQuery();
  const navigate = useNavigate();
  const [openId, setOpenId] = createStoredSignal<string>(openKey(view.id), readId, '');
  const all = createMemo(() =>
    [...edits.views()]
      .map(([id, saved]): ListedView => ({ ...saved, id }))
      .toSorted((a, b) => collator.compare(a.name, b.name)),
  );
  const opened = createMemo(() => all().find(({ id, scope }) => id === openId() && scope === view.id));
  // Codes of two browsers differ for the same view: what they say is compared.
  const saved = createNewestAnswer(
    () => opened()?.code,
    async (code) => ({ code, decoded: await decodeView(code) }),
  );
  const savedState = (): ViewState | null => {
    const known = saved();
    return known && known.code === opened()?.code && known.decoded.kind === 'view'
      ? known.decoded.view
      : null;
  };
  const isChanged = createMemo(() => {
    const state = savedState();
    return state !== null && canonicalJson(state) !== canonicalJson(view.view());
  });

  function openKey(scope: string): string {
    return `opened-view/${workspace()}/${scope}`;
  }
  const decode = async (one: SavedView): Promise<ViewState | null> => {
    const decoded = await decodeView(one.code);
    if (decoded.kind === 'view') return decoded.view;
    showToast({
      text:
        decoded.problem === 'newer'
          ? `“${one.name}” was saved by a newer version of Cairn.`
          : `“${one.name}” is damaged and cannot be shown.`,
      tone: 'failed',
    });
    return null;
  };

  return {
    all,
    opened,
    isChanged,
    saveAs: async (name: string) => {
      const code = await encodeView(view.view());
      setOpenId(edits.saveView({ name, scope: view.id as SavedView['scope'], code }));
    },
    /** Writes the table as it is now over a saved view of this table. */
    update: async (id: ViewId) => {
      edits.changeView(id, { code: await encodeView(view.view()) });
      setOpenId(id);
    },
    rename: (id: ViewId, name: string) => edits.changeView(id, { name }),
    remove: (id: ViewId) => {
      edits.removeView(id);
      if (openId() === id) setOpenId('');
    },
    open: async (one: ListedView) => {
      const state = await decode(one);
      if (!state) return;
      if (one.scope === view.id) {
        setOpenId(one.id);
        view.show(state);
        return;
      }
      storeOpenId(openKey(one.scope), one.id);
      navigate(await view.addressOf(state, one.scope));
    },
    reset: () => {
      const state = savedState();
      if (state) view.show(state);
    },
    /** What it shows; null, and said, where it cannot be read. */
    viewOf: decode,
    copyAddress: async (one: SavedView) => {
      const state = await decode(one);
      if (!state) return;
      const page = location.href.split('#')[0] ?? '';
      await copyText(`${page}#${await view.addressOf(state, one.scope)}`);
    },
    copyOwnAddress: async () => {
      const page = location.href.split('#')[0] ?? '';
      await copyText(`${page}#${await view.addressOf(view.view(), view.id)}`);
    },
  };
}

export type SavedViews = ReturnType<typeof createSavedViews>;

async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    showToast({ text: 'The address is copied. Whoever has these runs sees the same screen.' });
  } catch {
    showToast({ text: 'The browser refused to copy. Copy the address bar by hand.', tone: 'failed' });
  }
}

function readId(raw: unknown): string | undefined {
  return typeof raw === 'string' && raw.length < 200 ? toViewId(raw) : undefined;
}

/** The table that it is the view of is not on the screen yet. */
function storeOpenId(key: string, id: ViewId): void {
  const [, set] = createStoredSignal<string>(key, readId, '');
  set(id);
}
