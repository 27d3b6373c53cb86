import { recordsPath } from '../../../src/domain/bundle/bundle-files.ts';
import type { FactStore } from '../../../src/storage/fact-store.ts';
import { parseRecordLines } from '../../../src/storage/record-lines.ts';
import type { NoteList } from '../notes.ts';
import type { BundleZip } from './bundle-zip.ts';
import { type CarriedImport, type CarriedPack, NamedFacts } from './packed-facts.ts';

export interface WrittenFacts {
  readonly imports: readonly CarriedImport[];
  readonly named: NamedFacts;
}

/** Writes the record packs of a workspace as they are. */
export async function writeWholeFacts(
  store: FactStore,
  zip: BundleZip,
  notes: NoteList,
): Promise<WrittenFacts> {
  const named = new NamedFacts();
  const imports: CarriedImport[] = [];
  const written = new Set<string>();
  for (const row of await store.listImports()) {
    const packs: CarriedPack[] = [];
    for (const { hash, holds } of await store.loadPackIndexes(row.packs)) {
      const bytes = await store.loadChunk(hash);
      if (!bytes) {
        notes.add('records-missing', row.label);
        continue;
      }
      packs.push({ hash, holds });
      if (written.has(hash)) continue;
      written.add(hash);
      zip.addNamed(recordsPath(hash), bytes);
      await zip.drain();
      if (holds !== 'others') for (const record of parseRecordLines(bytes)) named.add(record);
    }
    const { label, startedMs, finishedMs } = row;
    imports.push({ label, startedMs, finishedMs, packs });
  }
  return { imports, named };
}
