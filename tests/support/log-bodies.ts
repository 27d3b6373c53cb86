import * as Y from 'yjs';
import type { OwnBody } from '../../src/sync/log/workspace-log.ts';

export type Bytes = Uint8Array<ArrayBuffer>;

/** A document of one session of one person; each edit gives the update that it makes. */
export class Session {
  readonly doc = new Y.Doc();

  constructor(client?: number) {
    if (client !== undefined) this.doc.clientID = client;
  }

  set(key: string, value: unknown): Bytes {
    return this.change(() => this.doc.getMap('runs').set(key, value));
  }

  change(act: () => void): Bytes {
    let made: Uint8Array | null = null;
    const take = (update: Uint8Array) => {
      made = update;
    };
    this.doc.once('update', take);
    this.doc.transact(act);
    if (!made) throw new Error('No change');
    return new Uint8Array(made);
  }
}

export function edit(update: Uint8Array): OwnBody {
  return { type: 'yjs', doc: 'workspace', notes: [], update: new Uint8Array(update) };
}

export function anImport(label = 'mlruns', hash = 'a'.repeat(64)): OwnBody {
  const pack = { hash, holds: 'runs' as const, sizeBytes: 10, records: 1 };
  return {
    type: 'import',
    entries: [{ import: 'i1', label, startedMs: 1, finishedMs: 2, packs: [pack] }],
  };
}
