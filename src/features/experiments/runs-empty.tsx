import { useNavigate } from '@solidjs/router';
import { type JSX, Show } from 'solid-js';
import { useActions } from '../../state/actions.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';

/** `hidden`: what all the runs here are, so that none of them shows. */
export function NoRuns(props: { readonly hidden: 'deleted' | 'archived' | null }): JSX.Element {
  const actions = useActions();
  return (
    <Show
      when={props.hidden === null}
      fallback={
        <EmptyState
          title={`All runs here are ${props.hidden}`}
          text={
            props.hidden === 'deleted'
              ? 'Switch on Deleted runs below to see them and to restore them.'
              : 'Switch on Archived runs below to see them.'
          }
        />
      }
    >
      <EmptyState
        title="Drop an mlruns folder, event files or a W&B run here"
        text="Or what another tracker or trainer wrote, a zip of it, a CSV, a Parquet file. Everything stays in this browser."
      >
        <Button variant="primary" onClick={() => actions.importFiles()}>
          Choose files
        </Button>
        <Button onClick={() => actions.importFolder()}>Choose a folder</Button>
        <Button onClick={() => actions.watchFolder()}>Watch a folder</Button>
        <Button onClick={() => actions.loadSample()}>Load sample</Button>
      </EmptyState>
    </Show>
  );
}

export function NoMatch(props: {
  readonly filter: string;
  /** When runs had to begin, in words; '' for any time. */
  readonly started: string;
  readonly onClear: () => void;
}): JSX.Element {
  const text = () => {
    const filter = props.filter === '' ? '' : `None of the runs here is as the filter says: ${props.filter}`;
    const started = props.started === '' ? '' : `Started: ${props.started}.`;
    return [filter, started].filter(Boolean).join(' ');
  };
  return (
    <EmptyState title="No run matches" text={text()}>
      <Button onClick={() => props.onClear()}>Clear the filter</Button>
    </EmptyState>
  );
}

/** An address from elsewhere: its experiments may be in another workspace, or in a file that was not imported yet. */
export function NotHere(props: { readonly count: number }): JSX.Element {
  const actions = useActions();
  const navigate = useNavigate();
  const title = () =>
    props.count === 1
      ? 'This experiment is not in this workspace'
      : 'These experiments are not in this workspace';
  return (
    <EmptyState
      title={title()}
      text="An address names runs and does not carry them. Switch to the workspace that has them, import their files, or ask whoever sent the address for a share link."
    >
      <Button variant="primary" onClick={() => actions.importFiles()}>
        Import files
      </Button>
      <Button onClick={() => actions.importFolder()}>Import folder</Button>
      <Button onClick={() => actions.watchFolder()}>Watch folder</Button>
      <Button onClick={() => navigate('/experiments/all')}>Go to all runs</Button>
    </EmptyState>
  );
}
