import { createUniqueId, For, type JSX, Match, Show, Switch } from 'solid-js';
import type { DifferenceSection } from '../../../rpc/differences.ts';
import type { ReportBlock, ReportContent, ReportOutline, ReportPlot } from '../../../rpc/report-api.ts';
import { Button } from '../../../ui/button.tsx';
import { PickButton, type PickOption } from '../../../ui/pick-button.tsx';
import { AXES, columnOptions, columnText, metricOptions } from './block-words.ts';

interface EditorProps<Kind extends ReportContent['kind']> {
  readonly block: Extract<ReportBlock, { kind: Kind }>;
  readonly outline: ReportOutline;
  readonly onChange: (block: ReportBlock) => void;
}

/** What can be said of one part. */
export function BlockEditor(props: {
  readonly block: ReportBlock;
  readonly outline: ReportOutline;
  readonly onChange: (block: ReportBlock) => void;
}): JSX.Element {
  const as = <Kind extends ReportContent['kind']>(kind: Kind) =>
    props.block.kind === kind ? (props.block as Extract<ReportBlock, { kind: Kind }>) : null;
  const rest = () => ({ outline: props.outline, onChange: props.onChange });
  return (
    <Switch fallback={<p class="muted">Nothing to choose.</p>}>
      <Match when={as('text')}>{(block) => <TextEditor block={block()} {...rest()} />}</Match>
      <Match when={as('table')}>{(block) => <TableEditor block={block()} {...rest()} />}</Match>
      <Match when={as('lines')}>{(block) => <LinesEditor block={block()} {...rest()} />}</Match>
      <Match when={as('plot')}>{(block) => <PlotEditor block={block()} {...rest()} />}</Match>
      <Match when={as('side-by-side')}>{(block) => <SidesEditor block={block()} {...rest()} />}</Match>
    </Switch>
  );
}

const MOST_TEXT = 100_000;

function TextEditor(props: EditorProps<'text'>): JSX.Element {
  return (
    <textarea
      class="field"
      rows={6}
      aria-label="Text in Markdown"
      placeholder="What was tried, what came of it, what to do next. In Markdown."
      maxlength={MOST_TEXT}
      value={props.block.text}
      onInput={(event) => props.onChange({ ...props.block, text: event.currentTarget.value })}
    />
  );
}

function TableEditor(props: EditorProps<'table'>): JSX.Element {
  return (
    <Chips
      label="Column"
      chosen={props.block.columns.filter((id) => id !== 'name')}
      options={columnOptions(props.outline.columns, false)}
      textOf={columnText}
      onChange={(columns) => props.onChange({ ...props.block, columns })}
    />
  );
}

function LinesEditor(props: EditorProps<'lines'>): JSX.Element {
  const line = () => props.block.line;
  const axes = () => {
    const known = AXES.some(([axis]) => axis === line().x);
    return known ? AXES : [...AXES, [line().x, line().x.replace(/^metrics\./, '')] as const];
  };
  return (
    <>
      <TitleField title={props.block.title} onChange={(title) => props.onChange({ ...props.block, title })} />
      <Chips
        label="Metric"
        chosen={props.block.ys}
        options={metricOptions(props.outline)}
        textOf={(key) => key}
        onChange={(ys) => props.onChange({ ...props.block, ys })}
      />
      <Choice
        label="X axis"
        value={line().x}
        options={axes()}
        onChange={(x) => props.onChange({ ...props.block, line: { ...line(), x, rangeX: [null, null] } })}
      />
      <Check
        label="Log scale"
        checked={line().logY}
        onChange={(logY) => props.onChange({ ...props.block, line: { ...line(), logY } })}
      />
    </>
  );
}

function PlotEditor(props: EditorProps<'plot'>): JSX.Element {
  const options = () => columnOptions(props.outline.columns, true);
  const change = (chart: ReportPlot) => props.onChange({ ...props.block, chart });
  const as = <Kind extends ReportPlot['kind']>(kind: Kind) =>
    props.block.chart.kind === kind ? (props.block.chart as Extract<ReportPlot, { kind: Kind }>) : null;
  const colours = () => [{ value: '', label: 'Run' }, ...options()];
  return (
    <>
      <TitleField
        title={props.block.chart.title}
        onChange={(title) => change({ ...props.block.chart, title })}
      />
      <Switch>
        <Match when={as('bar')}>
          {(chart) => (
            <Pick
              label="Value"
              value={chart().y}
              options={options()}
              onPick={(y) => change({ ...chart(), y })}
            />
          )}
        </Match>
        <Match when={as('scatter')}>
          {(chart) => (
            <>
              <Pick
                label="X"
                value={chart().x}
                options={options()}
                onPick={(x) => change({ ...chart(), x })}
              />
              <Pick
                label="Y"
                value={chart().y}
                options={options()}
                onPick={(y) => change({ ...chart(), y })}
              />
              <Pick
                label="Colour"
                value={chart().colour}
                options={colours()}
                onPick={(colour) => change({ ...chart(), colour })}
              />
              <Check label="Log x" checked={chart().logX} onChange={(logX) => change({ ...chart(), logX })} />
              <Check label="Log y" checked={chart().logY} onChange={(logY) => change({ ...chart(), logY })} />
            </>
          )}
        </Match>
        <Match when={as('parallel')}>
          {(chart) => (
            <>
              <Chips
                label="Axis"
                chosen={chart().axes.map(({ column }) => column)}
                options={options()}
                textOf={columnText}
                onChange={(columns) =>
                  change({
                    ...chart(),
                    axes: columns.map(
                      (column) =>
                        chart().axes.find((axis) => axis.column === column) ?? {
                          column,
                          log: false,
                          flip: false,
                        },
                    ),
                  })
                }
              />
              <Pick
                label="Colour"
                value={chart().colour}
                options={colours()}
                onPick={(colour) => change({ ...chart(), colour })}
              />
            </>
          )}
        </Match>
      </Switch>
    </>
  );
}

