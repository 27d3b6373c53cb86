import { describe, expect, it } from 'vitest';
import { toUtf8 } from '../../src/base/bytes.ts';
import { toSafeName } from '../../src/base/safe-name.ts';
import { toArtifactKind } from '../../src/domain/artifact-kind.ts';

const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

describe('toArtifactKind', () => {
  it.each([
    ['plot.png', PNG, 'image'],
    ['plot.txt', PNG, 'image'],
    ['plot.svg', toUtf8('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image'],
    ['metrics.json', toUtf8('{"a": NaN}'), 'json'],
    ['MLmodel', toUtf8('artifact_path: model'), 'mlmodel'],
    ['table.json', toUtf8('{ "columns": ["a"], "data": [[1]]}'), 'json-table'],
    ['README.md', toUtf8('# hi'), 'markdown'],
    ['rows.csv', toUtf8('a,b\n1,2'), 'csv'],
    ['rows', toUtf8('PAR1'), 'parquet'],
    ['model.pkl', toUtf8('anything'), 'pickle'],
    ['preprocessor.b', new Uint8Array([0x80, 0x04, 0x95, 0, 0]), 'pickle'],
    ['weights', new Uint8Array([...toUtf8('PK\u0003\u0004'), ...toUtf8('archive/data.pkl')]), 'model-file'],
    ['model.b', new Uint8Array(64), 'binary'],
    ['notes', toUtf8('größe 值 🚀'), 'text'],
    ['page.html', toUtf8('<html><script>alert(1)</script>'), 'text'],
    ['latin.txt', new Uint8Array([0x67, 0x72, 0xf6, 0xdf, 0x65, 0x0a]), 'text'],
    ['empty', new Uint8Array(0), 'text'],
    ['study.ipynb', toUtf8('{"cells": []}'), 'notebook'],
    ['paper', toUtf8('%PDF-1.7'), 'pdf'],
    ['page.png', toUtf8('<!doctype html><script>alert(1)</script>'), 'text'],
    ['tone.txt', toUtf8('RIFF\u0000\u0000\u0000\u0000WAVEfmt '), 'audio'],
    ['tone.mp3', new Uint8Array([0xff, 0xfb, 0x90, 0]), 'audio'],
    ['tone', toUtf8('OggS\u0000'), 'audio'],
    ['tone.flac', toUtf8('fLaC'), 'audio'],
    ['tone.bin', toUtf8('\u0000\u0000\u0000 ftypM4A '), 'audio'],
    ['film', toUtf8('\u0000\u0000\u0000 ftypisom'), 'video'],
    ['film.webm', new Uint8Array([0x1a, 0x45, 0xdf, 0xa3, ...toUtf8('....webm')]), 'video'],
    ['wide.mp3', new Uint8Array([0xff, 0xfe, 0x61, 0, 0x62, 0]), 'text'],
  ])('%s is shown as %#', (name, head, kind) => {
    expect(toArtifactKind(name, head).kind).toBe(kind);
  });

  it('accepts a letter that is cut by the end of the head', () => {
    expect(toArtifactKind('a.txt', toUtf8('abc值').slice(0, 5)).kind).toBe('text');
  });
});

describe('toSafeName', () => {
  it.each([
    ['model/MLmodel', 'model_MLmodel'],
    ['../../etc/passwd', '_.._etc_passwd'],
    ['photo\u202egpj.exe', 'photo_gpj.exe'],
    ['a\u0000b\n.txt', 'a_b_.txt'],
    ['CON', '_CON'],
    ['nul.txt', '_nul.txt'],
    ['  ..', 'file'],
    ['ends. ', 'ends'],
    ['epoch=0-step=12.ckpt', 'epoch=0-step=12.ckpt'],
  ])('%j becomes %j', (raw, name) => {
    expect(toSafeName(raw)).toBe(name);
  });

  it('keeps the ending of a name that is cut', () => {
    const name = toSafeName(`${'x'.repeat(500)}.parquet`);
    expect(name).toHaveLength(180);
    expect(name.endsWith('.parquet')).toBe(true);
  });
});
