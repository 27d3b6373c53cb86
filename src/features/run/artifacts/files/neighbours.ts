import { createContext, useContext } from 'solid-js';
import type { ArtifactEntry } from '../../../../domain/run.ts';
import type { QueryApi } from '../../../../rpc/query-api.ts';
import { type ArtifactNode, filesOf, isFolder } from '../artifact-tree.ts';

/** Finds a file in the folder of another one. */
export type FindNeighbour = (of: ArtifactEntry, name: string) => ArtifactEntry | null;

const context = createContext<FindNeighbour>(() => null);

export const NeighbourProvider = context.Provider;

export function useNeighbours(): FindNeighbour {
  return useContext(context);
}

/** Looks in the tree that holds the entry: the run's files, or those of one logged model. */
export function makeFindNeighbour(roots: readonly ArtifactNode[]): FindNeighbour {
  return (of, name) => {
    const siblings = siblingsOf(roots, of);
    const parts = name.split('/').filter((part) => part !== '' && part !== '.');
    let level: readonly ArtifactNode[] = siblings ?? [];
    for (const [index, part] of parts.entries()) {
      const found = level.find((node) => node.name === part);
      if (found === undefined) return null;
      if (index === parts.length - 1) return found.kind === 'file' ? found.entry : null;
      level = isFolder(found) ? found.children : [];
    }
    return null;
  };
}

function siblingsOf(nodes: readonly ArtifactNode[], of: ArtifactEntry): readonly ArtifactNode[] | null {
  const queue: (readonly ArtifactNode[])[] = [nodes];
  for (let level = queue.pop(); level !== undefined; level = queue.pop()) {
    for (const node of level) {
      if (isFolder(node)) queue.push(node.children);
      else if (filesOf(node).some(({ entry }) => entry === of)) return level;
    }
  }
  return null;
}

/** Larger texts are no list of packages and no example. */
const MOST_BYTES = 1024 * 1024;

/** The text of a small file; null where it is not here, not kept or too large. */
export async function readSmallText(entry: ArtifactEntry | null, api: QueryApi): Promise<string | null> {
  if (entry === null || entry.chunks === null || entry.sizeBytes > MOST_BYTES) return null;
  const result = await api.artifact(entry.chunks);
  return result.kind === 'missing' ? null : result.blob.text();
}
