import { createSignal, type JSX, Match, Show, Switch } from 'solid-js';
import type { RuleId } from '../../domain/ids.ts';
import type { Breaches } from '../../domain/rules/breach.ts';
import { ruleName, ruleWords } from '../../domain/rules/breach-sentence.ts';
import type { Rule } from '../../domain/rules/rule.ts';
import type { QueryApi } from '../../rpc/query-api.ts';
import { useEdits } from '../../state/edits.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { useQuery } from '../../state/query.ts';
import { useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { showToast } from '../../ui/toast.tsx';
import { BreachList } from './breach-list.tsx';
import { NoRules } from './no-rules.tsx';
import { RuleDialog } from './rule-dialog.tsx';
import { RulesTable } from './rules-table.tsx';
import './rules.css';

/** null when the storage refuses. */
async function findBreaches(api: QueryApi): Promise<Breaches | null> {
  try {
    return await api.breaches();
  } catch (error) {
    console.error('rules not checked', error);
    return null;
  }
}

/** What the dialog is about: a rule, or a new one. */
export interface EditedRule {
  readonly id: RuleId | null;
  readonly rule: Rule | null;
}

/** The rules of the workspace and everything that does not keep them (`#/rules`). */
export function RulesScreen(): JSX.Element {
  const { api, version } = useQuery();
  const edits = useEdits();
  const share = useShare();
  const [edited, setEdited] = createSignal<EditedRule | null>(null);
  const [attempt, setAttempt] = createSignal(0);
  const breaches = createNewestAnswer(
    () => (version() > 0 ? { version: version(), attempt: attempt() } : undefined),
    () => findBreaches(api),
  );
  const add = () => setEdited({ id: null, rule: null });
  const save = (id: RuleId | null, rule: Rule) => {
    edits.saveRule(id, rule, ruleWords(rule));
    setEdited(null);
    const undo = { label: 'Undo', onSelect: () => edits.undo() };
    showToast({ text: `Rule “${ruleName(rule)}” saved.`, action: undo });
  };
  return (
    <div class="rules-screen">
      <header class="rules-head">
        <h1>Rules</h1>
        <Show when={share.canEdit() && edits.rules().size > 0}>
          <Button variant="primary" icon="plus" onClick={add}>
            New rule
          </Button>
        </Show>
      </header>
      <Show when={version() > 0} fallback={<Skeleton lines={5} />}>
        <Show
          when={edits.rules().size > 0}
          fallback={<NoRules canEdit={share.canEdit()} onAdd={add} onSave={save} />}
        >
          <RulesTable
            rules={edits.rules()}
            counts={breaches()?.counts}
            onEdit={(id, rule) => setEdited({ id, rule })}
          />
          <Switch fallback={<Skeleton lines={4} />}>
            <Match when={breaches() === null}>
              <EmptyState title="The rules could not be checked" text="They are still in this browser.">
                <Button onClick={() => setAttempt(attempt() + 1)}>Try again</Button>
              </EmptyState>
            </Match>
            <Match when={breaches()}>
              {(found) => <BreachList breaches={found()} rules={edits.rules()} />}
            </Match>
          </Switch>
        </Show>
      </Show>
      <RuleDialog edited={edited()} onClose={() => setEdited(null)} onSave={save} />
    </div>
  );
}
