import { createSignal, For, type JSX, Match, Show, Switch } from 'solid-js';
import { formatCount } from '../../base/format.ts';
import type { MlField, MlModel } from '../../domain/ml-model.ts';
import type { ModelVersion } from '../../domain/registry/registry-view.ts';
import type { RunDetail } from '../../rpc/query-api.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { useQuery } from '../../state/query.ts';
import { Button } from '../../ui/button.tsx';
import { ScrollBox } from '../../ui/scroll-box.tsx';
import { loadModelFile } from './model-file.ts';
import { Part } from './part.tsx';

const ROWS_AT_ONCE = 50;
const REFUSALS = {
  none: 'No MLmodel file was logged with it.',
  'not-here': 'Its MLmodel file was not kept or is not on this device.',
  unreadable: 'Its MLmodel file cannot be read.',
} as const;

/** What a version takes and gives, as its MLmodel file says. */
export function SchemaPart(props: { readonly version: ModelVersion; readonly run: RunDetail }): JSX.Element {
  const { api } = useQuery();
  const answer = createNewestAnswer(
    () => ({ version: props.version, run: props.run }),
    ({ version, run }) => loadModelFile(version, run, api),
  );
  const model = () => {
    const known = answer();
    return known?.kind === 'model' ? known.model : undefined;
  };
  const refusal = () => {
    const known = answer();
    return known && known.kind !== 'model' ? REFUSALS[known.kind] : undefined;
  };
  return (
    <Part title="Schema">
      <Switch>
        <Match when={refusal()}>{(text) => <p class="muted">{text()}</p>}</Match>
        <Match when={model()}>{(known) => <Schema model={known()} />}</Match>
      </Switch>
    </Part>
  );
}

function Schema(props: { readonly model: MlModel }): JSX.Element {
  const parts = () => {
    const { inputs, outputs, params } = props.model.signature ?? {
      inputs: null,
      outputs: null,
      params: null,
    };
    return (
      [
        ['Inputs', inputs],
        ['Outputs', outputs],
        ['Parameters', params],
      ] as const
    ).flatMap(([title, fields]) => (fields && fields.length > 0 ? [{ title, fields }] : []));
  };
  const unread = () => props.model.signature?.unread ?? [];
  return (
    <>
      <Show when={parts().length === 0 && unread().length === 0}>
        <p class="muted">The model has no signature.</p>
      </Show>
      <For each={parts()}>{({ title, fields }) => <Fields title={title} fields={fields} />}</For>
      <Show when={unread().length > 0}>
        <p class="muted">Of its signature, {unread().join(' and ')} cannot be read.</p>
      </Show>
    </>
  );
}

function Fields(props: { readonly title: string; readonly fields: readonly MlField[] }): JSX.Element {
  const [limit, setLimit] = createSignal(ROWS_AT_ONCE);
  const hidden = () => Math.max(0, props.fields.length - limit());
  return (
    <ScrollBox class="models-card models-schema" label={props.title}>
      <table class="models-table is-pairs" aria-label={props.title}>
        <thead>
          <tr>
            <th scope="col">
              {props.title} ({formatCount(props.fields.length)})
            </th>
            <th scope="col">Type</th>
          </tr>
        </thead>
        <tbody>
          <For each={props.fields.slice(0, limit())}>
            {(field) => (
              <tr>
                <th scope="row">{field.name || <span class="muted">(no name)</span>}</th>
                <td data-label="Type">
                  <code>{field.type}</code>
                  {field.required ? '' : ' (optional)'}
                </td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
      <Show when={hidden() > 0}>
        <p class="models-more">
          <Button small onClick={() => setLimit(limit() + ROWS_AT_ONCE)}>
            {formatCount(hidden())} more
          </Button>
        </p>
      </Show>
    </ScrollBox>
  );
}
