import { createUniqueId, For, type JSX, Match, Show, Switch } from 'solid-js';
import { allStages, NO_STAGE } from '../../domain/registry/stages.ts';
import { ruleName } from '../../domain/rules/breach-sentence.ts';
import { rulesInOrder } from '../../domain/rules/rules-in-order.ts';
import { useEdits } from '../../state/edits.ts';
import { filterFault } from '../../state/filter-mistake.ts';
import { CheckedField } from '../../ui/checked-field.tsx';
import { ChoiceBar } from '../../ui/choice-bar.tsx';
import { type AlertDraft, type AlertKind, limitOf, MOST_FILTER } from './alert-draft.ts';
import { ChoiceField, NamedField, NumberField } from './draft-fields.tsx';
import type { KnownNames } from './known-names.ts';

interface FieldsProps {
  readonly draft: AlertDraft;
  readonly names: KnownNames;
  readonly onChange: (part: Partial<AlertDraft>) => void;
}

const IS = [
  { value: 'above', label: 'Above' },
  { value: 'below', label: 'Below' },
] as const;
const BETTER = [
  { value: 'lower', label: 'Lower is better' },
  { value: 'higher', label: 'Higher is better' },
] as const;
const HOW = [
  { value: 'failed', label: 'Failed or killed' },
  { value: 'finished', label: 'Finished' },
  { value: 'any', label: 'Either' },
] as const;
const WHEN = [
  { value: 'ended', label: 'Once it has ended' },
  { value: 'any-point', label: 'At any point' },
] as const;
const MEASURES = [
  { value: 'psi', label: 'PSI' },
  { value: 'ks', label: 'KS' },
] as const;

/** The fields that a kind of rule has. */
export function ConditionFields(props: FieldsProps): JSX.Element {
  const is = (...kinds: readonly AlertKind[]) => kinds.includes(props.draft.kind);
  const edits = useEdits();
  return (
    <Switch>
      <Match when={is('threshold')}>
        <ThresholdFields {...props} />
      </Match>
      <Match when={is('not-finite')}>
        <MetricField {...props} note="Empty is any metric; * stands for any text (train/*)." />
      </Match>
      <Match when={is('matches')}>
        <CheckedField
          label="Filter that a run must begin to match"
          note="As above the table of runs: metrics, params, tags, attributes, datasets."
          placeholder="metrics.val_rmse < 6.5"
          maxLength={MOST_FILTER}
          value={props.draft.filter}
          fault={filterFault(props.draft.filter, edits)}
          onInput={(filter) => props.onChange({ filter })}
        />
      </Match>
      <Match when={is('best')}>
        <MetricField {...props} />
        <div class="alert-row">
          <DirectionField {...props} />
          <ChoiceBar
            name="When it counts"
            options={WHEN}
            value={props.draft.when}
            onChange={(when) => props.onChange({ when })}
          />
        </div>
      </Match>
      <Match when={is('diverging', 'flat')}>
        <ProgressFields {...props} />
      </Match>
      <Match when={is('silent')}>
        <NumberField
          label="Minutes without a new point or line"
          value={props.draft.minutes}
          onInput={(minutes) => props.onChange({ minutes })}
        />
        <p class="muted alert-note">
          TensorBoard and CSV do not say that a run has ended. There it tells only before the last step that
          the params name (max_steps, epochs …).
        </p>
      </Match>
      <Match when={is('ended')}>
        <ChoiceBar
          name="How it ended"
          options={HOW}
          value={props.draft.how}
          onChange={(how) => props.onChange({ how })}
        />
      </Match>
      <Match when={is('rule-broken')}>
        <RuleField {...props} />
      </Match>
      <Match when={is('dataset-changed')}>
        <NamedField
          label="Dataset"
          note="Empty is any dataset."
          placeholder="any"
          known={props.names.datasets}
          value={props.draft.dataset}
          onInput={(dataset) => props.onChange({ dataset })}
        />
      </Match>
      <Match when={is('drift')}>
        <DriftFields {...props} />
      </Match>
    </Switch>
  );
}

