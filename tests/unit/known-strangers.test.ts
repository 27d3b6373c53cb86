import { describe, expect, it } from 'vitest';
import { toUtf8 } from '../../src/base/bytes.ts';
import { nameStranger } from '../../workers/import/detect/known-strangers.ts';

const LFS = `version https://git-lfs.github.com/spec/v1\noid sha256:${'ab'.repeat(32)}\nsize 4711\n`;

function name(fileName: string, content: string | readonly number[], sizeBytes?: number) {
  const head = typeof content === 'string' ? toUtf8(content) : Uint8Array.from(content);
  return nameStranger(fileName, head, sizeBytes ?? head.length);
}

describe('known strangers', () => {
  it('sees a Git LFS pointer under any name', () => {
    for (const file of ['mlflow.db', 'x.parquet', 'events.out.tfevents.1.h', 'metrics.csv', 'a']) {
      expect(name(file, LFS)).toBe('lfs-pointer');
    }
  });

  it('sees web pages, also behind a BOM, a comment or an XML line', () => {
    expect(name('results.csv', '<!DOCTYPE html>\n<html>')).toBe('html-page');
    expect(name('a.db', '\ufeff  <HTML lang="en">')).toBe('html-page');
    expect(name('a', '<!-- saved -->\n<?xml version="1.0"?>\n<!doctype html>')).toBe('html-page');
  });

  it('sees notebooks with and without their extension', () => {
    const cells = '{"cells": [{"cell_type": "code"}], "nbformat": 4}';
    expect(name('train.ipynb', cells)).toBe('notebook');
    expect(name('train', cells)).toBe('notebook');
  });

  it('sees pickles, joblib dumps and torch zips', () => {
    expect(name('model', [0x80, 0x04, 0x95, 0])).toBe('pickle');
    expect(name('model.joblib', [0x78, 0x9c, 1, 2])).toBe('pickle');
    expect(name('model.zlib', [0x78, 0x9c, 1, 2])).toBeNull();
    const zip = [0x50, 0x4b, 3, 4, ...new Array<number>(22).fill(0), 16, 0, 0, 0];
    expect(name('weights', [...zip, ...toUtf8('archive/data.pkl')])).toBe('pickle');
    expect(name('runs.zip', [...zip, ...toUtf8('mlruns/0/a.yaml ')])).toBeNull();
  });

  it('sees files without content', () => {
    expect(name('a.csv', '')).toBe('empty-file');
    expect(name('model.pkl', new Array<number>(64).fill(0))).toBe('empty-file');
    expect(name('model.pkl', new Array<number>(64).fill(0), 9000)).toBe('zeros-first');
  });

  it('calls plain JSON and YAML unrecognised, and keeps silent about the rest', () => {
    expect(name('config.json', '{"a": 1}')).toBe('unrecognised-file');
    expect(name('config.yaml', 'a: 1')).toBe('unrecognised-file');
    expect(name('hparams.yaml', 'a: 1')).toBe('settings-alone');
    expect(name('x', '[1, 2]')).toBe('unrecognised-file');
    expect(name('a.csv', 'step,loss\n0,1\n')).toBeNull();
    expect(name('a.png', [0x89, 0x50, 0x4e, 0x47, 0])).toBeNull();
    expect(name('conf', '[section]\na = 1')).toBeNull();
  });
});
