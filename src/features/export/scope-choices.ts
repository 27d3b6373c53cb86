import { formatPlural } from '../../base/format.ts';
import type { ExportScope } from '../../rpc/export-api.ts';
import type { ExportSubject } from '../../state/export-subject.ts';

export interface ScopeChoice {
  readonly id: 'selected' | 'matching' | 'experiments' | 'all';
  readonly text: string;
  readonly toScope: () => Promise<ExportScope>;
}

/** The narrowest first: whoever has chosen runs means them. */
export function scopeChoices(subject: ExportSubject): readonly ScopeChoice[] {
  const { experiments, selected, selectedText, matching } = subject;
  const choices: ScopeChoice[] = [];
  if (selected.length > 0)
    choices.push({
      id: 'selected',
      text: selectedText ?? formatPlural(selected.length, 'selected run'),
      toScope: async () => ({ kind: 'runs', runs: selected }),
    });
  if (matching && matching.count > 0)
    choices.push({
      id: 'matching',
      text: `The table as it is filtered: ${formatPlural(matching.count, 'run')}`,
      toScope: async () => ({ kind: 'runs', runs: await matching.keys() }),
    });
  if (experiments !== 'all' && experiments.length > 0)
    choices.push({
      id: 'experiments',
      text: experiments.length === 1 ? 'The whole experiment' : 'These experiments, whole',
      toScope: async () => ({ kind: 'experiments', experiments }),
    });
  choices.push({ id: 'all', text: 'The whole workspace', toScope: async () => ({ kind: 'all' }) });
  return choices;
}
