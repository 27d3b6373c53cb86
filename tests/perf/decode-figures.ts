import { closeSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { detect, sourceOf } from '../../workers/import/detect/detect.ts';
import { FORMATS } from '../../workers/import/registry.ts';
import type { SourceFile } from '../../workers/import/source.ts';
import { SourceTree } from '../../workers/import/source.ts';
import { cpuMs } from '../support/cpu-time.ts';

const BLOCK_BYTES = 1024 * 1024;

export interface DecodeFigures {
  /** Processor time of every byte read once, in blocks. */
  readonly rawMs: number;
  /** Processor time of the reader: every event is made and dropped. */
  readonly decodeMs: number;
  readonly points: number;
}

export async function measureDecode(path: string, sizeBytes: number): Promise<DecodeFigures> {
  const descriptor = openSync(path, 'r');
  try {
    const file = onDisk(basename(path), sizeBytes, descriptor);
    let startedMs = cpuMs();
    for (let at = 0; at < sizeBytes; at += BLOCK_BYTES) await file.slice(at, at + BLOCK_BYTES);
    const rawMs = cpuMs() - startedMs;
    startedMs = cpuMs();
    const points = await decode(file);
    return { rawMs, decodeMs: cpuMs() - startedMs, points };
  } finally {
    closeSync(descriptor);
  }
}

function onDisk(path: string, sizeBytes: number, descriptor: number): SourceFile {
  const sliceSync = (start: number, end: number): Uint8Array<ArrayBuffer> => {
    const bytes = new Uint8Array(Math.max(0, Math.min(end, sizeBytes) - start));
    return bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, start));
  };
  return {
    path,
    sizeBytes,
    modifiedMs: 0,
    slice: async (start, end) => sliceSync(start, end),
    sliceSync,
  };
}

async function decode(file: SourceFile): Promise<number> {
  const { signal } = new AbortController();
  const tree = new SourceTree([file]);
  const { claims } = await detect(tree, FORMATS, signal);
  let points = 0;
  for (const claim of claims) {
    const source = sourceOf(claim, tree);
    const guess = await claim.format.guess?.(source, { signal });
    const context = guess ? { signal, layout: guess.layout } : { signal };
    for await (const event of claim.format.read(source, context))
      if (event.kind === 'points') points += event.points.steps.length;
  }
  return points;
}
