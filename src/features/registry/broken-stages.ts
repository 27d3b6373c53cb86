import { type Accessor, createMemo } from 'solid-js';
import type { ModelVersion } from '../../domain/registry/registry-view.ts';
import { useEdits } from '../../state/edits.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { useQuery } from '../../state/query.ts';

/** How many rules that block keep a version out of the stage it is in; undo and imports ask none. */
export type BrokenStages = (version: ModelVersion) => number;

/** Asks where there are rules that block. */
export function createBrokenStages(): BrokenStages {
  const { api, version } = useQuery();
  const edits = useEdits();
  const isAsked: Accessor<boolean> = createMemo(() =>
    [...edits.rules().values()].some(
      ({ enabled, severity, check }) => enabled && severity === 'block' && check.kind === 'promotion',
    ),
  );
  const answer = createNewestAnswer(
    () => (version() > 0 && isAsked() ? version() : undefined),
    async () => {
      const counts = new Map<string, number>();
      for (const { subject, severity, model, version: number } of (await api.breaches()).list) {
        if (subject !== 'version' || severity !== 'block') continue;
        const key = `${number}/${model}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      return counts;
    },
  );
  return ({ number, model, deleted }) =>
    isAsked() && !deleted ? (answer()?.get(`${number}/${model}`) ?? 0) : 0;
}
