import { For, type JSX, Show } from 'solid-js';
import type { ReproductionScore, ScoreLine, ScorePart } from '../../../domain/reproduce/score.ts';

const PART_WORDS: Readonly<Record<ScorePart, string>> = {
  commit: 'Commit',
  packages: 'Packages',
  data: 'Data',
  changes: 'Uncommitted changes',
  start: 'Command',
  repository: 'Repository',
  python: 'Python',
  params: 'Parameters',
  seed: 'Seed',
  hardware: 'Hardware',
};

/** How much is recorded of what it takes to make the run again, each point with its reason. */
export function ScoreCard(props: { readonly score: ReproductionScore }): JSX.Element {
  return (
    <div class="runpage-card reproduce-score">
      <div class="reproduce-sum">
        <strong class="reproduce-points">{props.score.score}</strong>
        <span class="muted">of 100 points recorded</span>
        <meter
          class="reproduce-meter"
          aria-label="Recorded to reproduce this run"
          min="0"
          max="100"
          value={props.score.score}
        />
      </div>
      <table class="runpage-table is-small reproduce-table">
        <caption class="unseen">Reasons for the score</caption>
        <thead class="unseen">
          <tr>
            <th scope="col">Part</th>
            <th scope="col">How it stands</th>
            <th scope="col">Points</th>
          </tr>
        </thead>
        <tbody>
          <For each={props.score.lines}>{(line) => <ScoreRow line={line} />}</For>
        </tbody>
      </table>
    </div>
  );
}

function ScoreRow(props: { readonly line: ScoreLine }): JSX.Element {
  return (
    <tr classList={{ 'is-short': props.line.lost > 0 }}>
      <th scope="row">{PART_WORDS[props.line.part]}</th>
      <td class="reproduce-reason">{props.line.reason}</td>
      <td class="reproduce-cost">
        <Show when={props.line.lost > 0} fallback={<span class="muted">{props.line.weight}</span>}>
          −{props.line.lost} <span class="muted">of {props.line.weight}</span>
        </Show>
      </td>
    </tr>
  );
}
