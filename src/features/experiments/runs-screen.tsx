import { useParams } from '@solidjs/router';
import { type JSX, Show } from 'solid-js';
import './experiments.css';
import { RunsTable } from './runs-table.tsx';

/** The runs of one experiment, or of all. Another address is another table with choices of its own. */
export function RunsScreen(): JSX.Element {
  const params = useParams<{ id: string }>();
  return (
    <Show when={params.id} keyed>
      {(id) => <RunsTable id={id} />}
    </Show>
  );
}
