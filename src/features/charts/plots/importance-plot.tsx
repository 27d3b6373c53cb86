import { createMemo, createSignal, type JSX, Show } from 'solid-js';
import { toCsv } from '../../../base/csv.ts';
import { formatNumber } from '../../../base/format.ts';
import type { ImportanceMeasure } from '../../../domain/view-state.ts';
import type { ImportanceAnswer, ParamImportance } from '../../../rpc/analysis-api.ts';
import { Button } from '../../../ui/button.tsx';
import { MenuButton } from '../../../ui/menu.tsx';
import {
  type Lane,
  Lanes,
  type LanesModel,
  type MakePicture,
  makeGroundScale,
} from '../../../ui/plots/index.ts';
import { columnLabel } from './column-labels.ts';
import { ColumnPick } from './column-pick.tsx';
import { createImportance } from './importance-answer.ts';
import { importanceNotes, nothingToSay, trustIn } from './importance-words.ts';
import { missingNotes } from './missing-words.ts';
import { PlotFigure } from './plot-figure.tsx';
import type { PlotProps } from './plot-props.ts';
import { createPlotValues } from './plot-values.ts';

/** So many parameters are asked for, those that most runs have. */
const MOST_ASKED = 200;
const LANE_PX = 26;

const MEASURES: Readonly<Record<ImportanceMeasure, string>> = {
  importance: 'Permutation importance',
  spearman: 'Spearman correlation',
  pearson: 'Pearson correlation',
};

/** Which parameters a metric hangs on, and how far to trust that. */
export function ImportancePlot(props: PlotProps<'importance'>): JSX.Element {
  const chart = () => props.chart;
  const measure = () => chart().measure;
  const [lit, setLit] = createSignal(-1);
  const [picture, setPicture] = createSignal<MakePicture | null>(null);
  const params = createMemo(() =>
    props.scene
      .columns()
      .filter((column) => column.kind === 'param')
      .sort((a, b) => Number(b.distinct > 1) - Number(a.distinct > 1) || b.filled - a.filled)
      .slice(0, MOST_ASKED)
      .map(({ id }) => id),
  );
  const values = createPlotValues(props.scene, () => [chart().target, ...params()]);
  const state = createImportance(values.data, () => chart().target, params);
  const answer = (): ImportanceAnswer | null => {
    const known = state.result();
    return known?.kind === 'answer' ? known : null;
  };
  const model = createMemo(() => {
    const known = answer();
    return known && makeModel(known, measure(), chart().target);
  });
  const empty = (): string | null => {
    if (state.isStopped()) return 'Stopped.';
    const known = state.result();
    if (known && known.kind !== 'answer') return nothingToSay(known, chart().target);
    return model()?.lanes.length === 0 ? 'No parameter is a number that differs.' : null;
  };
  const notes = () => {
    const known = values.data();
    return known
      ? [...missingNotes(known.raw, [chart().target]), ...(answer() ? importanceNotes(answer()!) : [])]
      : [];
  };
  return (
    <PlotFigure
      of={props.scene.title()}
      label="Parameter importance"
      title={chart().title || `Parameter importance for ${chart().target}`}
      isReady={(state.result() !== undefined || state.isStopped()) && state.progress() === null}
      failure={values.failure() ?? state.failure()}
      onRetry={() => {
        values.retry();
        state.restart();
      }}
      empty={empty()}
      notes={notes()}
      makeCsv={() => importanceCsv(answer())}
      makePicture={picture()}
      settings={
        <>
          <ColumnPick
            label="Target"
            value={chart().target}
            columns={props.scene
              .columns()
              .filter((column) => column.kind !== 'param' && column.kind !== 'tag')}
            onlyNumbers
            onPick={(target) => props.onChange({ ...chart(), target })}
          />
          <MenuButton
            label={`Measure: ${MEASURES[measure()]}`}
            variant="quiet"
            small
            items={(Object.keys(MEASURES) as ImportanceMeasure[]).map((one) => ({
              label: MEASURES[one],
              checked: measure() === one,
              onSelect: () => props.onChange({ ...chart(), measure: one }),
            }))}
          >
            {MEASURES[measure()]}
          </MenuButton>
          <Show when={state.progress() !== null}>
            <progress aria-label="Growing trees" value={state.progress() ?? 0} />
            <Button small variant="quiet" onClick={state.stop}>
              Stop
            </Button>
          </Show>
          <Show when={state.isStopped()}>
            <Button small variant="quiet" onClick={state.restart}>
              Compute
            </Button>
          </Show>
        </>
      }
    >
      <Show when={answer()}>
        {(known) => (
          <p class="importance-trust" classList={{ 'is-doubtful': trustIn(known()).isDoubtful }}>
            {trustIn(known()).text}
          </p>
        )}
      </Show>
      <Show when={model()}>
        {(known) => (
          <Lanes
            model={known()}
            nameOf={(lane, at) => laneText(answer()?.params ?? [], lane, at)}
            lit={lit()}
            onLit={setLit}
            onPicture={(make) => setPicture(() => make)}
          />
        )}
      </Show>
    </PlotFigure>
  );
}

