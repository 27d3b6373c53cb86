import { createMemo, type JSX, Match, Show, Switch } from 'solid-js';
import { formatBytes } from '../../base/format.ts';
import type { ArtifactEntry } from '../../domain/run.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { useQuery } from '../../state/query.ts';
import { ScrollBox } from '../../ui/scroll-box.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { isTextKind, type LoadedFile, loadFile } from './artifact-file.ts';
import type { ArtifactPair } from './artifact-pairs.ts';
import { ImageSide } from './image-side.tsx';
import { TextDiffView } from './text-diff-view.tsx';

const STATE_WORDS: Readonly<Record<Exclude<LoadedFile['state'], 'loaded'>, string>> = {
  none: 'This run has no such file.',
  'not-kept': 'Not kept: the import listed this file without its bytes.',
  'not-here': 'Not on this device. Open the run to ask others for it.',
  failed: 'The bytes could not be read from the storage of this browser.',
};
const EMPTY = new Blob();

/** A path of two runs: text line by line, images beside one another, anything else by size and hash. */
export function PairView(props: {
  readonly pair: ArtifactPair;
  readonly leftName: string;
  readonly rightName: string;
}): JSX.Element {
  const { api, version } = useQuery();
  const files = createNewestAnswer(
    () => ({ pair: props.pair, version: version() }),
    async ({ pair }) => ({
      left: await loadFile(pair.left, api),
      right: await loadFile(pair.right, api),
    }),
  );
  const texts = createMemo(() => {
    const known = files();
    if (!known) return null;
    const sides = [known.left, known.right];
    const loaded = sides.flatMap((side) => (side.state === 'loaded' ? [side] : []));
    const isReadable = sides.every((side) => side.state === 'loaded' || side.state === 'none');
    if (!isReadable || loaded.length === 0 || !loaded.every((side) => isTextKind(side.kind))) return null;
    const blobOf = (side: LoadedFile) => (side.state === 'loaded' ? side.blob : EMPTY);
    return { left: blobOf(known.left), right: blobOf(known.right) };
  });
  return (
    <section class="pair-view" aria-label={props.pair.path}>
      <h3 class="cut" title={props.pair.path}>
        {props.pair.path}
      </h3>
      <div class="pair-sides">
        <SideHead name={props.leftName} entry={props.pair.left} />
        <SideHead name={props.rightName} entry={props.pair.right} />
      </div>
      <Switch fallback={<Skeleton lines={4} />}>
        <Match when={files() && props.pair.state === 'same' && texts()}>
          {(two) => <WholeText blob={two().left} label={props.pair.path} />}
        </Match>
        <Match when={texts()}>
          {(two) => (
            <TextDiffView left={two().left} right={two().right} label={`Difference of ${props.pair.path}`} />
          )}
        </Match>
        <Match when={files()}>
          {(known) => (
            <div class="pair-sides">
              <OtherSide file={known().left} entry={props.pair.left} name={props.leftName} />
              <OtherSide file={known().right} entry={props.pair.right} name={props.rightName} />
            </div>
          )}
        </Match>
      </Switch>
    </section>
  );
}

function SideHead(props: { readonly name: string; readonly entry: ArtifactEntry | null }): JSX.Element {
  return (
    <p class="pair-side-head">
      <span class="cut">{props.name}</span>
      <span class="muted">{props.entry ? formatBytes(props.entry.sizeBytes) : 'not there'}</span>
    </p>
  );
}

/** Both are the same: one of them tells all. The first part of a long one. */
function WholeText(props: { readonly blob: Blob; readonly label: string }): JSX.Element {
  const text = createNewestAnswer(
    () => props.blob,
    (blob) => blob.slice(0, 512 * 1024).text(),
  );
  return (
    <>
      <p class="diff-counts muted">Both files are the same, byte for byte.</p>
      <ScrollBox class="diff-view is-whole" label={props.label}>
        {text()}
      </ScrollBox>
      <Show when={props.blob.size > 512 * 1024}>
        <p class="diff-counts muted">The first 512 KB are shown.</p>
      </Show>
    </>
  );
}

function OtherSide(props: {
  readonly file: LoadedFile;
  readonly entry: ArtifactEntry | null;
  readonly name: string;
}): JSX.Element {
  const image = () => {
    const { file } = props;
    return file.state === 'loaded' && file.kind.kind === 'image'
      ? { blob: file.blob, mime: file.kind.mime }
      : null;
  };
  return (
    <div class="pair-side">
      <Switch
        fallback={
          <>
            <p>{props.entry ? formatBytes(props.entry.sizeBytes) : ''}</p>
            <Show when={props.entry?.chunks}>
              {(chunks) => (
                <p class="mono pair-hash" title="SHA-256 of the parts">
                  {chunks()
                    .slice(0, 4)
                    .map((hash) => hash.slice(0, 16))
                    .join(' ')}
                  {chunks().length > 4 ? ` … ${chunks().length} parts` : ''}
                </p>
              )}
            </Show>
          </>
        }
      >
        <Match when={image()}>
          {(known) => <ImageSide blob={known().blob} mime={known().mime} name={props.name} />}
        </Match>
        <Match when={props.file.state !== 'loaded' && props.file.state}>
          {(state) => <p class="muted">{STATE_WORDS[state()]}</p>}
        </Match>
      </Switch>
    </div>
  );
}
