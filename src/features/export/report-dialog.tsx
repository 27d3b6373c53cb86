import {
  createEffect,
  createMemo,
  createSignal,
  type JSX,
  Match,
  onCleanup,
  Show,
  Switch,
  untrack,
} from 'solid-js';
import { formatBytes, formatPlural } from '../../base/format.ts';
import type { ReportBlock, ReportSettings } from '../../rpc/report-api.ts';
import { makeReportClient } from '../../rpc/report-client.ts';
import { useEdits } from '../../state/edits.ts';
import type { ExportSubject } from '../../state/export-subject.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { useQuery } from '../../state/query.ts';
import { useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { saveBlob, toFileName } from '../../ui/save-blob.ts';
import './export.css';
import './report/report-dialog.css';
import { useWatch } from '../../state/watch.ts';
import { ExportBar } from './export-bar.tsx';
import { createExportTask } from './export-task.ts';
import { failureText, progressText } from './export-words.ts';
import { Choice } from './report/block-editor.tsx';
import { BlockList } from './report/block-list.tsx';
import {
  firstContents,
  isReportPlot,
  type ReportScope,
  reportScopes,
  runsOf,
} from './report/first-report.ts';
import { PreviewPane } from './report/preview-pane.tsx';
import { createReportPreview } from './report/report-preview.ts';

const POINTS = [
  ['500', '500'],
  ['2000', '2,000'],
  ['8000', '8,000'],
  ['32000', '32,000'],
] as const;
const ROWS = [
  ['50', '50'],
  ['200', '200'],
  ['1000', '1,000'],
  ['5000', '5,000'],
] as const;
const DRAWN = [
  ['view', 'As in the view'],
  ...['5', '10', '20', '50', '100'].map((count) => [count, `The first ${count}`] as const),
] as const;

/** Composes an HTML report beside a preview of it; closing cancels. */
export function ReportDialog(props: {
  readonly subject: ExportSubject;
  readonly onClose: () => void;
}): JSX.Element {
  const query = useQuery();
  const edits = useEdits();
  const share = useShare();
  const client = makeReportClient();
  onCleanup(() => client.close());
  const watch = useWatch();
  const task = createExportTask(watch.store);
  const { subject } = props;
  const [scope, setScope] = createSignal<ReportScope>(reportScopes(subject)[0]!);
  const [title, setTitle] = createSignal(subject.title === 'all' ? 'All runs' : subject.title);
  const [drawn, setDrawn] = createSignal('view');
  const [mostRows, setMostRows] = createSignal(200);
  const [mostPoints, setMostPoints] = createSignal(2000);
  const [blocks, setBlocks] = createSignal<readonly ReportBlock[]>();
  const [touched, setTouched] = createSignal<string | null>(null);
  const runs = createMemo(() => {
    const base = runsOf(subject, scope());
    if (drawn() === 'view') return base;
    return { ...base, drawn: { mode: 'first', count: Number(drawn()), hidden: [], shown: [] } as const };
  });
  const answer = createNewestAnswer(runs, async (asked) => {
    await watch.store();
    const outline = await client.open(query.workspace(), edits.projection(), asked);
    const writers = await untrack(() => share.writersOf(outline.clients));
    const people = [...writers].map(([who, writer]) => [who, writer.who] as const);
    return { outline, people };
  });
  createEffect(() => {
    const outline = answer()?.outline;
    if (!outline || untrack(blocks)) return;
    setBlocks(firstContents(subject, outline).map((content) => ({ id: crypto.randomUUID(), ...content })));
  });
  const settings = createMemo((): ReportSettings | undefined => {
    const [known, parts] = [answer(), blocks()];
    if (!known || !parts) return undefined;
    const { people } = known;
    return {
      format: 'report',
      title: title(),
      ...runs(),
      mostRows: mostRows(),
      mostPoints: mostPoints(),
      blocks: parts,
      people,
    };
  });
  const preview = createReportPreview(client, settings, touched);
  const leftCharts = () =>
    (subject.view?.charts.made ?? []).filter((chart) => chart.kind !== 'line' && !isReportPlot(chart));
  const download = async () => {
    const chosen = settings();
    if (!chosen) return;
    const result = await task.start(async () => ({
      workspace: query.workspace(),
      edits: edits.projection(),
      scope: { kind: 'all' },
      settings: chosen,
      folder: null,
      atMs: Date.now(),
    }));
    if (result?.kind === 'file') saveBlob(result.file, toFileName(chosen.title || 'Report', result.ending));
  };
  const running = () => {
    const state = task.state();
    return state.kind === 'running' ? state : null;
  };
  const size = () => {
    const made = preview.preview();
    return made ? `About ${formatBytes(made.bytes)}` : '';
  };

  return (
    <Dialog
      open
      onClose={props.onClose}
      title="HTML report"
      class="report-dialog"
      footer={
        <>
          <div role="status" class="report-state">
            <ReportState state={task.state()} size={size()} />
          </div>
          <Show
            when={running()}
            fallback={<DownloadButton isReady={settings() !== undefined} onClick={() => void download()} />}
          >
            <Button onClick={() => task.cancel()}>Cancel export</Button>
          </Show>
        </>
      }
    >
      <div class="report-compose">
        <input
          class="field report-title"
          type="text"
          aria-label="Title of the report"
          placeholder="Title"
          maxlength={300}
          value={title()}
          onInput={(event) => setTitle(event.currentTarget.value)}
        />
        <div class="report-options">
          <Show when={reportScopes(subject).length > 1}>
            <Choice
              label="Runs"
              value={scope()}
              options={[
                ['selected', formatPlural(subject.selected.length, 'selected run')],
                ['table', 'All of the table'],
              ]}
              onChange={(value) => setScope(value as ReportScope)}
            />
          </Show>
          <Choice label="In charts" value={drawn()} options={DRAWN} onChange={setDrawn} />
          <Choice
            label="Points a line, at most"
            value={String(mostPoints())}
            options={POINTS}
            onChange={(value) => setMostPoints(Number(value))}
          />
          <Choice
            label="Rows of a table, at most"
            value={String(mostRows())}
            options={ROWS}
            onChange={(value) => setMostRows(Number(value))}
          />
        </div>
        <Show when={answer()}>
          {(known) => (
            <>
              <p class="muted">
                {formatPlural(known().outline.runs, 'run')}, {formatPlural(known().outline.drawn, 'line')} in
                charts.
                <Show when={leftCharts().length > 0}>
                  {' '}
                  A report does not hold {formatPlural(leftCharts().length, 'chart')} of the view (
                  {[...new Set(leftCharts().map(({ kind }) => kind))].join(', ')}).
                </Show>
              </p>
              <Show when={blocks()}>
                {(parts) => (
                  <BlockList
                    blocks={parts()}
                    outline={known().outline}
                    onChange={(next, id) => {
                      setTouched(id);
                      setBlocks(next);
                    }}
                  />
                )}
              </Show>
            </>
          )}
        </Show>
      </div>
      <PreviewPane state={preview} />
    </Dialog>
  );
}

function DownloadButton(props: { readonly isReady: boolean; readonly onClick: () => void }): JSX.Element {
  return (
    <Button variant="primary" icon="download" disabled={!props.isReady} onClick={() => props.onClick()}>
      Download report
    </Button>
  );
}

function ReportState(props: {
  readonly state: ReturnType<ReturnType<typeof createExportTask>['state']>;
  readonly size: string;
}): JSX.Element {
  const running = () => (props.state.kind === 'running' ? props.state : null);
  const ended = () => (props.state.kind === 'ended' ? props.state.result : null);
  const failure = () => {
    const result = ended();
    if (props.state.kind === 'broken')
      return `The export stopped (${props.state.message}). Try again, or take fewer runs.`;
    return result?.kind === 'failed' ? failureText(result.code) : '';
  };
  const written = () => {
    const result = ended();
    return result && result.kind !== 'failed' ? result.counts : null;
  };
  return (
    <Switch fallback={<span class="muted">{props.size}</span>}>
      <Match when={running()}>
        {(state) => (
          <>
            <ExportBar progress={state().progress} />
            <span>{state().progress ? progressText(state().progress!) : 'Reading the runs …'}</span>
          </>
        )}
      </Match>
      <Match when={failure()}>{(text) => <span class="export-failed">{text()}</span>}</Match>
      <Match when={written()}>
        {(counts) => (
          <span>
            <strong>Written:</strong> {formatPlural(counts().runs, 'run')},{' '}
            {formatPlural(counts().points, 'point')}, {formatBytes(counts().bytes)}. It opens in any browser,
            from a disk or a mail.
          </span>
        )}
      </Match>
    </Switch>
  );
}
