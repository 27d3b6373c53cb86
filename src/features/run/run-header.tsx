import { A } from '@solidjs/router';
import { type JSX, Show } from 'solid-js';
import { formatTime } from '../../base/format.ts';
import { isLive, type Life } from '../../domain/live/life-text.ts';
import type { LiveRunView } from '../../domain/live/liveness.ts';
import { paletteColour } from '../../domain/run-colour.ts';
import type { RunDetail } from '../../rpc/query-api.ts';
import { useEdits } from '../../state/edits.ts';
import { useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import { createClock } from '../../ui/clock.ts';
import { Swatch } from '../../ui/swatch.tsx';
import { showToast } from '../../ui/toast.tsx';
import { LiveProgress } from './live-progress.tsx';
import { RunMarks } from './run-marks.tsx';
import { RunName } from './run-name.tsx';
import type { RunView } from './run-view.ts';
import { durationWords, lifeWords, shortKey } from './run-words.ts';
import { StatusMark } from './status-mark.tsx';

export function RunHeader(props: {
  readonly detail: RunDetail;
  readonly view: RunView;
  /** How it stands with the run while it is under way. */
  readonly live: LiveRunView | undefined;
  readonly register: JSX.Element;
  readonly exports: JSX.Element;
}): JSX.Element {
  const edits = useEdits();
  const share = useShare();
  const run = () => props.detail.run;
  const life = (): Life => ({ ...props.detail, status: run().status });
  const nowMs = createClock(() => (props.live ? 1000 : 60_000));
  const setDeleted = (deleted: boolean) => {
    edits.setDeleted([run().key], deleted);
    showToast({
      text: deleted ? 'Run deleted. It stays under “Deleted runs”.' : 'Run restored.',
      action: { label: 'Undo', onSelect: () => edits.undo() },
    });
  };
  return (
    <header class="runpage-head">
      <nav class="runpage-crumbs" aria-label="Where this run belongs">
        <A href={`/experiments/${run().experiment}`}>
          {props.detail.experiment?.name ?? shortKey(run().experiment)}
        </A>
        <Show when={run().parent}>
          {(parent) => (
            <>
              <span aria-hidden="true">/</span>
              <A
                href={`/runs/${encodeURIComponent(parent())}`}
                aria-label={`Parent run ${parentName(props.detail)}`}
              >
                {parentName(props.detail)}
              </A>
            </>
          )}
        </Show>
      </nav>
      <div class="runpage-title">
        <Swatch {...paletteColour(props.detail.colour)} />
        <RunName run={run().key} name={props.view.name()} />
        <Show when={share.canEdit()}>
          <RunMarks run={run().key} />
          {props.register}
        </Show>
        {props.exports}
        <Show when={share.canEdit()}>
          <Show
            when={props.view.deleted()}
            fallback={
              <Button icon="trash" onClick={() => setDeleted(true)}>
                Delete
              </Button>
            }
          >
            <Button icon="restore" onClick={() => setDeleted(false)}>
              Restore
            </Button>
          </Show>
        </Show>
      </div>
      <Show when={edits.archived(run().key)}>
        <p class="runpage-deleted">This run is archived: tables leave it out.</p>
      </Show>
      <Show when={props.view.deleted()}>
        <p class="runpage-deleted">
          This run is deleted.{share.canEdit() ? ' Restore it to see it in the table again.' : ''}
        </p>
      </Show>
      <ul class="runpage-glance">
        <li>
          <Show when={isLive(life())} fallback={<StatusMark status={run().status} />}>
            <span class="live-dot is-beating" aria-hidden="true" />
          </Show>
          {lifeWords(props.detail, nowMs())}
        </li>
        <Show when={run().startMs !== null}>
          <li>{formatTime(run().startMs)}</li>
        </Show>
        <Show when={durationWords(props.detail, nowMs())}>{(duration) => <li>{duration()}</li>}</Show>
        <Show when={run().user}>
          <li>{run().user}</li>
        </Show>
        <Show when={!share.canEdit()}>
          <li class="muted">You may look; changes are for editors.</li>
        </Show>
      </ul>
      <Show when={props.live}>{(view) => <LiveProgress view={view()} nowMs={nowMs()} />}</Show>
    </header>
  );
}

function parentName(detail: RunDetail): string {
  return detail.parentName || shortKey(detail.run.parent ?? '');
}
