import { createMemo, For, type JSX, Show } from 'solid-js';
import { formatBytes, formatCount, formatPlural, formatTime } from '../../base/format.ts';
import { type DatasetVerdict, judge } from '../../domain/dataset-verdict.ts';
import type { FingerprintRecord } from '../../domain/fingerprint.ts';
import type { DatasetRecord } from '../../domain/records.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { ColumnProfiles } from './column-profiles.tsx';
import { coverageText, flawText, formatWords, pointText, verdictText, verdictTitle } from './data-words.ts';

const VERDICT_ICONS: Readonly<Record<DatasetVerdict['kind'], IconName>> = {
  same: 'check',
  agrees: 'check',
  differs: 'warning',
  unknown: 'info',
};
const MOST_POINTS = 12;

/** A file that somebody showed for this dataset: is it that, and what is in it. */
export function FingerprintCard(props: {
  readonly fingerprint: FingerprintRecord;
  readonly dataset: DatasetRecord;
  /** null for people who may only look. */
  readonly onRemove: (() => void) | null;
}): JSX.Element {
  const print = () => props.fingerprint;
  const verdict = createMemo(() => judge(props.fingerprint, props.dataset));
  const size = () => {
    const { sizeBytes, fileCount, rowCount, format } = print();
    const files = fileCount > 1 ? `${formatPlural(fileCount, 'file')}, ` : '';
    const rows = rowCount === null ? '' : `, ${formatPlural(rowCount, 'row')}`;
    return `${files}${formatWords(format)}, ${formatBytes(sizeBytes)}${rows}`;
  };
  return (
    <li class="data-print">
      <div class="data-print-head">
        <h3>{print().name}</h3>
        <span class="muted">
          {size()}, taken {formatTime(print().takenMs)}
        </span>
        <Show when={props.onRemove}>
          {(remove) => (
            <Button small variant="quiet" onClick={() => remove()()} label={`Remove ${print().name}`}>
              Remove
            </Button>
          )}
        </Show>
      </div>
      <Verdict verdict={verdict()} />
      <dl class="data-facts">
        <dt>SHA-256</dt>
        <dd>
          <code>{print().sha256}</code>
          <CopyButton label="Copy SHA-256" text={print().sha256} />
        </dd>
        <For each={print().digests}>
          {([scheme, digest]) => (
            <>
              <dt>{scheme}</dt>
              <dd>
                <code>{digest}</code>
              </dd>
            </>
          )}
        </For>
      </dl>
      <For each={print().flaws}>{(flaw) => <p class="data-flaw">{flawText(flaw)}</p>}</For>
      <p class="muted">{coverageText(print().coverage)}</p>
      <Show when={print().columns.length > 0}>
        <details class="data-details">
          <summary>Profile of {formatPlural(print().columns.length, 'column')}</summary>
          <ColumnProfiles columns={print().columns} />
        </details>
      </Show>
    </li>
  );
}

function Verdict(props: { readonly verdict: DatasetVerdict }): JSX.Element {
  const points = () =>
    props.verdict.kind === 'agrees' || props.verdict.kind === 'differs' ? props.verdict.points : [];
  return (
    <div class={`data-verdict is-${props.verdict.kind}`}>
      <p>
        <Icon name={VERDICT_ICONS[props.verdict.kind]} />
        <strong>{verdictTitle(props.verdict)}</strong>
      </p>
      <p>{verdictText(props.verdict)}</p>
      <Show when={points().length > 0}>
        <ul>
          <For each={points().slice(0, MOST_POINTS)}>{(point) => <li>{pointText(point)}</li>}</For>
          <Show when={points().length > MOST_POINTS}>
            <li class="muted">{formatCount(points().length - MOST_POINTS)} more</li>
          </Show>
        </ul>
      </Show>
    </div>
  );
}
