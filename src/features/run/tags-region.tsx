import { createMemo, createSignal, type JSX, Show } from 'solid-js';
import { formatCount } from '../../base/format.ts';
import type { RunKey } from '../../domain/ids.ts';
import type { Pair } from '../../domain/run.ts';
import { useEdits } from '../../state/edits.ts';
import { useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { KeyedFor } from '../../ui/keyed-for.tsx';
import { Switch } from '../../ui/switch.tsx';
import { showToast } from '../../ui/toast.tsx';
import { LongText } from './long-text.tsx';
import { Region } from './region.tsx';
import { isSystemTag } from './run-words.ts';
import { TagForm } from './tag-form.tsx';

export function TagsRegion(props: { readonly run: RunKey; readonly tags: readonly Pair[] }): JSX.Element {
  const edits = useEdits();
  const share = useShare();
  const [showSystem, setShowSystem] = createSignal(false);
  /** The key being edited; '' while one is being added. */
  const [chosen, setEditing] = createSignal<string | null>(null);
  const editing = () => (share.canEdit() ? chosen() : null);
  const systemCount = createMemo(() => props.tags.filter(([key]) => isSystemTag(key)).length);
  const shown = () => (showSystem() ? props.tags : props.tags.filter(([key]) => !isSystemTag(key)));
  const save = (key: string, value: string) => {
    edits.setTag(props.run, key, value);
    setEditing(null);
    showToast({ text: `Tag ${key} saved.`, action: { label: 'Undo', onSelect: () => edits.undo() } });
  };
  const remove = (key: string) => {
    edits.setTag(props.run, key, null);
    showToast({ text: `Tag ${key} removed.`, action: { label: 'Undo', onSelect: () => edits.undo() } });
  };
  return (
    <Region
      title="Tags"
      id="run-tags"
      count={formatCount(props.tags.length - systemCount())}
      tools={
        <Show when={share.canEdit()}>
          <Button variant="quiet" small icon="plus" onClick={() => setEditing('')}>
            Add tag
          </Button>
        </Show>
      }
    >
      <Show when={editing() === ''}>
        <TagForm taken={props.tags} onSave={save} onCancel={() => setEditing(null)} />
      </Show>
      <Show when={shown().length === 0 && editing() === null}>
        <p class="runpage-none">No tag yet.</p>
      </Show>
      <ul class="runpage-tags">
        <KeyedFor each={shown()} by={([key]) => key}>
          {(tag) => {
            const [key] = tag();
            const value = () => tag()[1];
            return (
              <li>
                <Show
                  when={editing() !== key}
                  fallback={
                    <TagForm
                      tagKey={key}
                      value={value()}
                      taken={props.tags}
                      onSave={save}
                      onCancel={() => setEditing(null)}
                    />
                  }
                >
                  <div class="runpage-tag">
                    <span class="runpage-tag-key">{key}</span>
                    <span class="runpage-row-tools">
                      <CopyButton label={`Copy ${key}`} text={value()} />
                      <Show when={share.canEdit() && !isSystemTag(key)}>
                        <Button
                          variant="quiet"
                          small
                          icon="edit"
                          label={`Edit ${key}`}
                          onClick={() => setEditing(key)}
                        />
                        <Button
                          variant="quiet"
                          small
                          icon="trash"
                          label={`Remove ${key}`}
                          onClick={() => remove(key)}
                        />
                      </Show>
                    </span>
                    <LongText text={value()} />
                  </div>
                </Show>
              </li>
            );
          }}
        </KeyedFor>
      </ul>
      <Show when={systemCount() > 0}>
        <Switch
          label={`System tags (${formatCount(systemCount())})`}
          checked={showSystem()}
          onChange={setShowSystem}
        />
      </Show>
    </Region>
  );
}
