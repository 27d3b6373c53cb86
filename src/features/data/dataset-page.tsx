import { A } from '@solidjs/router';
import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { formatCount, formatPlural, formatTime } from '../../base/format.ts';
import { type DatasetColumn, MOST_COLUMNS, parseDatasetFacts } from '../../domain/dataset-facts.ts';
import type { DatasetRecord } from '../../domain/records.ts';
import type { FingerprintTaken } from '../../rpc/fingerprint-api.ts';
import type { DatasetDetail, DatasetSummary } from '../../rpc/query-api.ts';
import { useEdits } from '../../state/edits.ts';
import { useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { KeyedFor } from '../../ui/keyed-for.tsx';
import { ScrollBox } from '../../ui/scroll-box.tsx';
import { moveInGrid } from '../../ui/table-keys.ts';
import { ComparePanel } from './compare-panel.tsx';
import { DatasetRuns } from './dataset-runs.tsx';
import { DropArea, DropZone } from './drop-zone.tsx';
import { FingerprintCard } from './fingerprint-card.tsx';
import { Section } from './section.tsx';
import { createTaking } from './taking.ts';

/** Versions shown at first, and with every step. */
const STEP = 200;

/** One version of a dataset: what was recorded, files that were held against it, its runs, and its other versions. */
export function DatasetPage(props: {
  readonly detail: DatasetDetail;
  readonly versions: readonly DatasetSummary[];
}): JSX.Element {
  const share = useShare();
  const edits = useEdits();
  const record = () => props.detail.record;
  const facts = createMemo(() => parseDatasetFacts(record()));
  const [keepsVersions, setKeepsVersions] = createSignal(true);
  const [taken, setTaken] = createSignal<FingerprintTaken | null>(null);
  const taking = createTaking({ dataset: record, keepsVersions, onTaken: setTaken });
  /** What became of a file that is other data than this version. */
  const elsewhere = () => {
    const news = taken();
    return news?.dataset && news.dataset !== record().key
      ? { name: news.fingerprint.name, dataset: news.dataset }
      : null;
  };
  const prints = () => [...props.detail.fingerprints].sort((a, b) => b.takenMs - a.takenMs);
  return (
    <DropArea
      class="data-screen"
      taking={share.canEdit() ? taking : null}
      words={`Drop to check against ${record().name}`}
    >
      <header class="data-head">
        <div class="data-head-words">
          <nav aria-label="Where this dataset belongs">
            <A href="/data">Data</A>
          </nav>
          <h1>{record().name}</h1>
          <A href={`/lineage/dataset/${encodeURIComponent(record().key)}`}>Lineage</A>
        </div>
      </header>
      <Recorded record={record()} sourceText={facts().sourceText} profile={facts().profile} />
      <Show when={share.canEdit()}>
        <Section title="Check a file">
          <DropZone taking={taking} hint="or drop it anywhere on this page. The data itself is not kept." />
          <label class="data-keeps">
            <input
              type="checkbox"
              checked={keepsVersions()}
              onChange={(event) => setKeepsVersions(event.currentTarget.checked)}
            />
            Other data than this version is kept as a new version of {record().name}
          </label>
        </Section>
      </Show>
      <p role="status" class="data-news">
        <Show when={taken()}>
          {(news) => (
            <Show when={elsewhere()} fallback={`Fingerprint of ${news().fingerprint.name} taken.`}>
              {(other) => (
                <>
                  {other().name} is other data than this version.{' '}
                  <A href={`/data/${encodeURIComponent(other().dataset)}`}>See the version that it is</A>
                </>
              )}
            </Show>
          )}
        </Show>
      </p>
      <Show when={prints().length > 0}>
        <Section title="Fingerprints" count={formatCount(prints().length)}>
          <ul class="data-prints">
            <KeyedFor each={prints()} by={({ key }) => key}>
              {(print) => (
                <FingerprintCard
                  fingerprint={print()}
                  dataset={record()}
                  onRemove={
                    share.canEdit()
                      ? () => edits.setFingerprint(record().key, print().key, false, record().name)
                      : null
                  }
                />
              )}
            </KeyedFor>
          </ul>
        </Section>
      </Show>
      <Section title="Versions" count={formatCount(props.versions.length)}>
        <Versions versions={props.versions} shown={record()} />
      </Section>
      <ComparePanel versions={props.versions} shown={record().key} prints={props.detail.fingerprints} />
      <Section title="Runs" count={formatCount(props.detail.runCount)}>
        <DatasetRuns detail={props.detail} />
      </Section>
      <Show when={facts().columns.length > 0}>
        <Section title="Schema" count={formatPlural(facts().columns.length, 'column')}>
          <Schema columns={facts().columns} />
        </Section>
      </Show>
    </DropArea>
  );
}

function Recorded(props: {
  readonly record: DatasetRecord;
  readonly sourceText: string;
  readonly profile: readonly (readonly [name: string, value: string])[];
}): JSX.Element {
  return (
    <dl class="data-facts">
      <dt>Digest</dt>
      <dd>
        <code>{props.record.digest || '–'}</code>
        <CopyButton label="Copy digest" text={props.record.digest} />
      </dd>
      <dt>Source</dt>
      <dd>
        {props.sourceText || 'Not recorded'} <span class="muted">{props.record.sourceType}</span>
      </dd>
      <For each={props.profile.slice(0, 20)}>
        {([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd>{value.slice(0, 1000)}</dd>
          </>
        )}
      </For>
    </dl>
  );
}

function Versions(props: {
  readonly versions: readonly DatasetSummary[];
  readonly shown: DatasetRecord;
}): JSX.Element {
  const edits = useEdits();
  const [limit, setLimit] = createSignal(STEP);
  const hidden = () => Math.max(0, props.versions.length - limit());
  return (
    <>
      <ScrollBox class="data-card" label="All versions of this name">
        {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid of links, as the product names it */}
        <table class="data-table" role="grid" aria-label="Dataset versions" onKeyDown={moveInGrid}>
          <thead>
            <tr>
              <th scope="col">Digest</th>
              <th scope="col">Last used</th>
              <th scope="col" class="is-number">
                Runs
              </th>
              <th scope="col" class="is-number">
                Rows
              </th>
              <th scope="col" class="is-number">
                Columns
              </th>
              <th scope="col" class="is-number">
                Fingerprints
              </th>
              <th scope="col">Source</th>
            </tr>
          </thead>
          <tbody>
            <For each={props.versions.slice(0, limit())}>
              {(version) => (
                <tr aria-selected={version.key === props.shown.key}>
                  <th scope="row">
                    <A href={`/data/${encodeURIComponent(version.key)}`}>
                      <code>{version.digest || '(no digest)'}</code>
                    </A>
                    <Show when={version.key === props.shown.key}>
                      <span class="muted"> this one</span>
                    </Show>
                  </th>
                  <td class="is-time">{formatTime(version.lastUsedMs)}</td>
                  <td class="is-number">{formatCount(version.runs)}</td>
                  <td class="is-number">{version.rows === null ? '–' : formatCount(version.rows)}</td>
                  <td class="is-number">{version.columns === 0 ? '–' : formatCount(version.columns)}</td>
                  <td class="is-number">{formatCount(edits.fingerprints(version.key).length)}</td>
                  <td>
                    <span class="data-source cut" title={version.sourceText}>
                      {version.sourceText || version.sourceType}
                    </span>
                  </td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </ScrollBox>
      <Show when={hidden() > 0}>
        <p class="data-more">
          <Button small onClick={() => setLimit((old) => old + STEP)}>
            Show {formatCount(Math.min(STEP, hidden()))} more
          </Button>
          <span class="muted">{formatCount(hidden())} versions not shown</span>
        </p>
      </Show>
    </>
  );
}

function Schema(props: { readonly columns: readonly DatasetColumn[] }): JSX.Element {
  return (
    <>
      <ScrollBox class="data-card is-low" label="Recorded schema">
        <table class="data-table" aria-label="Schema">
          <thead>
            <tr>
              <th scope="col">Column</th>
              <th scope="col">Type</th>
              <th scope="col">Required</th>
            </tr>
          </thead>
          <tbody>
            <For each={props.columns.slice(0, MOST_COLUMNS)}>
              {(column) => (
                <tr>
                  <th scope="row">{column.name}</th>
                  <td>{column.type}</td>
                  <td>{column.required === null ? '–' : column.required ? 'yes' : 'no'}</td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </ScrollBox>
      <Show when={props.columns.length > MOST_COLUMNS}>
        <p class="muted">{formatPlural(props.columns.length - MOST_COLUMNS, 'column')} more.</p>
      </Show>
    </>
  );
}
