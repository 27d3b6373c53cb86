import { type LineageFocus, lineageId } from '../../../src/domain/lineage/lineage-graph.ts';
import type { LineageSource } from './lineage-source.ts';
import { inputLinks, isDeleted, isHere, type Link, linkId, linksIn, linksOut } from './links.ts';

/** Things that are visited at most: many times what a picture can show. */
const MOST_VISITED = 250_000;

export interface Reached {
  readonly thing: LineageFocus;
  /** `down` came of the focus; `beside` is a dataset that something which came of the focus took as well. */
  readonly via: 'focus' | 'up' | 'down' | 'beside';
}

export interface Walk {
  /** By the id of their nodes. */
  readonly things: ReadonlyMap<string, Reached>;
  /** Some of them twice: what leads from a dataset to a run is found from both ends. */
  readonly links: readonly Link[];
  /** Things that were not visited because there are too many. */
  readonly leftOut: number;
}

/**
 * What the focus came of and what came of it, at most so many steps away; null when it is not here. What is deleted is
 * left out with what came of it, unless the focus came of it.
 */
export function walkLineage(
  focus: LineageFocus,
  depth: number,
  source: LineageSource,
  most = MOST_VISITED,
): Walk | null {
  if (!isHere(focus, source)) return null;
  const walk = new Walker(source, most);
  walk.things.set(lineageId(focus), { thing: focus, via: 'focus' });
  walk.go(focus, depth, 'up');
  walk.go(focus, depth, 'down');
  walk.addDatasets();
  return { things: walk.things, links: walk.links, leftOut: walk.missed.size };
}

class Walker {
  readonly things = new Map<string, Reached>();
  readonly links: Link[] = [];
  readonly missed = new Set<string>();

  constructor(
    private readonly source: LineageSource,
    private readonly most: number,
  ) {}

  go(focus: LineageFocus, depth: number, via: 'up' | 'down'): void {
    const visited = new Set([lineageId(focus)]);
    let frontier: LineageFocus[] = [focus];
    for (let step = 0; step < depth && frontier.length > 0; step++) {
      const next: LineageFocus[] = [];
      for (const thing of frontier) {
        for (const link of this.linksOf(thing, via)) {
          const end = via === 'up' ? link.from : link.to;
          if (!this.take(link, end, via)) continue;
          const id = lineageId(end);
          if (visited.has(id)) continue;
          visited.add(id);
          next.push(end);
        }
      }
      frontier = next;
    }
  }

  /** A run without what it learned from is half a story: the datasets of every run are shown. */
  addDatasets(): void {
    for (const { thing, via } of [...this.things.values()]) {
      if (thing.kind !== 'run' || via === 'up' || via === 'focus') continue;
      for (const link of inputLinks(thing.run, this.source)) this.take(link, link.from, 'beside');
    }
  }

  private linksOf(thing: LineageFocus, via: 'up' | 'down'): readonly Link[] {
    const links = via === 'up' ? linksIn(thing, this.source) : linksOut(thing, this.source);
    // Which of too many are visited does not depend on the order of facts.
    const isTight = this.things.size + links.length > this.most;
    return isTight ? [...links].sort((a, b) => (linkId(a) < linkId(b) ? -1 : 1)) : links;
  }

  private take(link: Link, end: LineageFocus, via: Reached['via']): boolean {
    const id = lineageId(end);
    if (!this.things.has(id)) {
      if (!isHere(end, this.source)) return false;
      if (via === 'down' && isDeleted(end, this.source)) return false;
      if (this.things.size >= this.most) {
        this.missed.add(id);
        return false;
      }
      this.things.set(id, { thing: end, via });
    }
    this.links.push(link);
    return true;
  }
}