function ThresholdFields(props: FieldsProps): JSX.Element {
  const edits = useEdits();
  const side = () =>
    props.draft.is ?? (edits.direction(props.draft.metric.trim()) === 'higher' ? 'below' : 'above');
  return (
    <>
      <MetricField {...props} note="* stands for any text (val/*)." />
      <div class="alert-row">
        <ChoiceBar name="Side" options={IS} value={side()} onChange={(is) => props.onChange({ is })} />
        <NumberField label="Bound" value={props.draft.bound} onInput={(bound) => props.onChange({ bound })} />
        <NumberField
          label="Points in a row"
          value={props.draft.inARow}
          onInput={(inARow) => props.onChange({ inARow })}
        />
      </div>
    </>
  );
}

function ProgressFields(props: FieldsProps): JSX.Element {
  return (
    <>
      <MetricField {...props} note="* stands for any text (val/*)." />
      <DirectionField {...props} />
      <div class="alert-row">
        <Show
          when={props.draft.kind === 'diverging'}
          fallback={
            <>
              <NumberField
                label="Steps without a better value"
                value={props.draft.steps}
                onInput={(steps) => props.onChange({ steps })}
              />
              <NumberField
                label="Better means by more than (%)"
                value={props.draft.tolerance}
                onInput={(tolerance) => props.onChange({ tolerance })}
              />
            </>
          }
        >
          <NumberField
            label="Worse than its best by (%)"
            value={props.draft.worseBy}
            onInput={(worseBy) => props.onChange({ worseBy })}
          />
          <NumberField
            label="On average over points"
            value={props.draft.points}
            onInput={(points) => props.onChange({ points })}
          />
        </Show>
      </div>
    </>
  );
}

function DriftFields(props: FieldsProps): JSX.Element {
  const edits = useEdits();
  return (
    <>
      <NamedField
        label="Registered model"
        known={props.names.models}
        value={props.draft.model}
        onInput={(model) => props.onChange({ model })}
      />
      <MetricField
        {...props}
        note="Of the runs of its experiment: the first since it came to the stage, against the last."
      />
      <div class="alert-row">
        <ChoiceField
          label="Stage"
          options={allStages(edits.stages())
            .filter((stage) => stage !== NO_STAGE)
            .map((stage) => ({ value: stage, label: stage }))}
          value={props.draft.stage}
          onChange={(stage) => props.onChange({ stage })}
        />
        <ChoiceBar
          name="Measure"
          options={MEASURES}
          value={props.draft.measure}
          onChange={(measure) => props.onChange({ measure, limit: null })}
        />
        <NumberField
          label="Above"
          value={limitOf(props.draft)}
          onInput={(limit) => props.onChange({ limit })}
        />
        <NumberField
          label="Runs in a window"
          value={props.draft.runs}
          onInput={(runs) => props.onChange({ runs })}
        />
      </div>
      <p class="muted alert-note">
        The limit is set so that chance alone seldom goes beyond it: about once in a hundred windows of so
        many runs. With more runs smaller changes are seen.
      </p>
    </>
  );
}

function MetricField(props: FieldsProps & { readonly note?: string }): JSX.Element {
  return (
    <NamedField
      label="Metric"
      note={props.note}
      placeholder={props.draft.kind === 'not-finite' ? 'any' : 'val_loss'}
      known={props.names.metrics.map(({ key }) => key)}
      value={props.draft.metric}
      onInput={(metric) => props.onChange({ metric })}
    />
  );
}

/** Preset by the metric's name, or by what people said of it. */
function DirectionField(props: FieldsProps): JSX.Element {
  const edits = useEdits();
  return (
    <ChoiceBar
      name="Which is better"
      options={BETTER}
      value={props.draft.direction ?? edits.direction(props.draft.metric.trim()) ?? 'lower'}
      onChange={(direction) => props.onChange({ direction })}
    />
  );
}

function RuleField(props: FieldsProps): JSX.Element {
  const edits = useEdits();
  const id = createUniqueId();
  return (
    <div class="form-field">
      <label for={id}>Rule</label>
      <select
        id={id}
        class="field"
        onChange={(event) => props.onChange({ rule: event.currentTarget.value as AlertDraft['rule'] })}
      >
        <option value="" selected={props.draft.rule === ''}>
          Any rule
        </option>
        <For each={rulesInOrder(edits.rules())}>
          {([rule, said]) => (
            <option value={rule} selected={props.draft.rule === rule}>
              {ruleName(said)}
            </option>
          )}
        </For>
      </select>
    </div>
  );
}
