import { type Accessor, createMemo } from 'solid-js';
import { encodingOf } from '../../../base/text-encoding.ts';
import type { ArtifactEntry } from '../../../domain/run.ts';
import { createNewestAnswer } from '../../../state/newest-answer.ts';
import { useQuery } from '../../../state/query.ts';
import { toConsoleLines } from './console-text.ts';

/** The end of a log is what is asked of it: so much of its last chunks, of which the very last may be small. */
const TAIL_BYTES = 512 * 1024;
const TAIL_CHUNKS = 2;
/** As the importers call what a run wrote to its console. */
const NAMES = ['output.log', 'console.log', 'stdout.log', 'train.log'];

export interface StoredConsole {
  readonly path: string;
  readonly lines: readonly string[];
  /** Bytes before them that are not shown. */
  readonly leftOutBytes: number;
}

/** The artifact that holds what the run wrote to its console: the one nearest to the top. */
export function consoleArtifact(artifacts: readonly ArtifactEntry[]): ArtifactEntry | undefined {
  for (const name of NAMES) {
    const found = artifacts
      .filter(({ path }) => path === name || path.endsWith(`/${name}`))
      .sort((a, b) => a.path.split('/').length - b.path.split('/').length);
    if (found[0]) return found[0];
  }
  return undefined;
}

/** The end of the stored console; undefined where there is none, or it is not on this device. */
export function createStoredConsole(
  artifacts: Accessor<readonly ArtifactEntry[]>,
  isWanted: Accessor<boolean>,
): Accessor<StoredConsole | undefined> {
  const { api } = useQuery();
  const file = createMemo(() => consoleArtifact(artifacts()));
  const chunks = createMemo(() => file()?.chunks ?? null, null, {
    equals: (a, b) => a?.join() === b?.join(),
  });
  const answer = createNewestAnswer(
    () => {
      const wanted = chunks();
      const log = file();
      return wanted && log && isWanted()
        ? { chunks: wanted.slice(-TAIL_CHUNKS), path: log.path, sizeBytes: log.sizeBytes }
        : undefined;
    },
    async (asked): Promise<StoredConsole | undefined> => {
      const result = await api.artifact(asked.chunks);
      if (result.kind !== 'bytes') return undefined;
      const { blob } = result;
      const bytes = new Uint8Array(await blob.slice(Math.max(0, blob.size - TAIL_BYTES)).arrayBuffer());
      const text = new TextDecoder(encodingOf(bytes)).decode(bytes);
      const leftOutBytes = Math.max(0, asked.sizeBytes - bytes.length);
      const lines = toConsoleLines(text);
      // The first one is cut in two.
      return { path: asked.path, lines: leftOutBytes > 0 ? lines.slice(1) : lines, leftOutBytes };
    },
  );
  return () => (chunks() ? answer() : undefined);
}
