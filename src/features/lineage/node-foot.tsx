import { type JSX, Show } from 'solid-js';
import { lineageAddress } from '../../domain/lineage/lineage-address.ts';
import type { LineageNode } from '../../domain/lineage/lineage-graph.ts';
import { statusText } from '../../domain/status-text.ts';
import { Button } from '../../ui/button.tsx';
import { KIND_WORDS } from './lineage-words.ts';

/** What the active node is, and where it leads. */
export function NodeFoot(props: {
  readonly node: LineageNode;
  readonly isFocus: boolean;
  /** Its page; null for none. */
  readonly opens: string | null;
  /** Runs that come out next. */
  readonly step: number;
  readonly onExpand: () => void;
}): JSX.Element {
  const isPage = () => props.opens !== null && props.node.kind !== 'logged-model';
  return (
    <div class="lineage-foot">
      <span class="muted">{KIND_WORDS[props.node.kind]}</span>
      <span class="lineage-foot-name">{props.node.label}</span>
      <Show when={props.node.detail}>
        <span class="muted">{props.node.detail}</span>
      </Show>
      <Show when={statusOf(props.node)}>{(text) => <span class="muted">{text()}</span>}</Show>
      <Show when={props.node.deleted}>
        <span class="muted">Deleted</span>
      </Show>
      <span class="lineage-foot-acts">
        <Show when={props.node.kind === 'runs'}>
          <Button small onClick={() => props.onExpand()}>
            Show {props.step === props.node.folded ? 'them' : `${props.step} of them`}
          </Button>
        </Show>
        <Show when={isPage() && props.opens}>
          {(address) => <a href={address()}>Open {KIND_WORDS[props.node.kind].toLowerCase()}</a>}
        </Show>
        <Show when={!props.isFocus && props.node.focus}>
          {(focus) => <a href={`#${lineageAddress(focus())}`}>Its lineage</a>}
        </Show>
      </span>
    </div>
  );
}

/** '' where it stands there already. */
function statusOf({ status, detail }: LineageNode): string {
  const text = status === null ? '' : statusText(status);
  return text === detail ? '' : text;
}
