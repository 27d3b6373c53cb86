import { useSearchParams } from '@solidjs/router';
import { createSignal, type JSX, onMount, Show } from 'solid-js';
import { formatCount } from '../../base/format.ts';
import type { RuleId } from '../../domain/ids.ts';
import type { Breaches, RuleCount } from '../../domain/rules/breach.ts';
import { ruleName, ruleWords } from '../../domain/rules/breach-sentence.ts';
import type { Rule } from '../../domain/rules/rule.ts';
import { rulesInOrder } from '../../domain/rules/rules-in-order.ts';
import { useEdits } from '../../state/edits.ts';
import { useQuery } from '../../state/query.ts';
import { useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import { KeyedFor } from '../../ui/keyed-for.tsx';
import { ScrollBox } from '../../ui/scroll-box.tsx';
import { Switch } from '../../ui/switch.tsx';
import { moveInGrid } from '../../ui/table-keys.ts';
import { showToast } from '../../ui/toast.tsx';
import { setMissingTags, type TagCheck } from './set-missing-tags.ts';
import '../../ui/card-table.css';

export function RulesTable(props: {
  readonly rules: ReadonlyMap<RuleId, Rule>;
  /** Undefined until they have been counted. */
  readonly counts: Breaches['counts'] | undefined;
  readonly onEdit: (id: RuleId, rule: Rule) => void;
}): JSX.Element {
  const [search] = useSearchParams<{ rule?: string }>();
  return (
    <ScrollBox class="table-card" label="All rules">
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid, as its rows are acted on */}
      <table class="card-table rules-table" role="grid" aria-label="Rules" onKeyDown={moveInGrid}>
        <thead>
          <tr>
            <th scope="col">Rule</th>
            <th scope="col">On</th>
            <th scope="col">When it is not kept</th>
            <th scope="col" class="is-number">
              Breaches
            </th>
            <th scope="col">
              <span class="unseen">What can be done</span>
            </th>
          </tr>
        </thead>
        <tbody>
          <KeyedFor each={rulesInOrder(props.rules)} by={([id]) => id}>
            {(entry) => {
              const [id] = entry();
              return (
                <RuleRow
                  id={id}
                  rule={entry()[1]}
                  count={props.counts?.get(id)}
                  isCounting={props.counts === undefined || props.counts.has(id)}
                  isNamed={search.rule === id}
                  onEdit={() => props.onEdit(id, entry()[1])}
                />
              );
            }}
          </KeyedFor>
        </tbody>
      </table>
    </ScrollBox>
  );
}

function RuleRow(props: {
  readonly id: RuleId;
  readonly rule: Rule;
  readonly count: RuleCount | undefined;
  /** It is counted, or will be. */
  readonly isCounting: boolean;
  /** A link from elsewhere is about it. */
  readonly isNamed: boolean;
  readonly onEdit: () => void;
}): JSX.Element {
  const edits = useEdits();
  const share = useShare();
  let row!: HTMLTableRowElement;
  onMount(() => props.isNamed && row.scrollIntoView({ block: 'nearest' }));
  const name = () => ruleName(props.rule);
  const undo = { label: 'Undo', onSelect: () => edits.undo() };
  const setEnabled = (enabled: boolean) => {
    edits.saveRule(props.id, { ...props.rule, enabled }, ruleWords(props.rule));
    showToast({ text: `Rule “${name()}” is ${enabled ? 'on' : 'off'}.`, action: undo });
  };
  const remove = () => {
    edits.removeRule(props.id, ruleWords(props.rule));
    showToast({ text: `Rule “${name()}” removed.`, action: undo });
  };
  const tag = (): TagCheck | null => {
    const { check } = props.rule;
    return check.kind === 'tag' && check.preset !== '' && (props.count?.breaches ?? 0) > 0 ? check : null;
  };
  return (
    <tr ref={row} classList={{ 'is-named': props.isNamed, 'is-off': !props.rule.enabled }}>
      <th scope="row">
        {name()}
        <Show when={props.rule.title.trim() !== ''}>
          <span class="rules-words muted">{ruleWords(props.rule)}</span>
        </Show>
      </th>
      <td data-label="On">
        <Switch
          label={`On: ${name()}`}
          isLabelHidden
          checked={props.rule.enabled}
          disabled={!share.canEdit()}
          onChange={setEnabled}
        />
      </td>
      <td class="rules-severity" data-label="Not kept">
        {severityText(props.rule)}
      </td>
      <td class="is-number" data-label="Breaches">
        <Count count={props.count} isChecked={props.rule.enabled && props.isCounting} />
      </td>
      <td class="card-table-tools rules-tools" data-label="">
        <Show when={share.canEdit()}>
          <Show when={tag()}>{(check) => <SetMissing rule={props.rule} check={check()} />}</Show>
          <Button variant="quiet" small icon="edit" label={`Edit ${name()}`} onClick={() => props.onEdit()} />
          <Button variant="quiet" small icon="trash" label={`Remove ${name()}`} onClick={remove} />
        </Show>
      </td>
    </tr>
  );
}

function severityText({ check, severity }: Rule): string {
  if (check.kind !== 'promotion') return 'Listed here';
  return severity === 'block' ? 'Blocks the promotion' : 'Warns';
}

function Count(props: { readonly count: RuleCount | undefined; readonly isChecked: boolean }): JSX.Element {
  return (
    <Show
      when={props.isChecked && props.count}
      fallback={<span class="muted">{props.isChecked ? '…' : 'not checked'}</span>}
    >
      {(count) => (
        <span classList={{ 'rules-broken': count().breaches > 0 }}>
          {formatCount(count().breaches)} <span class="muted">of {formatCount(count().checked)}</span>
        </span>
      )}
    </Show>
  );
}

/** Facts stay facts: a value that a rule offers is set when somebody presses this, and can be taken back. */
function SetMissing(props: { readonly rule: Rule; readonly check: TagCheck }): JSX.Element {
  const query = useQuery();
  const edits = useEdits();
  const [isBusy, setIsBusy] = createSignal(false);
  const set = async () => {
    setIsBusy(true);
    try {
      const { count, text } = await setMissingTags(props.rule, props.check, query, edits);
      const undo = { label: 'Undo', onSelect: () => edits.undo() };
      showToast(count > 0 ? { text, action: undo } : { text });
    } catch (error) {
      console.error('tags not set', error);
      showToast({ text: 'The tags could not be set.', tone: 'failed' });
    }
    setIsBusy(false);
  };
  return (
    <Button
      small
      icon="tag"
      disabled={isBusy()}
      title={`Gives “${props.check.preset}” to everything that has no tag ${props.check.key}`}
      onClick={() => void set()}
    >
      Set {props.check.key} where it is missing
    </Button>
  );
}
