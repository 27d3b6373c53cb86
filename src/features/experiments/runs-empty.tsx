import { type JSX, Show } from 'solid-js';
import { useActions } from '../../state/actions.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';

export function NoRuns(props: { readonly hasDeleted: boolean }): JSX.Element {
  const actions = useActions();
  return (
    <Show
      when={!props.hasDeleted}
      fallback={
        <EmptyState
          title="All runs here are deleted"
          text="Switch on Deleted runs below to see them and to restore them."
        />
      }
    >
      <EmptyState
        title="Drop an mlruns folder or an mlflow.db here"
        text="CSV and Parquet work too. Everything stays in this browser."
      >
        <Button variant="primary" onClick={() => actions.importFiles()}>
          Choose files
        </Button>
        <Button onClick={() => actions.importFolder()}>Choose a folder</Button>
        <Button onClick={() => actions.loadSample()}>Load sample</Button>
      </EmptyState>
    </Show>
  );
}

export function NoMatch(props: { readonly filter: string; readonly onClear: () => void }): JSX.Element {
  return (
    <EmptyState title="No run matches" text={`None of the runs here is as the filter says: ${props.filter}`}>
      <Button onClick={() => props.onClear()}>Clear the filter</Button>
    </EmptyState>
  );
}