function makeModel(answer: ImportanceAnswer, measure: ImportanceMeasure, target: string): LanesModel {
  const shown = answer.params
    .filter((param) => !Number.isNaN(param[measure]))
    .sort((a, b) => Math.abs(b[measure]) - Math.abs(a[measure]));
  const ends = shown.flatMap((param) => endsOf(param, measure));
  const [min, max] = measure === 'importance' ? [Math.min(0, ...ends), Math.max(0.01, ...ends)] : [-1, 1];
  return {
    lanes: shown.map((param) => toLane(param, measure)),
    label:
      measure === 'importance'
        ? `Rise of the error for ${columnLabel(target)} when shuffled, share of the variance`
        : `${MEASURES[measure]} with ${columnLabel(target)}`,
    makeScale: (mostTicks) => makeGroundScale(min, max, mostTicks),
    lanePx: LANE_PX,
  };
}

function endsOf(param: ParamImportance, measure: ImportanceMeasure): readonly number[] {
  return measure === 'importance'
    ? [param.importance - param.spread, param.importance + param.spread]
    : [param[measure]];
}

function toLane(param: ParamImportance, measure: ImportanceMeasure): Lane {
  const value = param[measure];
  const isImportance = measure === 'importance';
  const colour = !isImportance && value < 0 ? 'var(--run-1)' : 'var(--accent)';
  return {
    label: param.column.replace(/^params\./, ''),
    colour,
    mark: {
      kind: 'bar',
      value,
      error: isImportance ? [value - param.spread, value + param.spread] : null,
      text: value.toFixed(2).replace(/^-(0\.0+)$/, '$1'),
      isFaint: !param.isAboveChance,
    },
  };
}

function laneText(params: readonly ParamImportance[], lane: Lane, _at: number): string {
  const param = params.find(({ column }) => column.replace(/^params\./, '') === lane.label);
  if (!param) return lane.label;
  const parts = [
    `importance ${param.importance.toFixed(3)} ± ${param.spread.toFixed(3)}`,
    param.isAboveChance ? 'above chance' : 'no more than chance',
  ];
  if (!Number.isNaN(param.spearman)) parts.push(`Spearman ${param.spearman.toFixed(2)}`);
  if (!Number.isNaN(param.pearson)) parts.push(`Pearson ${param.pearson.toFixed(2)}`);
  return `${lane.label}: ${parts.join(', ')}, ${formatNumber(param.filled)} runs have it`;
}

function importanceCsv(answer: ImportanceAnswer | null): string {
  const header = ['param', 'importance', 'spread', 'above_chance', 'spearman', 'pearson', 'runs'];
  const rows = (answer?.params ?? []).map((param) => [
    param.column,
    param.importance,
    param.spread,
    String(param.isAboveChance),
    param.spearman,
    param.pearson,
    param.filled,
  ]);
  return toCsv([header, ...rows]);
}
