import { useParams } from '@solidjs/router';
import { type JSX, Show } from 'solid-js';
import './columns/panels.css';
import './experiments.css';
import './organise/organise.css';
import './view/layout.css';
import { useQuery } from '../../state/query.ts';
import type { RunsScene } from '../../state/runs-scene.ts';
import { RunsTable } from './runs-table.tsx';

/**
 * The runs of one experiment, of several (`a,b` in the address), or of all, with their charts, which come from outside.
 * Another address, or another workspace, is another table with choices of its own.
 */
export function RunsScreen(props: { readonly charts: (scene: RunsScene) => JSX.Element }): JSX.Element {
  const params = useParams<{ id: string }>();
  const { workspace } = useQuery();
  return (
    <Show when={workspace()} keyed>
      <Show when={params.id} keyed>
        {(id) => <RunsTable id={id} charts={props.charts} />}
      </Show>
    </Show>
  );
}
