import { type JSX, Match, Show, Switch } from 'solid-js';
import { Button } from '../../../ui/button.tsx';
import { renderPng } from '../../../ui/line-chart/index.ts';
import { MenuButton } from '../../../ui/menu.tsx';
import type { MakePicture } from '../../../ui/plots/index.ts';
import { saveBlob, toFileName } from '../../../ui/save-blob.ts';
import { showToast } from '../../../ui/toast.tsx';
import './plots.css';

export interface PlotFigureProps {
  /** The kind of figure: its accessible name. */
  readonly label: string;
  /** Above pictures and in the names of files. */
  readonly title: string;
  /** Where its runs are from: files are told apart by it. */
  readonly of: string;
  readonly settings: JSX.Element;
  readonly isReady: boolean;
  readonly failure: string | null;
  readonly onRetry: () => void;
  /** Why there is nothing to draw; null where there is. */
  readonly empty: string | null;
  readonly notes: readonly string[];
  readonly makeCsv: () => string;
  /** Null for a figure that is no picture. */
  readonly makePicture: MakePicture | null;
  readonly children: JSX.Element;
  /** Shows it large. */
  readonly onExpand?: (() => void) | undefined;
  /** Beneath the figure. */
  readonly foot?: JSX.Element;
}

/** What all plots have: settings, downloads, what stands in the figure's place, and what there is to say of it. */
export function PlotFigure(props: PlotFigureProps): JSX.Element {
  const save = async (kind: 'csv' | 'png' | 'svg'): Promise<void> => {
    try {
      saveBlob(await makeBlob(kind, props), toFileName(`${props.of} ${props.title}`, kind));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      showToast({ text: `The download failed: ${reason}`, tone: 'failed' });
    }
  };
  const hasPicture = () => props.makePicture !== null && props.empty === null && props.isReady;
  return (
    <figure class="plot-figure" aria-label={props.label} aria-busy={!props.isReady}>
      <div class="plot-head">
        <div class="plot-settings">{props.settings}</div>
        <div role="toolbar" aria-label={`${props.label}, toolbar`} class="plot-toolbar">
          <Show when={props.onExpand}>
            {(expand) => (
              <Button variant="quiet" small icon="expand" label="Expand" onClick={() => expand()()} />
            )}
          </Show>
          <MenuButton
            label="Download"
            icon="download"
            variant="quiet"
            small
            items={[
              { label: 'CSV, every run', disabled: !props.isReady, onSelect: () => void save('csv') },
              { label: 'PNG', disabled: !hasPicture(), onSelect: () => void save('png') },
              { label: 'SVG', disabled: !hasPicture(), onSelect: () => void save('svg') },
            ]}
          />
        </div>
      </div>
      <div class="plot-body">
        <Switch fallback={<div class="plot-skeleton" />}>
          <Match when={props.failure}>
            {(message) => (
              <div class="plot-state">
                <p>This chart could not be drawn.</p>
                <p class="muted">{message()}</p>
                <Button small onClick={props.onRetry}>
                  Try again
                </Button>
              </div>
            )}
          </Match>
          <Match when={props.isReady && props.empty}>
            {(text) => (
              <div class="plot-state muted">
                <p>{text()}</p>
              </div>
            )}
          </Match>
          <Match when={props.isReady}>{props.children}</Match>
        </Switch>
      </div>
      {props.foot}
      <Show when={props.notes.length > 0}>
        <p class="plot-notes" title={props.notes.join(' · ')}>
          {props.notes.join(' · ')}
        </p>
      </Show>
    </figure>
  );
}

async function makeBlob(kind: 'csv' | 'png' | 'svg', props: PlotFigureProps): Promise<Blob> {
  if (kind === 'csv') return new Blob([props.makeCsv()], { type: 'text/csv' });
  const svg = props.makePicture?.(props.title, props.notes.join(' · ')) ?? '';
  return kind === 'svg' ? new Blob([svg], { type: 'image/svg+xml' }) : renderPng(svg);
}
