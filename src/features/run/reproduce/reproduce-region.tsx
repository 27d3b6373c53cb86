import { createMemo, type JSX, Show } from 'solid-js';
import { scoreReproduction } from '../../../domain/reproduce/score.ts';
import type { RunDetail } from '../../../rpc/query-api.ts';
import { createNewestAnswer } from '../../../state/newest-answer.ts';
import { useQuery } from '../../../state/query.ts';
import { useShare } from '../../../state/share.ts';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { Region } from '../region.tsx';
import { DifferenceView } from './difference-view.tsx';
import { RecipeTabs } from './recipe-tabs.tsx';
import './reproduce.css';
import { ScoreCard } from './score-card.tsx';

/** What it takes to make this run again: what is recorded, what is missing, and a recipe. */
export function ReproduceRegion(props: { readonly detail: RunDetail }): JSX.Element {
  const { api, version } = useQuery();
  const share = useShare();
  const run = createMemo(() => props.detail.run.key);
  const answer = createNewestAnswer(
    // Files that tell of the environment may come from others while the page is open.
    () => ({ run: run(), version: version(), here: share.view().transfer.artifacts.here }),
    ({ run }) => api.reproduction(run),
  );
  const made = () => answer() ?? undefined;
  const score = createMemo(() => {
    const known = made();
    return known && scoreReproduction(known);
  });
  const input = createMemo(() => {
    const known = made();
    const scored = score();
    return known && scored && { made: known, ...scored };
  });
  return (
    <Region
      title="Reproduce"
      id="run-reproduce"
      count={score() ? `${score()?.score} of 100 points recorded` : undefined}
    >
      <Show when={input()} fallback={<Skeleton lines={6} class="runpage-loading" />}>
        {(known) => (
          <div class="reproduce">
            <ScoreCard score={known()} />
            <RecipeTabs input={known()} />
            <DifferenceView run={run()} suggested={known().made.other} />
          </div>
        )}
      </Show>
    </Region>
  );
}
