import { describe, expect, it } from 'vitest';
import { detect } from '../../workers/import/detect/detect.ts';
import { FORMATS } from '../../workers/import/registry.ts';
import { archiveKindOf } from '../../workers/import/source/archive-kind.ts';
import { SourceTree } from '../../workers/import/source.ts';
import { makeMemoryFile } from '../support/memory-source.ts';

/** `printf 'step,loss\n1,2\n'` through the tool of that name; of 7-Zip and RAR the signature they document. */
const PACKED: Readonly<Record<string, string>> = {
  xz: '/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQANc3RlcCxsb3NzCjEsMgoAAADQ2OIotvY2qQABJg4IG+AEH7bzfQEAAAAABFla',
  bzip2: 'QlpoOTFBWSZTWctxhrYAAAZZgAAQAAQwAAIEzAAgACIDQ9QQAwEhX0Adk+LuSKcKEhluMNbA',
  zstd: 'KLUv/QRYcQAAc3RlcCxsb3NzCjEsMgql3S6d',
  '7z': 'N3q8ryccAAQAAAAAAAAAAAAAAAA=',
  rar: 'UmFyIRoHAQAAAAAAAAA=',
};

describe('archives that cannot be opened', () => {
  it.each(Object.entries(PACKED))('%s is named, whatever the file is called', async (kind, base64) => {
    const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
    expect(archiveKindOf(bytes)).toBe(kind);
    for (const path of [`logs/run.${kind}`, 'metrics.csv.packed']) {
      const { claims, problems } = await detect(
        new SourceTree([makeMemoryFile(path, bytes)]),
        FORMATS,
        new AbortController().signal,
      );
      expect(claims).toEqual([]);
      expect(problems).toEqual([{ code: 'archive-unknown', path, facts: { kind } }]);
    }
  });

  it('are told from text that begins alike', () => {
    for (const text of ['BZh9 is how bzip2 begins', 'PK', '7z', 'Rar!', ''])
      expect(archiveKindOf(Buffer.from(text))).toBeNull();
  });
});