const SECTIONS: readonly (readonly [DifferenceSection, string])[] = [
  ['run', 'Run'],
  ['params', 'Parameters'],
  ['metrics', 'Metrics'],
  ['tags', 'Tags'],
  ['datasets', 'Datasets'],
  ['source', 'Source'],
  ['environment', 'Environment'],
];

function SidesEditor(props: EditorProps<'side-by-side'>): JSX.Element {
  const toggle = (section: DifferenceSection, isIn: boolean) => {
    const wanted = new Set(props.block.sections);
    if (isIn) wanted.add(section);
    else wanted.delete(section);
    const sections = SECTIONS.flatMap(([one]) => (wanted.has(one) ? [one] : []));
    props.onChange({ ...props.block, sections });
  };
  return (
    <>
      <TitleField title={props.block.title} onChange={(title) => props.onChange({ ...props.block, title })} />
      <div class="report-checks">
        <For each={SECTIONS}>
          {([section, label]) => (
            <Check
              label={label}
              checked={props.block.sections.includes(section)}
              onChange={(isIn) => toggle(section, isIn)}
            />
          )}
        </For>
      </div>
      <Check
        label="Only where runs differ"
        checked={props.block.onlyDifferent}
        onChange={(onlyDifferent) => props.onChange({ ...props.block, onlyDifferent })}
      />
    </>
  );
}

function TitleField(props: {
  readonly title: string;
  readonly onChange: (title: string) => void;
}): JSX.Element {
  return (
    <input
      class="field"
      type="text"
      aria-label="Title of this part"
      placeholder="Title"
      maxlength={300}
      value={props.title}
      onInput={(event) => props.onChange(event.currentTarget.value)}
    />
  );
}

export function Check(props: {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}): JSX.Element {
  return (
    <label class="export-check">
      <input
        type="checkbox"
        checked={props.checked}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      {props.label}
    </label>
  );
}

export function Choice(props: {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, label: string])[];
  readonly onChange: (value: string) => void;
}): JSX.Element {
  const id = createUniqueId();
  return (
    <div class="report-choice">
      <label for={id}>{props.label}</label>
      <select
        id={id}
        class="field"
        value={props.value}
        onChange={(event) => props.onChange(event.currentTarget.value)}
      >
        <For each={props.options}>
          {([value, label]) => (
            <option value={value} selected={value === props.value}>
              {label}
            </option>
          )}
        </For>
      </select>
    </div>
  );
}

function Pick(props: {
  readonly label: string;
  readonly value: string;
  readonly options: readonly PickOption[];
  readonly onPick: (value: string) => void;
}): JSX.Element {
  return (
    <div class="report-pick">
      <PickButton {...props} />
    </div>
  );
}

/** A list that is added to by picking, in its order. */
function Chips(props: {
  readonly label: string;
  readonly chosen: readonly string[];
  readonly options: readonly PickOption[];
  readonly textOf: (value: string) => string;
  readonly onChange: (chosen: readonly string[]) => void;
}): JSX.Element {
  const free = () => props.options.filter(({ value }) => !props.chosen.includes(value));
  return (
    <div class="report-chips">
      <For each={props.chosen}>
        {(value) => (
          <span class="report-chip">
            <span class="cut" title={value}>
              {props.textOf(value)}
            </span>
            <Button
              variant="quiet"
              small
              icon="close"
              label={`Remove ${props.textOf(value)}`}
              onClick={() => props.onChange(props.chosen.filter((one) => one !== value))}
            />
          </span>
        )}
      </For>
      <Show when={free().length > 0}>
        <PickButton
          label={`Add ${props.label.toLowerCase()}`}
          value=""
          options={free()}
          onPick={(value) => props.onChange([...props.chosen, value])}
        >
          + {props.label}
        </PickButton>
      </Show>
    </div>
  );
}
