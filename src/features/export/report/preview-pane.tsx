import { createEffect, createSignal, For, type JSX, Match, on, Show, Switch } from 'solid-js';
import { createSandbox, SANDBOX_ADDRESS } from '../../../ui/sandbox.ts';
import type { PreviewState } from './report-preview.ts';

/** The report as whoever opens the file will see it. The one before stands until the next is there. */
export function PreviewPane(props: { readonly state: PreviewState }): JSX.Element {
  const [pages, setPages] = createSignal<readonly { readonly html: string }[]>([]);
  const [hasFailed, setFailed] = createSignal(false);
  createEffect(
    on(
      () => props.state.preview()?.html,
      (html) => {
        if (html !== undefined) setPages((shown) => [...shown.slice(0, 1), { html }]);
      },
    ),
  );
  const onReady = (page: { readonly html: string }) =>
    setPages((shown) => (shown.includes(page) ? shown.slice(shown.indexOf(page)) : shown));
  return (
    <section class="report-preview" aria-label="Preview" aria-busy={props.state.isBehind()}>
      <Show when={!hasFailed()}>
        <For each={pages()}>
          {(page) => (
            <PageFrame html={page.html} onReady={() => onReady(page)} onFail={() => setFailed(true)} />
          )}
        </For>
      </Show>
      <Switch>
        <Match when={props.state.failure()}>
          {(text) => <p class="report-preview-note export-failed">No preview: {text()}</p>}
        </Match>
        <Match when={hasFailed()}>
          <p class="report-preview-note muted">
            The preview needs the service worker of this app, which does not run here. The file itself can be
            downloaded all the same.
          </p>
        </Match>
        <Match when={pages().length === 0}>
          <p class="report-preview-note muted">Reading the runs …</p>
        </Match>
      </Switch>
    </section>
  );
}

function PageFrame(props: {
  readonly html: string;
  readonly onReady: () => void;
  readonly onFail: () => void;
}): JSX.Element {
  const sandbox = createSandbox(() => props.html);
  createEffect(() => {
    const state = sandbox.state();
    if (state === 'running') props.onReady();
    else if (state === 'no-worker' || state === 'no-answer') props.onFail();
  });
  return (
    <Show when={sandbox.isShown()}>
      <iframe
        ref={(element) => sandbox.take(element)}
        class="report-preview-frame"
        title="Preview of the report"
        referrerpolicy="no-referrer"
        src={SANDBOX_ADDRESS}
        onLoad={() => sandbox.onLoad()}
      />
    </Show>
  );
}
