import { createEffect } from 'solid-js';
import { formatPlural } from '../base/format.ts';
import type { RegistryChange } from '../domain/registry/registry-event.ts';
import { NO_STAGE } from '../domain/registry/stages.ts';
import type { QueryApi } from '../rpc/query-api.ts';
import type { EditsState } from '../state/edits.ts';
import { showToast } from '../ui/toast.tsx';

/** Undo and redo ask no rule; what they bring into a stage that a rule keeps closed is said. */
export function createStageWarnings(edits: EditsState, api: QueryApi): void {
  createEffect(() => {
    const changes = edits.takenBack();
    if (!changes || edits.rules().size === 0) return;
    for (const change of changes) void warnOf(change, api);
  });
}

async function warnOf({ model, version, act, inverse }: RegistryChange, api: QueryApi): Promise<void> {
  if (act.kind !== 'stage' || act.to === NO_STAGE || version === null) return;
  // What was taken back there had a reason once.
  const breaches = await api.promotionBreaches(model, version, act.to, 'Undo');
  const blocking = breaches.filter(({ severity }) => severity === 'block');
  const [first] = blocking;
  if (!first) return;
  const again = inverse?.kind === 'stage' ? ' again' : '';
  const rules = formatPlural(new Set(blocking.map(({ rule }) => rule)).size, 'rule');
  showToast({
    text: `${model} version ${first.version ?? ''} is in ${act.to}${again}, which breaks ${rules}.`,
    tone: 'failed',
  });
}
