import { createEffect, createMemo, createSignal, For, type JSX, Match, Show, Switch } from 'solid-js';
import { formatPlural } from '../../base/format.ts';
import type { RunKey } from '../../domain/ids.ts';
import type { RunsScene } from '../../state/runs-scene.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { type Tab, Tabs } from '../../ui/tabs.tsx';
import { AddRuns } from './add-runs.tsx';
import { ArtifactsPanel } from './artifacts-panel.tsx';
import { createCompareAddress } from './compare-address.ts';
import { createCompareScene } from './compare-scene.ts';
import { createCompareState } from './compare-state.ts';
import { DifferencesPanel } from './differences-panel.tsx';
import { TableLink } from './table-link.tsx';
import './compare.css';
import './compare-artifacts.css';

/** `#/compare?runs=a,b`: the chosen runs side by side. Charts and plots come from the shell. */
export function CompareScreen(props: {
  readonly charts: (scene: RunsScene) => JSX.Element;
  /** Absent where there are none: then their tab is as well. */
  readonly plots?: (scene: RunsScene) => JSX.Element;
  /** The button that writes these runs out. */
  readonly exports?: (runs: () => readonly RunKey[]) => JSX.Element;
}): JSX.Element {
  const address = createCompareAddress();
  const state = createCompareState(address);
  const scene = createCompareScene(state, address);
  const compared = createMemo(() => {
    const set = address.runSet();
    return set.kind === 'runs' ? set.runs : [];
  });
  const asked = () => compared().length;
  const mistake = () => {
    const set = address.runSet();
    return set.kind === 'mistake' ? set.text : null;
  };
  const title = () => `Compare ${formatPlural(asked() - state.missing(), 'run')}`;
  createEffect(() => {
    document.title = `${title()} · Cairn`;
  });
  const tabs = (): readonly Tab[] => [
    { id: 'differences', label: 'Differences' },
    { id: 'charts', label: 'Charts' },
    ...(props.plots ? [{ id: 'plots', label: 'Plots' }] : []),
    { id: 'artifacts', label: 'Artifacts' },
  ];
  const tab = () => (tabs().some(({ id }) => id === address.tab()) ? address.tab() : 'differences');

  const [isAdding, setAdding] = createSignal(false);

  return (
    <div class="compare-screen" classList={{ 'is-filled': tab() === 'differences' || tab() === 'artifacts' }}>
      <header class="compare-header">
        <TableLink address={address} runs={state.runs() ?? []} />
        <h1>{title()}</h1>
        <Show when={state.missing() > 0}>
          <p class="muted">{formatPlural(state.missing(), 'run')} of the address not in this workspace.</p>
        </Show>
        <span class="compare-header-gap" />
        <Button icon="plus" onClick={() => setAdding(true)}>
          Add runs
        </Button>
        <Show when={asked() > state.missing()}>{props.exports?.(compared)}</Show>
        <Show when={state.columns().length > 1}>
          <label class="compare-picker">
            <span class="muted">Baseline</span>
            <select
              class="field"
              onChange={(event) => address.set({ baseline: event.currentTarget.value || null })}
            >
              <option value="" selected={state.baseline() === null}>
                None
              </option>
              <For each={state.columns()}>
                {(column) => (
                  <option value={column.id} selected={state.baseline()?.id === column.id}>
                    {column.label}
                  </option>
                )}
              </For>
            </select>
          </label>
        </Show>
      </header>
      <Show
        when={asked() > 0 && state.runs()?.length !== 0}
        fallback={
          <EmptyState
            title={
              mistake() ??
              (asked() > 0
                ? 'None of these runs is here.'
                : 'Select runs in a table to compare them, or add some here.')
            }
            text={asked() > 0 ? 'The address names runs that are not in this workspace.' : ''}
          />
        }
      >
        <Tabs
          name="Comparison"
          prefix="compare"
          tabs={tabs()}
          chosen={tab()}
          onChoose={(id) => address.set({ tab: id === 'differences' ? null : id })}
        />
        <div
          id="compare-panel"
          class="compare-panel"
          role="tabpanel"
          aria-labelledby={`compare-tab-${tab()}`}
        >
          <Switch>
            <Match when={tab() === 'differences'}>
              <DifferencesPanel state={state} address={address} />
            </Match>
            <Match when={tab() === 'charts'}>
              <Show when={scene.leftOut() > 0}>
                <p class="muted">{scene.leftOut()} more are not drawn: group them to see all.</p>
              </Show>
              {props.charts(scene)}
            </Match>
            <Match when={tab() === 'plots'}>{props.plots?.(scene)}</Match>
            <Match when={tab() === 'artifacts'}>
              <ArtifactsPanel runs={state.runs() ?? []} address={address} />
            </Match>
          </Switch>
        </div>
      </Show>
      <AddRuns
        open={isAdding()}
        runs={compared()}
        onClose={() => setAdding(false)}
        onRuns={address.setRuns}
      />
    </div>
  );
}
