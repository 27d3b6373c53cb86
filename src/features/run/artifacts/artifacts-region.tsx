import { type Accessor, createMemo, createSignal, type JSX, Show } from 'solid-js';
import { formatBytes, formatCount, formatPlural } from '../../../base/format.ts';
import type { Hash } from '../../../domain/ids.ts';
import type { ArtifactEntry } from '../../../domain/run.ts';
import type { RunDetail } from '../../../rpc/query-api.ts';
import { createNewestAnswer } from '../../../state/newest-answer.ts';
import { useQuery } from '../../../state/query.ts';
import { useShare } from '../../../state/share.ts';
import { Button } from '../../../ui/button.tsx';
import { Region } from '../region.tsx';
import { shortKey } from '../run-words.ts';
import { folderEntries, runTables } from './archive-entries.ts';
import { ArchiveStatus } from './archive-status.tsx';
import { ArtifactPreview } from './artifact-preview.tsx';
import {
  type ArtifactFile,
  type ArtifactFolder,
  type ArtifactNode,
  type ArtifactSeries,
  buildArtifactTree,
  findFirstFile,
  findModelFile,
} from './artifact-tree.ts';
import { ArtifactTree } from './artifact-tree-view.tsx';
import { createArchive } from './create-archive.ts';
import { FetchArtifacts } from './fetch-artifacts.tsx';
import { makeFindNeighbour, NeighbourProvider } from './files/neighbours.ts';
import { SeriesPreview } from './series-preview.tsx';
import './artifacts.css';

/** Files of the run, and of the models it logged under the model's name: MLflow 3 keeps a run's own folder empty. */
export function ArtifactsRegion(props: { readonly detail: RunDetail }): JSX.Element {
  // Each list on its own: the rest of the detail changes with every edit.
  const entries = createMemo(() => props.detail.artifacts);
  const modelEntries = createMemo(() => props.detail.modelArtifacts);
  const loggedModels = createMemo(() => props.detail.loggedModels);
  const own = createMemo(() => buildArtifactTree('run', entries()));
  const models = createMemo(() =>
    modelEntries().map((model): ArtifactFolder => {
      const name = loggedModels().find((one) => one.key === model.model)?.name || model.model;
      return { ...buildArtifactTree(`model ${model.model}`, model.entries), name: `${name} (logged model)` };
    }),
  );
  const roots = createMemo((): readonly ArtifactNode[] => [...models(), ...own().children]);
  const findNeighbour = createMemo(() => makeFindNeighbour(roots()));
  const total = createMemo(() => {
    const all = [own(), ...models()];
    return {
      files: all.reduce((sum, one) => sum + one.fileCount, 0),
      kept: all.reduce((sum, one) => sum + one.keptCount, 0),
      sizeBytes: all.reduce((sum, one) => sum + one.sizeBytes, 0),
    };
  });
  const missing = createMissingChunks(() => [...entries(), ...modelEntries().flatMap((one) => one.entries)]);
  const missingSet = createMemo(() => new Set(missing()));
  const [chosen, setChosen] = createSignal<ArtifactFile | ArtifactSeries | null>(null);
  const file = () => chosen() ?? findFirstFile(roots());
  const [folder, setFolder] = createSignal<ArtifactFolder | null>(null);
  const { api } = useQuery();
  const archive = createArchive();
  const isWriting = () => archive.state().kind === 'writing';
  const runName = () => props.detail.run.name || shortKey(props.detail.run.key);
  const downloadFolder = () => {
    const chosen = folder();
    if (!chosen) return;
    void archive.start({
      name: `${runName()} ${chosen.name}`,
      entries: folderEntries(chosen, `${chosen.name}/`),
      timeMs: props.detail.run.startMs,
    });
  };
  const downloadAll = () => {
    const { detail } = props;
    void archive.start({
      name: runName(),
      entries: [
        ...folderEntries(own(), 'artifacts/'),
        ...models().flatMap((model) => folderEntries(model, `models/${model.name}/`)),
      ],
      timeMs: detail.run.startMs,
      more: () => runTables(detail, api),
    });
  };
  const totalText = () => {
    const { files, kept, sizeBytes } = total();
    const missing = files - kept;
    const notKept = missing === 0 ? '' : `, ${formatCount(missing)} not kept`;
    return `${formatPlural(files, 'file')}, ${formatBytes(sizeBytes)}${notKept}`;
  };
  return (
    <Region
      title="Artifacts"
      id="run-artifacts"
      count={total().files > 0 ? totalText() : '0'}
      tools={
        <>
          <FetchArtifacts chunks={missing()} />
          <Show when={roots().some((root) => root.kind === 'folder')}>
            <Button
              variant="quiet"
              small
              icon="folder"
              disabled={folder() === null || isWriting()}
              title={folder() ? `Download ${folder()?.name} as a zip` : 'Choose a folder first'}
              onClick={downloadFolder}
            >
              Download folder
            </Button>
          </Show>
          <Button
            variant="quiet"
            small
            icon="download"
            disabled={isWriting()}
            title="Artifacts, parameters and metrics of this run as a zip"
            onClick={downloadAll}
          >
            Download all
          </Button>
        </>
      }
    >
      <ArchiveStatus archive={archive} />
      <Show when={total().files > 0} fallback={<p class="runpage-none">No artifact came with this run.</p>}>
        <div class="runpage-card artifacts">
          <ArtifactTree
            roots={roots()}
            chosen={folder() ?? file()}
            missing={missingSet()}
            onChoose={(node) => {
              setFolder(node.kind === 'folder' ? node : null);
              // The folder of a model is looked at by its description.
              const shown = node.kind === 'folder' ? findModelFile(node) : node;
              if (shown) setChosen(() => shown);
            }}
          />
          <div class="artifact-pane">
            <Show when={file()} keyed fallback={<p class="runpage-none">Choose a file to look at it.</p>}>
              {(shown) => (
                <NeighbourProvider value={(of, name) => findNeighbour()(of, name)}>
                  {shown.kind === 'series' ? (
                    <SeriesPreview series={shown} />
                  ) : (
                    <ArtifactPreview file={shown} />
                  )}
                </NeighbourProvider>
              )}
            </Show>
          </div>
        </div>
      </Show>
    </Region>
  );
}

/** Chunks of these files that are not on this device; asked again whenever some may have come. */
function createMissingChunks(entries: Accessor<readonly ArtifactEntry[]>): Accessor<readonly Hash[]> {
  const { api, version } = useQuery();
  const share = useShare();
  const chunks = createMemo(() => entries().flatMap((entry) => entry.chunks ?? []));
  const missing = createNewestAnswer(
    () => ({ chunks: chunks(), version: version(), here: share.view().transfer.artifacts.here }),
    (asked) => api.missingChunks(asked.chunks),
  );
  return () => missing() ?? [];
}
